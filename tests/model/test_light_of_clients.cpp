// Sun plans and the way of the light from a client file to its dots.
#include <fadecast/config.hpp>
#include <fadecast/population.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <numeric>

using namespace fadecast;
namespace fs = std::filesystem;

namespace {

Case example(const std::vector<std::string>& settings) {
    const fs::path configs = fs::path(FADECAST_SOURCE_DIR) / "configs";
    setenv("FADECAST_CONFIGS", configs.c_str(), 1);
    return read_case(configs / "clients/example.ci.toml", settings);
}

double percent_of_ambient(const std::string& plan, double latitude_deg) {
    Sun sun = example({"sun.file=" + plan, "sun.sunscreen=10 %"}).sun;
    sun.latitude_deg = latitude_deg;
    const YearlyLight year = yearly_light(sun);
    return 100 * year.personal_mlx_h / year.ambient_mlx_h;
}

}  // namespace

// About 3 % of the ambient light for indoor and about 10 % for outdoor workers; dosimetry knows such shares
// to a fifth or so at best.
TEST(LightOfClients, IndoorPeopleGetThreePercentAndOutdoorWorkersTen) {
    for (double latitude_deg : {-35., 0., 20., 35., 50., 60.}) {
        Sun nothing_told;
        nothing_told.latitude_deg = latitude_deg;
        const YearlyLight year = yearly_light(nothing_told);
        EXPECT_NEAR(100 * year.personal_mlx_h / year.ambient_mlx_h, 3, .6) << latitude_deg;
        EXPECT_NEAR(percent_of_ambient("office", latitude_deg), 3, .8) << latitude_deg;
        EXPECT_NEAR(percent_of_ambient("outdoor-worker", latitude_deg), 10, 2) << latitude_deg;
        EXPECT_GT(percent_of_ambient("outdoor-sport", latitude_deg),
                  percent_of_ambient("office", latitude_deg));
    }
}

TEST(LightOfClients, DotsSeeTheSeasonsFromDayZeroOn) {
    const Population known = draw_population(example({"--members=8"}));  // day 0 is 30 March in Berlin
    const auto& season = known.dots.front().light_season;
    EXPECT_NEAR(std::accumulate(season.begin(), season.end(), 0.), 12, 1e-11);  // rounding
    const auto brightest = std::max_element(season.begin(), season.end()) - season.begin();
    const auto darkest = std::min_element(season.begin(), season.end()) - season.begin();
    EXPECT_EQ(brightest, 2);  // 30 May to 29 June
    EXPECT_EQ(darkest, 8);    // 29 November to 29 December
    for (const DotInput& dot : known.dots) EXPECT_EQ(dot.light_season, season);
}

TEST(LightOfClients, WithoutALatitudeTheSeasonIsFlat) {
    Case client = example({"--members=8"});
    client.sun.latitude_deg.reset();
    for (const DotInput& dot : draw_population(client).dots)
        for (double value : dot.light_season) EXPECT_EQ(value, 1);
}
