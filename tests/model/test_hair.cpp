#include "support/message_of.hpp"

#include <fadecast/colour.hpp>
#include <fadecast/config.hpp>
#include <fadecast/head.hpp>
#include <fadecast/population.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

using namespace fadecast;
using fadecast::test::message_of;

namespace {

Case example(const std::vector<std::string>& settings = {}) {
    return read_case(std::filesystem::path(FADECAST_SOURCE_DIR) / "configs/clients/example.toml", settings);
}

constexpr HairColour colours[] = {HairColour::black,       HairColour::dark_brown, HairColour::brown,
                                  HairColour::light_brown, HairColour::blond,      HairColour::red};

}  // namespace

TEST(Hair, IsReadFromTheClientFile) {
    const Case client = example({"hair.descent=asian", "hair.areata=20 %", "hair.shaved=2 day"});
    EXPECT_TRUE(client.hair.entered);
    EXPECT_EQ(client.hair.colour, HairColour::dark_brown);
    EXPECT_EQ(client.hair.descent, Descent::asian);
    EXPECT_EQ(client.hair.grey_share, .1);
    EXPECT_EQ(client.hair.norwood, 5);
    EXPECT_FALSE(client.hair.ludwig);
    EXPECT_EQ(client.hair.areata_share, .2);
    EXPECT_EQ(client.hair.shaved_day, 2);
    const auto inputs = nlohmann::json::parse(resolved_inputs(client))["hair"];
    EXPECT_EQ(inputs["colour"], "dark brown");
    EXPECT_EQ(inputs["norwood"], 5);
    EXPECT_TRUE(inputs["ludwig"].is_null());
}

TEST(Hair, KnowsEveryColourAndTakesGreyAsHairWithoutPigment) {
    const char* names[] = {"black", "dark brown", "brown", "light brown", "blond", "red"};
    for (int i = 0; i < 6; ++i) {
        const Case client = example({std::string("hair.colour=\"") + names[i] + "\""});
        EXPECT_EQ(client.hair.colour, colours[i]) << names[i];
        EXPECT_EQ(nlohmann::json::parse(resolved_inputs(client))["hair"]["colour"], names[i]);
    }
    // What was entered as a share wins over what a colour says.
    EXPECT_EQ(example({"hair.colour=white", "hair.grey_share=0.7"}).hair.grey_share, .7);
    const auto message = message_of([] { example({"hair.colour=\"dark borwn\""}); });
    EXPECT_NE(message.find("did you mean \"dark brown\"?"), std::string::npos) << message;
}

TEST(Hair, HasOneStageOfLoss) {
    const auto message = message_of([] { example({"hair.ludwig=2"}); });
    EXPECT_NE(message.find("keep one"), std::string::npos) << message;
}

TEST(Hair, GrowsAsDenselyAsDescentSaysOnAFullHead) {
    for (const auto& [descent, hairs] :
         {std::pair{Descent::african, 161}, {Descent::caucasian, 226}, {Descent::asian, 175}})
        for (const Zone zone : zones) {
            const Hair full{.entered = true, .descent = descent};
            EXPECT_EQ(hair_in(full, zone, 0, .01, .05).hairs_per_cm2, hairs);
            EXPECT_EQ(hair_in(full, zone, 20, .01, .05).hairs_per_cm2, hairs) << "loss without a stage";
        }
}

TEST(Hair, IsLostStageByStageAndNeverComesBack) {
    for (const Zone zone : zones) {
        for (double stage = 1; stage < 7; stage += .25) {
            EXPECT_LE(share_left_norwood(zone, stage + .25), share_left_norwood(zone, stage));
            EXPECT_LE(share_left_ludwig(zone, stage / 2), share_left_ludwig(zone, stage / 2 - .25));
        }
        EXPECT_EQ(share_left_norwood(zone, 9), share_left_norwood(zone, 7));
        EXPECT_EQ(share_left_ludwig(zone, 0), 1);
    }
}

TEST(Hair, IsLostWhereThePatternsSay) {
    // Norwood II opens the temples alone; IV bares the crown before the top; VII leaves the sides. Ludwig's
    // pattern keeps the hairline.
    EXPECT_LT(share_left_norwood(Zone::temples, 2), .7);
    EXPECT_GT(share_left_norwood(Zone::crown, 2), .9);
    EXPECT_LT(share_left_norwood(Zone::crown, 4), .6 * share_left_norwood(Zone::top, 4));
    for (const Zone zone : {Zone::hairline, Zone::temples, Zone::top, Zone::crown})
        EXPECT_LT(share_left_norwood(zone, 7), .1 * share_left_norwood(Zone::sides, 7));
    EXPECT_GT(share_left_ludwig(Zone::hairline, 2), 2 * share_left_ludwig(Zone::top, 2));
}

TEST(Hair, FollowsItsCourseOverTheYears) {
    const Hair hair{.entered = true, .grey_share = .2, .norwood = 3, .areata_share = .25};
    // Twenty years at a twentieth of a stage are one stage.
    const HairThere later = hair_in(hair, Zone::crown, 20, .01, .05);
    EXPECT_DOUBLE_EQ(later.hairs_per_cm2, 226 * share_left_norwood(Zone::crown, 4) * .75);
    EXPECT_DOUBLE_EQ(later.grey_share, .4);
    EXPECT_EQ(hair_in(hair, Zone::top, 300, .01, .05).grey_share, 1);
    // A stage of Ludwig is two of Norwood.
    const Hair woman{.entered = true, .ludwig = 1};
    EXPECT_DOUBLE_EQ(hair_in(woman, Zone::top, 40, .01, .05).hairs_per_cm2,
                     226 * share_left_ludwig(Zone::top, 2));
}

TEST(Hair, DarkensFromBlondToBlackAndBlueLightMoreThanRed) {
    for (int i = 0; i < wavelength_count; ++i) {
        for (int darker = 0; darker < 4; ++darker)
            EXPECT_GT(hair_absorption_per_mm(colours[darker], false)[i],
                      hair_absorption_per_mm(colours[darker + 1], false)[i]);
        for (const HairColour colour : colours) {
            EXPECT_GT(hair_reflectance(colour, true)[i], hair_reflectance(colour, false)[i]);
            if (i > 0) {
                EXPECT_GE(hair_reflectance(colour, false)[i], hair_reflectance(colour, false)[i - 1]);
            }
        }
    }
}

TEST(Hair, HasAColourThatItsNameFits) {
    const auto seen = [](HairColour colour, bool grey) {
        return lab_of_xyz(xyz_of_reflectance(hair_reflectance(colour, grey)));
    };
    // Black is neutral; 5 % of all light is L* 27.
    EXPECT_NEAR(seen(HairColour::black, false).lightness, 27, 1);
    EXPECT_LT(std::hypot(seen(HairColour::black, false).a, seen(HairColour::black, false).b), 1);
    // Brown and blond are yellowish, red hair redder than any; grey hair nearly neutral and light.
    const Lab blond = seen(HairColour::blond, false), red = seen(HairColour::red, false);
    EXPECT_GT(blond.b, 15);
    for (const HairColour other : {HairColour::black, HairColour::dark_brown, HairColour::brown,
                                   HairColour::light_brown, HairColour::blond})
        EXPECT_GT(red.a, seen(other, false).a + 3);
    EXPECT_GT(seen(HairColour::brown, true).lightness, blond.lightness + 10);
    EXPECT_LT(std::abs(seen(HairColour::brown, true).b), 6);
}

TEST(Zones, ScaleTheLightOfEveryPersonHoweverItIsKnown) {
    Case client = example({"--members=8"});
    const auto doses = [&](std::optional<Zone> zone) {
        client.zone = zone;
        std::vector<double> all;
        for (const Person& person : draw_population(client).persons)
            all.push_back(person.drawn[int(Parameter::light_dose)]);
        return all;
    };
    const auto scaled_alike = [&] {
        for (const Zone zone : {Zone::crown, Zone::sides}) {
            const auto flat = doses({}), there = doses(zone);
            for (std::size_t i = 0; i < flat.size(); ++i)
                EXPECT_DOUBLE_EQ(there[i], flat[i] * zone_light(zone, client.sun)) << i;
        }
    };
    scaled_alike();  // computed from place and habit
    client.fixed[Parameter::light_dose] = 2;
    scaled_alike();  // entered
    client.fixed.clear();
    client.sun.latitude_deg.reset();
    scaled_alike();  // drawn
}
