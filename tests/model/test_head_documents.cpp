#include "forecast/follow.hpp"
#include "output/head_documents.hpp"
#include "support/temporary_folder.hpp"

#include <fadecast/config.hpp>
#include <fadecast/population.hpp>
#include <fadecast/reservoir.hpp>
#include <fadecast/scalp.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numbers>
#include <numeric>

#include <hair_cover.hpp>

#include <set>

using namespace fadecast;

namespace {

Case example(const std::vector<std::string>& settings = {}) {
    std::vector<std::string> all{"--members=8", "--accuracy=draft"};
    all.insert(all.end(), settings.begin(), settings.end());
    return read_case(std::filesystem::path(FADECAST_SOURCE_DIR) / "configs/clients/example.ci.toml", all);
}

const std::vector<double> few_days{0, 42, 1096, 2557};

const ZoneCourse& of(const ZoneCourses& courses, Zone zone) { return courses.zones[int(zone)]; }

/// Courses whose contrast falls straight from 1 at day 0 to 0 after a zone's years.
ZoneCourses straight(const std::array<double, zone_count>& years) {
    ZoneCourses courses;
    courses.time_day = {0, 3652.5};
    for (const Zone zone : zones) {
        ZoneCourse& course = courses.zones[int(zone)];
        course.zone = zone;
        course.dots_per_cm2 = 150;
        course.contrast = {1, 1 - 10 / years[int(zone)]};
        course.hair.resize(2);
        course.colour.resize(2);
        course.delta_e00 = {10, 5};
    }
    return courses;
}

}  // namespace

TEST(HairCover, IsTheAreaThatMarksTake) {
    // A disk that passes nothing within 0.1 mm, falling to all at 0.3 mm: a cone on a cylinder.
    const double radius[] = {.1, .3}, loss[] = {1, 0};
    const double cone = std::numbers::pi * (.3 * .3 + .3 * .1 + .1 * .1) / 3;  // a truncated one of height 1
    EXPECT_NEAR(area_of_mark(radius, loss, 2), cone, 1e-15);                   // rounding
    EXPECT_DOUBLE_EQ(seen_through_marks(200, .05), std::exp(-.1));
    EXPECT_EQ(stubble_cover(226, .075, 0), 0);
    EXPECT_GT(stubble_cover(226, .075, 3), stubble_cover(226, .075, 1));
    EXPECT_LT(stubble_cover(226, .075, 100), 1);
}

TEST(ZoneCourses, SetDotsWhereHairIsMissing) {
    const Case client = example();
    const ZoneCourses courses = zone_courses(client, Backend::cpu(), few_days);
    for (const Zone zone : zones) {
        EXPECT_DOUBLE_EQ(of(courses, zone).dots_per_cm2, 150 * (1 - share_left_norwood(zone, 5)));
        EXPECT_EQ(of(courses, zone).contrast[1], 1);  // relative to day 42
        EXPECT_LT(of(courses, zone).contrast[3], of(courses, zone).contrast[2]);
        EXPECT_LE(of(courses, zone).hair[3].hairs_per_cm2, of(courses, zone).hair[0].hairs_per_cm2);
    }
    EXPECT_THROW(zone_courses(client, Backend::cpu(), std::vector<double>{0, 43}), Error);
}

TEST(ZoneCourses, FadeFirstWhereTheSunIs) {
    // With light that works: top above hairline above sides, as their light is.
    const Case client = example({"uv_clearance=0.15 1/(Mlx h/year)", "light_dose=8 Mlx h/year"});
    const ZoneCourses courses = zone_courses(client, Backend::cpu(), few_days);
    EXPECT_LT(of(courses, Zone::top).contrast[3], of(courses, Zone::hairline).contrast[3] - .01);
    EXPECT_LT(of(courses, Zone::hairline).contrast[3], of(courses, Zone::sides).contrast[3] - .01);
    // Without any the zones are alike to the bit.
    const ZoneCourses dark = zone_courses(example({"light_dose=0 Mlx h/year"}), Backend::cpu(), few_days);
    for (const Zone zone : zones) EXPECT_EQ(of(dark, zone).contrast, of(dark, Zone::top).contrast);
}

TEST(ZoneCourses, HaveColoursBetweenSkinAndItsDotsOrHair) {
    const ZoneCourses courses = zone_courses(example(), Backend::cpu(), few_days);
    for (const Zone zone : zones) {
        EXPECT_LT(of(courses, zone).colour[1].y, courses.skin.y);
        EXPECT_GT(of(courses, zone).colour[1].y, .5 * courses.skin.y);
    }
    // Dots of the bare crown fade toward skin.
    EXPECT_GT(of(courses, Zone::crown).colour[3].y, of(courses, Zone::crown).colour[1].y);
    // Stubble of dark hair darkens the sides.
    const ZoneCourses longer =
        zone_courses(example({"hair.shaved=5 day"}), Backend::cpu(), std::vector<double>{0, 42});
    EXPECT_LT(of(longer, Zone::sides).colour[1].y, of(courses, Zone::sides).colour[1].y);
}

TEST(ZoneCourses, HaveTheColourOfAPatchOfTheirDotsAndHair) {
    // A patch draws some 130 dots of the nominal client and its hairs one by one, with distances kept and of
    // several diameters; the zone has means over 32 dots, one diameter, and independent places. Both darken
    // the skin by about 5 in L*, of which the areas of 32 dots that scatter by a half leave a tenth open, and
    // as much again the other dots that the patch deals out by session: 1 at most, which is just seen.
    const Case shaved = example({"hair.shaved=0 day"});
    const ZoneCourses courses = zone_courses(shaved, Backend::cpu(), few_days);
    for (const Zone zone : {Zone::crown, Zone::sides}) {
        Case there = shaved;
        there.zone = zone;
        there.fixed[Parameter::dot_density] = of(courses, zone).dots_per_cm2;
        Scalp scalp = make_scalp(there, Backend::cpu(), nominal_member, few_days);
        scalp.drop_out_share = 0;
        for (const int time : {1, 3}) {
            PatchScene scene = scene_of(scalp, few_days[time]);
            scene.texture = {};
            const std::vector<float> xyz = patch_xyz(Backend::cpu(), scene, .04);
            const std::size_t pixels = xyz.size() / 3;
            const auto mean = [&](std::size_t plane) {
                const auto from = xyz.begin() + std::ptrdiff_t(plane * pixels);
                return std::accumulate(from, from + std::ptrdiff_t(pixels), 0.) / double(pixels);
            };
            const Lab patch = lab_of_xyz({mean(0), mean(1), mean(2)}),
                      even = lab_of_xyz(of(courses, zone).colour[time]);
            EXPECT_LT(delta_e00(patch, even), 1) << zone_name(zone) << " " << few_days[time];
        }
    }
}

TEST(ZoneCourses, LeaveTheSidesUndottedWhenNoLossIsKnown) {
    Case client = example();
    client.hair = {};
    const ZoneCourses courses = zone_courses(client, Backend::cpu(), std::vector<double>{0, 42});
    for (const Zone zone : zones) {
        EXPECT_EQ(of(courses, zone).dots_per_cm2, zone == Zone::sides ? 0 : 150);
        EXPECT_EQ(of(courses, zone).hair[0].hairs_per_cm2, 0);
    }
    const auto json = nlohmann::json::parse(output::head_json(client, courses, {42}, {"1", {}}));
    EXPECT_TRUE(json["zones"]["top"]["hairs_per_cm2"].is_null());
    EXPECT_TRUE(json["zones"]["sides"]["contrast"].is_null());
    EXPECT_FALSE(json["zones"]["top"]["contrast"].is_null());
}

TEST(ZoneCourses, HaveTheWholeDoseOfATanningBedAndTheirShareOfTheSun) {
    Case client = example();
    const auto light = [&](double beds_per_year, std::optional<Zone> zone) {
        client.sun.tanning_bed_per_year = beds_per_year;
        client.zone = zone;
        const Population population = draw_member(client, nominal_member, 1);
        return std::pair(population.persons.front().drawn[int(Parameter::light_dose)],
                         population.dots.front().light_season);
    };
    const double flat = light(0, {}).first, beds = light(50, {}).first - flat;
    const double expected = flat * zone_light(Zone::sides, client.sun) + beds;
    const auto [dose, season] = light(50, Zone::sides);
    EXPECT_NEAR(dose, expected, 1e-9 * expected);  // rounding
    EXPECT_GT(beds, .5 * flat);                    // so that it matters
    // Less of the sun, more of an even course over the year.
    EXPECT_LT(std::ranges::max(season), std::ranges::max(light(50, {}).second) - .01);
    EXPECT_EQ(light(0, Zone::sides).second, light(0, {}).second);
    // An entered dose has the same shares of both.
    client.fixed[Parameter::light_dose] = 2;
    EXPECT_NEAR(light(50, Zone::sides).first, 2 * expected / (flat + beds), 1e-9);  // rounding
}

TEST(ZoneCourses, FallBelowALineAtOneDay) {
    ZoneCourses courses = straight({10, 10, 10, 10, 10});
    EXPECT_NEAR(*courses.falls_below(Zone::top, .55), .45 * 3652.5, 1e-9);  // rounding
    EXPECT_FALSE(courses.falls_below(Zone::top, 0));
    // The last fall counts, as dots may look faint while they heal.
    ZoneCourse& top = courses.zones[int(Zone::top)];
    courses.time_day = {0, 10, 20, 30, 40};
    top.contrast = {.4, .5, 1, .6, .5};
    EXPECT_NEAR(*courses.falls_below(Zone::top, .55), 35, 1e-9);
    top.dots_per_cm2 = 0;
    EXPECT_FALSE(courses.falls_below(Zone::top, .55));
}

TEST(HeadDocuments, NameTheZoneThatComesFirst) {
    const Case client = example();  // standard style: below .55
    const auto begins = [&](const ZoneCourses& courses) {
        const std::string words = output::zones_sentence(client, courses);
        return words.substr(0, words.find(" This is the nominal client's contrast"));
    };
    EXPECT_EQ(begins(straight({9, 10, 8, 6, 12})),
              "Crown first: a typical client's dots there fall below 55 % of their healed contrast about 2.5 "
              "years after the last session, those of the sides about 5.5 years.");
    EXPECT_EQ(
        begins(straight({9, 5.2, 8, 6, 90})),
        "Temples first: a typical client's dots there fall below 55 % of their healed contrast about 2.5 "
        "years after the last session, those of the sides not within about 10 years.");
    EXPECT_EQ(begins(straight({90, 90, 90, 90, 90})),
              "A typical client's dots fall below 55 % of their healed contrast in no zone within about 10 "
              "years after the last session.");
    ZoneCourses one = straight({9, 10, 8, 6, 12});
    for (const Zone zone : {Zone::hairline, Zone::temples, Zone::top, Zone::sides})
        one.zones[int(zone)].dots_per_cm2 = 37;  // of 150: less than a quarter
    EXPECT_EQ(begins(one),
              "Dots on the crown only: a typical client's fall below 55 % of their healed "
              "contrast about 2.5 years after the last session.");
    one.zones[int(Zone::top)].dots_per_cm2 = 38;
    EXPECT_TRUE(begins(one).starts_with("Crown first"));
    for (ZoneCourse& course : one.zones) course.dots_per_cm2 = 0;
    EXPECT_EQ(output::zones_sentence(client, one),
              "No zone misses a quarter of its hair, so none counts as dotted.");
}

TEST(HeadDocuments, NameNoZoneThatIsFirstByLessThanHalfAYear) {
    const Case client = example();
    const auto says = [&](const std::array<double, zone_count>& years, const char* words) {
        return output::zones_sentence(client, straight(years)).find(words) != std::string::npos;
    };
    // Zones fall below the line after .45 of their years.
    EXPECT_TRUE(
        says({10, 10, 10, 10, 10}, "All dotted zones within a month of each other: none comes first."));
    EXPECT_TRUE(
        says({10, 10, 9.4, 10, 10}, "All dotted zones within 4 months of each other: none comes first."));
    EXPECT_TRUE(
        says({10, 10, 8.9, 10, 10}, "All dotted zones within 6 months of each other: none comes first."));
    EXPECT_TRUE(says({10, 10, 8.8, 10, 10}, "Top first: "));
    // Nor when the forecast ends before the others could follow.
    EXPECT_TRUE(says({90, 90, 22, 90, 90}, "in no zone within about 10 years"));
    EXPECT_TRUE(says({90, 90, 20, 90, 90}, "Top first: "));
}

TEST(HeadDocuments, TellMachinesTheSame) {
    const Case client = example();
    ZoneCourses courses = straight({9, 10, 8, 6, 12});
    courses.zones[int(Zone::sides)].dots_per_cm2 = 20;
    const auto json = nlohmann::json::parse(output::head_json(client, courses, {3652.5}, {"1", {}}));
    EXPECT_EQ(json["sentence"], output::zones_sentence(client, courses));
    EXPECT_EQ(json["zones"]["crown"]["falls_below_line"], "2028-12");
    EXPECT_EQ(json["zones"]["crown"]["delta_e00"], (nlohmann::json{5}));
    EXPECT_TRUE(json["zones"]["sides"]["contrast"].is_null());  // too few dots to count
}

TEST(HeadDocuments, AreAPictureForEachTimeAndASheet) {
    const test::TemporaryFolder folder;
    // What earlier runs made goes, whatever the times; what the user or another command put there stays.
    const std::set<std::string> others{"head-before.png", "head-photo.png", "head-2y-ago.png", "head-may.png",
                                       "sheet.png",       "head-3y.jpg",    "head-.png"};
    for (const std::string& name : others) std::ofstream(folder / name) << "mine";
    for (const double day : {.01, .3, .5, 3., 13.5, 42., 50., 61., 365.25, 548., 3287.})
        std::ofstream(folder / ("head-" + output::time_name(day) + ".png")) << "of an earlier run";
    output::write_heads(example(), straight({9, 10, 8, 6, 12}), {0, 3652.5}, Backend::cpu(), folder,
                        {"1", {}});
    std::set<std::string> names, expected = others;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        names.insert(entry.path().filename().string());
    expected.insert({"head-day0.png", "head-10y.png", "head-sheet.png"});
    EXPECT_EQ(names, expected);
}
