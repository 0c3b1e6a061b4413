#include "support/temporary_folder.hpp"
// Second passes, lasers and sizes of particles, from the files to what transport is given.

#include <fadecast/config.hpp>
#include <fadecast/forecast.hpp>
#include <fadecast/population.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

using namespace fadecast;
namespace fs = std::filesystem;

namespace {

class EventsOfClients : public testing::Test {
protected:
    Case read(const std::string& more = "", const std::vector<std::string>& settings = {},
              const std::string& pigment = "carbon-black") {
        std::ofstream(folder_ / "client.toml")
            << "id = \"m\"\nskin = { fitzpatrick = 2 }\n[[session]]\ndate = 2026-03-02\ndilution = \"25:1\"\n"
            << "pigment = \"" << pigment << "\"\n[[session]]\ndate = 2026-03-16\npigment = \"" << pigment
            << "\"\n[[session]]\ndate = 2026-03-30\npigment = \"" << pigment << "\"\n"
            << more;
        return read_case(folder_ / "client.toml", settings);
    }
    std::string message_of(const std::string& more, const std::vector<std::string>& settings = {}) {
        try {
            read(more, settings);
        } catch (const Error& error) {
            const std::string message = error.what(), prefix = (folder_ / "").string();
            return message.rfind(prefix, 0) == 0 ? message.substr(prefix.size()) : message;
        }
        return "no error";
    }
    /// A pigment file of the library with some words replaced, beside the client file.
    std::string own_ink(const std::string& library, const std::string& old, const std::string& now) {
        std::stringstream text;
        text << std::ifstream(data_folder() / "pigments" / (library + ".toml")).rdbuf();
        std::string ink = text.str();
        for (std::size_t at = 0; (at = ink.find(old, at)) != std::string::npos; at += now.size())
            ink.replace(at, old.size(), now);
        std::ofstream(folder_ / "ink.toml") << ink;
        return "ink.toml";
    }
    std::string spread_ink(const std::string& library, const std::string& gsd) {
        return own_ink(library, "\nbleaching =",
                       "\nparticle_gsd = { value = " + gsd +
                           ", source = \"a data sheet\", evidence = \"reported\" }\nbleaching =");
    }
    test::TemporaryFolder folder_;
};

const std::string laser = "[[laser]]\ndate = 2028-05-01\n";

std::string told(const Case& client) {
    std::string all;
    for (const std::string& sentence : client.assumed) all += sentence + "\n";
    return all;
}

}  // namespace

TEST_F(EventsOfClients, CountPuncturesOntoOldDotsAsSecondPasses) {
    const Case without = read(), with = read("over_old_dots = 0.4\n");
    for (const Session& session : without.sessions) EXPECT_EQ(session.again_share, 0);
    // Usual shares of punctures .3 .4 .3: of the last, .12 lie on .7 old dots, so .88 places remain.
    EXPECT_DOUBLE_EQ(with.sessions[0].density_share, .3 / .88);
    EXPECT_DOUBLE_EQ(with.sessions[1].density_share, .4 / .88);
    EXPECT_DOUBLE_EQ(with.sessions[2].density_share, .18 / .88);
    EXPECT_EQ(with.sessions[1].again_share, 0);
    EXPECT_DOUBLE_EQ(with.sessions[2].again_share, .12 / .7);
    EXPECT_NE(told(without).find("Second passes over old dots were not entered"), std::string::npos);
    EXPECT_EQ(told(with).find("Second passes"), std::string::npos);
}

TEST_F(EventsOfClients, PunctureTheDrawnShareOfOldDotsOnceMore) {
    const Population population =
        draw_population(read("over_old_dots = 0.4\n", {"--members=2000", "session.3.shade=0.5"}));
    int old = 0, again = 0;
    for (const DotInput& dot : population.dots) {
        old += dot.session<2, again += dot.again[2]> 0;
        EXPECT_EQ(dot.again[0] + dot.again[1], 0);
        // Drops of water 25 to 1 and 20 to 1: (1 + 25) / (1 + 20) as strong, then the shade.
        if (dot.again[2] > 0) {
            EXPECT_DOUBLE_EQ(dot.again[2], dot.session == 0 ? .5 * 26 / 21 : .5);
        }
    }
    const double expected = .12 / .7;
    EXPECT_NEAR(double(again) / old, expected, 4 * std::sqrt(expected * (1 - expected) / old));  // 4 sigma
    EXPECT_EQ(population.dots.front().again, DotInput{}.again);  // the nominal dot is of the last session
}

TEST_F(EventsOfClients, RefuseASecondPassThatCannotBe) {
    EXPECT_EQ(
        message_of("", {"session.1.over_old_dots=0.2"}),
        "--set session.1.over_old_dots=0.2: over_old_dots: before the first session there is no old dot");
    EXPECT_EQ(message_of("over_old_dots = 0.2\n", {"session.1.pigment=azo-red"}),
              "client.toml:13:17: over_old_dots: session 1 used \"azo-red\" and this one \"carbon-black\"; "
              "pigment onto other pigment cannot be followed; leave over_old_dots out or set it to 0");
    EXPECT_EQ(
        message_of("over_old_dots = 0.9\n", {"session.1.density_share=0.1", "session.2.density_share=0.1",
                                             "session.3.density_share=0.8"}),
        "client.toml:13:17: over_old_dots = 0.9 sets more dots onto old ones than there are; allowed with "
        "these shares of dots: 0 to 0.25");
    EXPECT_EQ(message_of("over_old_dots = 0\n", {"session.1.pigment=azo-red"}), "no error");
    // Two thirds, told as a number that is accepted.
    const std::vector<std::string> thirds{"session.1.density_share=0.2", "session.2.density_share=0.2",
                                          "session.3.density_share=0.6"};
    EXPECT_NE(message_of("over_old_dots = 0.667\n", thirds).find("0 to 0.666"), std::string::npos);
    EXPECT_EQ(message_of("over_old_dots = 0.666\n", thirds), "no error");
}

TEST_F(EventsOfClients, ReadLasers) {
    const Case drawn = read(laser + laser.substr(0, 17) + "2028-08-01\nnotes = \"ps\"\n");
    ASSERT_EQ(drawn.lasers.size(), 2u);
    EXPECT_EQ(iso_date(drawn.lasers[1]), "2028-08-01");
    EXPECT_EQ(drawn.record.at("laser 2 notes"), "ps");
    EXPECT_FALSE(drawn.fixed.contains(Parameter::fragmented_share));
    EXPECT_NE(told(drawn).find("from May 2028 on the forecast rests on the guess that a share of 0.2 to 0.8"),
              std::string::npos);
    const Case entered = read(laser + "fragmented = \"30 %\"\n");
    EXPECT_EQ(entered.fixed.at(Parameter::fragmented_share), .3);
    EXPECT_NE(told(entered).find("the guess that 30 % of the pigment breaks"), std::string::npos);
    EXPECT_EQ(message_of("", {"laser.1.date=2028-05-01"}),
              "--set laser.1.date=2028-05-01: there is no [[laser]] in the file to set");
    const auto inputs = nlohmann::json::parse(resolved_inputs(drawn));
    EXPECT_EQ(inputs["lasers"], (nlohmann::json{"2028-05-01", "2028-08-01"}));
}

TEST_F(EventsOfClients, RefuseLasersThatCannotBe) {
    const auto on = [](const std::string& date) { return "[[laser]]\ndate = " + date + "\n"; };
    for (const auto& [text, piece] : std::vector<std::pair<std::string, std::string>>{
             {on("2026-03-02"),
              "client.toml:14:8: laser treatment 1 of 2026-03-02 is not after the first session"},
             {on("2026-03-30"), "is on the day of a session"},
             {laser + laser, "is on the same day as the one before; enter them as one"},
             {laser + on("2027-05-01"),
              "client.toml:16:8: laser treatment 2 of 2027-05-01 is before treatment 1"},
             {on("2050-01-01"), "is past the horizon of 20 years; raise forecast.horizon"},
             {laser + "fragmented = 0.5\n" + on("2029-05-01"), "fragmented differs between laser treatments"},
             {laser + "fragmented = 0.5\n[parameters]\nfragmented_share = 0.4\n",
              "both state the share; keep one"},
             {laser + "fragmented = 1.5\n", "allowed: 0.01 to 1"},
             {laser + "fragmentd = 0.5\n", "did you mean \"fragmented\"?"}})
        EXPECT_NE(message_of(text).find(piece), std::string::npos) << message_of(text);
}

TEST_F(EventsOfClients, GiveALaserFragmentsAndLeaveAllOtherDrawsAlone) {
    const Population before = draw_population(read("", {"--members=8"}));
    const Population after = draw_population(read(laser, {"--members=8"}));
    ASSERT_EQ(after.components.size(), 2u);
    EXPECT_EQ(after.inputs[0].fragments, 1);
    EXPECT_EQ(after.inputs[1].fragments, -1);
    EXPECT_EQ(after.components[1].particle_diameter_nm, 30);
    EXPECT_EQ(after.components[1].material, "carbon black, CI 77266, fragments of 30 nm");
    EXPECT_EQ(after.components[1].absorption_mm2_per_ng, after.components[0].absorption_mm2_per_ng);
    EXPECT_GT(after.inputs[1].lymph_size_factor, after.inputs[0].lymph_size_factor);
    for (std::size_t d = 0; d < before.dots.size(); ++d) {
        const DotInput &one = before.dots[d], &other = after.dots[d];
        EXPECT_EQ(one.mass_ng, other.mass_ng);
        EXPECT_EQ(one.bottom_mm, other.bottom_mm);
        EXPECT_EQ(one.session, other.session);
        EXPECT_EQ(one.residence.slow_per_day, other.residence.slow_per_day);
        EXPECT_EQ(other.bleaching_per_day[1], other.bleaching_per_day[0]);
        EXPECT_GE(other.fragmented_share, .2);
        EXPECT_LE(other.fragmented_share, .8);
    }
    const Case coarse = read(laser, {"fragment_diameter=100 nm"});  // above carbon black's own size
    EXPECT_EQ(draw_population(coarse).components.size(), 1u);
}

TEST_F(EventsOfClients, FollowSizesOfParticlesApart) {
    const Case client = read("", {"--members=8"}, spread_ink("carbon-black", "1.5"));
    const Population population = draw_population(client),
                     one_size = draw_population(read("", {"--members=8"}));
    ASSERT_EQ(population.components.size(), 3u);
    const double apart = std::pow(1.5, std::sqrt(3));
    EXPECT_NEAR(population.components[0].particle_diameter_nm, 80 / apart, 1e-12);
    EXPECT_EQ(population.components[1].particle_diameter_nm, 80);
    EXPECT_GT(population.inputs[0].lymph_size_factor, population.inputs[1].lymph_size_factor);
    for (std::size_t d = 0; d < population.dots.size(); ++d) {
        const auto& mass = population.dots[d].mass_ng;
        const double whole = one_size.dots[d].mass_ng[0];
        EXPECT_NEAR(mass[0] + mass[1] + mass[2], whole, 1e-12 * whole);  // rounding
        EXPECT_NEAR(mass[1], whole * 2 / 3, 1e-12 * whole);
    }
    const auto inputs = nlohmann::json::parse(resolved_inputs(client));
    EXPECT_EQ(inputs["pigments"]["ink"]["components"][0]["particle_gsd"], 1.5);
}

TEST_F(EventsOfClients, LetLargeParticlesAbsorbLessAndShareTheirFragments) {
    spread_ink("titanium-dioxide", "1.6");
    const Population population = draw_population(read(laser, {}, "ink.toml"));
    ASSERT_EQ(population.components.size(), 4u);  // three sizes and one kind of fragments
    int fragments = -1;
    for (std::size_t c = 0; c < 4; ++c)
        if (population.components[c].mass_share == 0) fragments = int(c);
    ASSERT_GE(fragments, 0);
    for (int c = 0; c < 4; ++c) EXPECT_EQ(population.inputs[c].fragments, c == fragments ? -1 : fragments);

    own_ink("carbon-black", "80 nm", "400 nm");  // so large that it absorbs half of what it could
    const Population large = draw_population(read(laser, {}, "ink.toml"));
    ASSERT_EQ(large.components.size(), 2u);
    EXPECT_DOUBLE_EQ(large.inputs[1].absorption_mm2_per_ng, 2 * large.inputs[0].absorption_mm2_per_ng);
}

TEST_F(EventsOfClients, RefuseMoreComponentsThanCanBeFollowed) {
    const std::string other = spread_ink("smp-blend-warm", "1.5");  // two ingredients
    EXPECT_EQ(draw_population(read(laser, {"--members=8"}, other)).components.size(),
              std::size_t(max_components));
    try {
        draw_population(read(laser, {"session.1.pigment=azo-red"}, other));
        FAIL() << "ten components";
    } catch (const ConfigError& error) {
        EXPECT_NE(
            std::string(error.what())
                .find("come to 10 different components, counting three for each that has a particle_gsd and "
                      "the fragments that a laser makes; at most 8 can be simulated"),
            std::string::npos)
            << error.what();
    }
}

TEST_F(EventsOfClients, SayWhenMeshAndStepsAreCoarse) {
    const std::vector<std::string> small{"--members=8", "forecast.dots=1", "forecast.horizon=2 year"};
    const auto says = [&](std::vector<std::string> settings, double least) {
        settings.insert(settings.end(), small.begin(), small.end());
        const Forecast forecast = make_forecast(read("", settings), Backend::cpu(), {});
        EXPECT_EQ(forecast.numerical_error.contrast > .02, least > 0) << forecast.numerical_error.contrast;
        return told(forecast.inputs).find("Mesh and steps may put contrast off by") != std::string::npos;
    };
    EXPECT_TRUE(says({"--accuracy=draft"}, .02));
    EXPECT_FALSE(says({"--accuracy=standard"}, 0));
}

// A year after two treatments the same members hold less; before, nothing has changed but the steps' marks.
TEST_F(EventsOfClients, FadeFasterAfterALaser) {
    const std::vector<std::string> small{"--members=8", "forecast.dots=1", "forecast.horizon=3 year"};
    const auto retained = [](const Forecast& forecast, double day) {
        const auto& times = forecast.time_day;
        const std::size_t t = std::find(times.begin(), times.end(), day) - times.begin();
        for (const Series& each : forecast.series)
            if (each.name == "retained_mass") return each.quantiles[3].at(t);
        throw Error("no series");
    };
    const std::string treatments = laser + "[[laser]]\ndate = 2028-08-01\n";
    const Forecast with = make_forecast(read(treatments, small), Backend::cpu(), {}),
                   without = make_forecast(read("", small), Backend::cpu(), {});
    EXPECT_TRUE(with.failed.empty());
    EXPECT_NEAR(retained(with, 365) / retained(without, 365), 1, 1e-4);
    EXPECT_LT(retained(with, 1096), .9 * retained(without, 1096));
    const double laser_day = days_between(with.day0, with.inputs.lasers.front());
    for (double after : {0, 7, 28})
        EXPECT_EQ(std::count(with.time_day.begin(), with.time_day.end(), laser_day + after), 1);
}
