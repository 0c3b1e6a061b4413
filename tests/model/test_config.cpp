#include "config/inks.hpp"
#include "config/keys.hpp"
#include "config/sessions.hpp"
#include "config/sun.hpp"
#include "support/temporary_folder.hpp"

#include <fadecast/config.hpp>
#include <fadecast/light.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <numeric>

using namespace fadecast;
namespace fs = std::filesystem;

namespace {

const fs::path configs = fs::path(FADECAST_SOURCE_DIR) / "configs";

class Config : public testing::Test {
protected:
    Config() { setenv("FADECAST_CONFIGS", configs.c_str(), 1); }

    Case read(const std::string& text, const std::vector<std::string>& settings = {}) {
        std::ofstream(folder_ / "client.toml") << text;
        return read_case(folder_ / "client.toml", settings);
    }
    std::string message_of(const std::string& text, const std::vector<std::string>& settings = {}) {
        try {
            read(text, settings);
        } catch (const Error& error) {
            std::string message = error.what();
            const std::string prefix = (folder_ / "").string();
            if (message.rfind(prefix, 0) == 0) message.erase(0, prefix.size());
            return message;
        }
        return "no error";
    }
    test::TemporaryFolder folder_;
};

const std::string minimal = R"(id = "m"
[skin]
fitzpatrick = 2
[[session]]
date = 2026-03-02
pigment = "carbon-black"
)";

Case example(const std::vector<std::string>& settings = {}) {
    return read_case(configs / "clients/example.toml", settings);
}

}  // namespace

TEST_F(Config, ReadsTheExampleInInternalUnits) {
    const Case client = example();
    EXPECT_EQ(client.id, "example");
    EXPECT_EQ(client.skin.fitzpatrick, 3);
    EXPECT_FALSE(client.skin.lab);
    ASSERT_EQ(client.sessions.size(), 3u);
    EXPECT_EQ(iso_date(client.sessions[2].date), "2026-03-30");
    EXPECT_EQ(client.as_of, client.sessions[2].date);
    EXPECT_EQ(client.sessions[0].water_per_pigment, 25);
    EXPECT_EQ(client.sessions[0].needle_width_mm, .25);
    EXPECT_EQ(client.sessions[0].stated_depth_mm, 1);
    EXPECT_EQ(client.sun.latitude_deg, 52.5);             // of the city
    EXPECT_EQ(client.sun.outdoor_summer_h_per_week, 10);  // of the sun plan
    EXPECT_EQ(client.sun.sunscreen_share, .3);            // entered, wins over the plan
    EXPECT_EQ(client.hair.norwood, 5);
    EXPECT_EQ(client.forecast.members, 256);
    EXPECT_EQ(client.forecast.accuracy, Accuracy::standard);
    EXPECT_TRUE(client.fixed.empty());
}

TEST_F(Config, ReadsEveryExampleAndItsSmallTwin) {
    int read = 0;
    for (const auto& entry : fs::directory_iterator(configs / "clients")) {
        const Case client = read_case(entry.path(), {});
        EXPECT_EQ(client.forecast.members, entry.path().stem().extension() == ".ci" ? 28 : 256)
            << entry.path();
        EXPECT_NO_THROW(nlohmann::json::parse(resolved_inputs(client))) << entry.path();
        ++read;
    }
    EXPECT_GE(read, 6);
}

TEST_F(Config, FillsInAPlannedCourse) {
    const Case client = read_case(configs / "clients/consultation.toml", {});
    ASSERT_EQ(client.sessions.size(), 3u);
    EXPECT_EQ(iso_date(client.sessions[0].date), "2027-02-01");
    EXPECT_EQ(iso_date(client.sessions[2].date), "2027-03-01");
    EXPECT_EQ(client.sessions[1].pigment.id, "carbon-black");
    EXPECT_EQ(client.style, Style::crisp);
    EXPECT_EQ(client.skin.lab->lightness, 69.5);
    EXPECT_EQ(client.sun.hat_share, .6);
    // 70 um in the unit of the registry, mm; one rounding
    EXPECT_NEAR(client.fixed.at(Parameter::epidermis_thickness), .07, 1e-16);
}

TEST_F(Config, SharesOutTheDotsAsUsualOrAsEntered) {
    for (int count = 1; count <= 6; ++count) {
        const auto shares = usual_density_shares(count);
        EXPECT_EQ(int(shares.size()), count);
        EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.), 1, 1e-15);  // rounding of six terms
    }
    EXPECT_EQ(usual_density_shares(3), (std::vector{.3, .4, .3}));
    const Case client = read_case(configs / "clients/outdoor-worker.toml", {});
    EXPECT_DOUBLE_EQ(client.sessions[0].density_share, .45);
    EXPECT_DOUBLE_EQ(client.sessions[1].density_share, .55);
}

TEST_F(Config, LetsSettingsWinOverTheFile) {
    const Case client =
        example({"sun.hat=0.8", "slow_clearance=0.2 1/year", "parameters.spread=\"5e-4 mm2/year\"",
                 "session.2.shade=0.7", "look.style=soft", "look.tolerance=50 %", "as_of=2026-06-01",
                 "--seed=7", "--members=64", "--accuracy=reference"});
    EXPECT_EQ(client.sun.hat_share, .8);
    EXPECT_EQ(client.fixed.at(Parameter::slow_clearance), .2);
    EXPECT_EQ(client.fixed.at(Parameter::spread), 5e-4);
    EXPECT_EQ(client.sessions[0].shade, 1);
    EXPECT_EQ(client.sessions[1].shade, .7);
    EXPECT_EQ(client.style, Style::soft);
    EXPECT_EQ(client.tolerance, .5);
    EXPECT_EQ(iso_date(client.as_of), "2026-06-01");
    EXPECT_EQ(client.forecast.seed, 7u);
    EXPECT_EQ(client.forecast.members, 64);
    EXPECT_EQ(client.forecast.accuracy, Accuracy::reference);
}

TEST_F(Config, PointsAtThePlaceOfAnError) {
    EXPECT_EQ(message_of(minimal + "dilutoin = \"20:1\"\n"),
              "client.toml:7:1: unknown key \"dilutoin\"; did you mean \"dilution\"?");
    EXPECT_EQ(message_of(minimal + "stated_depth = 0.4\n"),
              "client.toml:7:16: stated_depth = 0.4 has no unit; write it as a text with its unit, such as "
              "\"0.4 mm\"");
    EXPECT_EQ(message_of(minimal, {"slow_clearance=3 1/year"}),
              "--set slow_clearance=3 1/year: slow_clearance = 3 1/year is out of range; allowed: 0.005 "
              "1/year to 1 1/year");
    EXPECT_EQ(message_of(minimal, {"--members=2"}),
              "--members 2: members = 2 is out of range; allowed: 8 to 100000");
    EXPECT_EQ(message_of(minimal, {"forecast.accuracy=standart"}),
              "--set forecast.accuracy=standart: accuracy = \"standart\" is not known; did you mean "
              "\"standard\"?");
    EXPECT_EQ(message_of(minimal), "no error");
}

TEST_F(Config, TellsWhatIsOutsideTheModelFromWhatIsWrong) {
    EXPECT_THROW(read(minimal, {"skin.conditions=[\"keloid\"]"}), DomainError);
    EXPECT_THROW(read(minimal, {"skin.conditions=[\"freckles\"]"}), ConfigError);
    EXPECT_NO_THROW(read(minimal, {"skin.conditions=[\"eczema\"]"}));
}

TEST_F(Config, SaysWhatWasAssumedAndStaysSilentAboutWhatWasEntered) {
    const auto speaks_of = [](const Case& client, const std::string& word) {
        for (const std::string& sentence : client.assumed)
            if (sentence.find(word) != std::string::npos) return true;
        return false;
    };
    const Case bare = read(minimal);
    const Case full = example();
    for (const char* word : {"Oiliness", "dilution", "needle", "depth", "hat", "sunscreen", "look",
                             "aftercare", "city", "about hair"}) {
        EXPECT_TRUE(speaks_of(bare, word)) << word;
        EXPECT_FALSE(speaks_of(full, word)) << word;
    }
}

TEST_F(Config, FindsFilesBesideTheClientAndInTheLibrary) {
    fs::copy_file(configs / "pigments/azo-red.toml", folder_ / "mine.toml");
    const auto with = [](const std::string& pigment) {
        std::string text = minimal;
        return text.replace(text.find("carbon-black"), 12, pigment);
    };
    EXPECT_EQ(read(with("mine.toml")).sessions[0].pigment.id, "mine");
    EXPECT_EQ(read(with("mine")).sessions[0].pigment.name, "Azo red toner");
    EXPECT_EQ(read(with((folder_ / "mine.toml").string())).sessions[0].pigment.id, "mine");
    EXPECT_EQ(read(with("azo-red")).sessions[0].pigment.id, "azo-red");
}

TEST_F(Config, ReadsEverySkinAndSunPlan) {
    const std::string no_skin = "id = \"m\"\n" + minimal.substr(minimal.find("[[session]]"));
    for (int type = 1; type <= 6; ++type)
        EXPECT_EQ(read(no_skin, {"skin.file=fitzpatrick-" + std::to_string(type)}).skin.fitzpatrick, type);
    int plans = 0;
    for (const auto& entry : fs::directory_iterator(configs / "sun")) {
        const std::string name = entry.path().stem().string();
        if (name == "cities") continue;
        EXPECT_TRUE(read(minimal, {"sun.file=" + name}).sun.outdoor_summer_h_per_week) << name;
        ++plans;
    }
    EXPECT_GE(plans, 4);
    EXPECT_EQ(read(minimal, {"sun.city=Sydney"}).sun.latitude_deg, -33.9);
}

TEST_F(Config, ReadsCarbonBlackAsTheStrongestAbsorberPerMass) {
    const Pigment pigment = read_pigment(configs / "pigments/carbon-black.toml");
    ASSERT_EQ(pigment.components.size(), 1u);
    const PigmentComponent& carbon = pigment.components[0];
    EXPECT_DOUBLE_EQ(carbon.density_ng_per_mm3, 1.9e6);
    EXPECT_EQ(carbon.bleaching_per_year, .004);
    for (std::size_t i = 0; i < carbon.wavelength_nm.size(); ++i) {
        // 1050 1/cm at 1 % by volume of 1.9 g/cm3, proportional to wavelength^-1.2; the file has four digits
        const double expected_cm2_per_g = 1050 / .01 / 1.9 * std::pow(carbon.wavelength_nm[i] / 550, -1.2);
        EXPECT_NEAR(carbon.absorption_mm2_per_ng[i] / (expected_cm2_per_g * 1e-7), 1, 1e-4);
        EXPECT_EQ(carbon.scattering_mm2_per_ng[i], 0);
    }
}

TEST_F(Config, ReadsEveryPigmentOfTheLibrary) {
    int read = 0;
    for (const auto& entry : fs::directory_iterator(configs / "pigments")) {
        const Pigment pigment = read_pigment(entry.path());
        for (const PigmentComponent& part : pigment.components) {
            EXPECT_GE(part.wavelength_nm.size(), 7u) << pigment.id;
            EXPECT_EQ(part.wavelength_nm.size(), part.absorption_mm2_per_ng.size()) << pigment.id;
            EXPECT_EQ(part.wavelength_nm.size(), part.scattering_mm2_per_ng.size()) << pigment.id;
        }
        ++read;
    }
    EXPECT_GE(read, 8);
}

TEST_F(Config, ReadsNeedlesAndDilutionsAsPractitionersWriteThem) {
    EXPECT_EQ(read_needle("0.25 mm").width_mm, .25);
    EXPECT_NEAR(read_needle("250 um").width_mm, .25, 1e-15);
    EXPECT_NEAR(read_needle("0603RL").width_mm, .6 * .20 * 2.155,
                1e-12);  // three wires of 0.20 mm in a triangle
    EXPECT_NEAR(read_needle("3rl").width_mm, .6 * .25 * 2.155, 1e-12);
    EXPECT_LT(read_needle("0601RL").width_mm, read_needle("1201RL").width_mm);
    for (const char* unknown : {"7M1", "0809F", "99RL", "1406RL", "", "mm"})
        EXPECT_THROW(read_needle(unknown), Error) << unknown;
    EXPECT_EQ(water_per_pigment("20:1"), 20);
    EXPECT_EQ(water_per_pigment(" 25 : 2 "), 12.5);
    EXPECT_EQ(water_per_pigment("0:1"), 0);
    for (const char* unknown : {"20", "20/1", "1:20", "20:0", "500:1", "a:b"})
        EXPECT_THROW(water_per_pigment(unknown), Error) << unknown;
}

TEST_F(Config, SaysOnceWhatTheCodeOfANeedleLeavesOpen) {
    EXPECT_EQ(read_needle("0.25 mm").assumed, "");
    EXPECT_EQ(read_needle("0603RL").assumed.find("wire,"), std::string::npos);
    const Case client = read(minimal +
                             "needle = \"3RL\"\n[[session]]\ndate = 2026-03-16\npigment = "
                             "\"carbon-black\"\nneedle = \"3RL\"\n");
    EXPECT_EQ(client.sessions[0].needle, "3RL");
    const std::string sentence =
        "Needle 3RL is taken to make a puncture of 0.32 mm, 0.6 of the width of its wires; it names no wire, "
        "so "
        "#08 of 0.25 mm is assumed.";
    EXPECT_EQ(std::count(client.assumed.begin(), client.assumed.end(), sentence), 1);
}

TEST_F(Config, KnowsWhatWasEnteredOfTheSunAndWhatCameFromThePlan) {
    const Case client = example();
    EXPECT_EQ(client.sun.plan, "office");
    EXPECT_EQ(client.sun.from_plan, (std::set<std::string>{"days_off", "hat", "hours", "outdoor_summer",
                                                           "outdoor_winter", "tanning_bed"}));
    EXPECT_TRUE(read(minimal, {"sun.hat=0.5"}).sun.from_plan.empty());
}

TEST_F(Config, ReadsHoursOfTheDay) {
    const DayHours hours = read_hours("7-9, 12:15 - 13,17:30-18:15");
    EXPECT_EQ(hours.text, "7-9, 12:15 - 13,17:30-18:15");
    for (int hour = 0; hour < 24; ++hour) {
        const double share = hour == 7 || hour == 8 ? 1
                             : hour == 12           ? .75
                             : hour == 17           ? .5
                             : hour == 18           ? .25
                                                    : 0;
        EXPECT_DOUBLE_EQ(hours.share[hour], share) << hour;
    }
    for (const char* dashes : {"7–9, 12:15 – 13,17:30–18:15", "7—9, 12:15—13,17:30—18:15"})
        EXPECT_EQ(read_hours(dashes).share, hours.share) << dashes;
    EXPECT_EQ(read_hours("none").share, (std::array<double, 24>{}));
    EXPECT_EQ(read_hours("8-18").share, DayHours{}.share);  // the default
    for (const char* unknown : {"morning", "7", "7-9 12-13", "9-7", "7-7", "23-25", "24:30-25", "7:60-8",
                                "7-9, 8-10", "12-13, 7-9", "-9", " "})
        EXPECT_THROW(read_hours(unknown), Error) << unknown;
}

TEST_F(Config, TakesDaysOffAsWorkDaysAndAllHoursWhenTheWeekIsNotEntered) {
    const Sun all = read(minimal, {"sun.hours=\"12-13\""}).sun;
    EXPECT_EQ(all.day_off.share, all.work_day.share);
    EXPECT_EQ(all.outdoor_summer_h_per_week, 7);
    EXPECT_EQ(all.outdoor_winter_h_per_week, 7);
    const Sun own =
        read(minimal, {"sun.hours=\"12-13\"", "sun.days_off=\"none\"", "sun.outdoor_summer=4 h/week"}).sun;
    EXPECT_EQ(listed_h_per_week(own), 5);
    EXPECT_EQ(own.outdoor_summer_h_per_week, 4);
    EXPECT_FALSE(own.outdoor_winter_h_per_week);
    const Sun plan = read(minimal, {"sun.file=office", "sun.hours=\"7-9\""}).sun;
    EXPECT_EQ(plan.day_off.text, "10-18");  // of the plan
    EXPECT_EQ(listed_h_per_week(plan), 5 * 2 + 2 * 8);
    EXPECT_EQ(plan.outdoor_summer_h_per_week, 26);  // and not the 10 of the plan
    EXPECT_FALSE(plan.from_plan.contains("outdoor_summer"));
    const Sun both =
        read(minimal, {"sun.file=office", "sun.hours=\"7-9\"", "sun.outdoor_summer=8 h/week"}).sun;
    EXPECT_EQ(both.outdoor_summer_h_per_week, 8);
    EXPECT_EQ(both.outdoor_winter_h_per_week, 5);  // of the plan
}

TEST_F(Config, SaysWhichHoursOutdoorsItAssumes) {
    const auto about_hours = [&](const std::vector<std::string>& settings) {
        std::string all;
        for (const std::string& sentence : read(minimal, settings).assumed)
            if (sentence.rfind("Hours outdoors", 0) == 0) all += sentence;
        return all;
    };
    EXPECT_EQ(
        about_hours({"sun.city=Berlin"}),
        "Hours outdoors were not entered for both seasons; an indoor habit is assumed: 8 h/week in summer "
        "and 4 h/week in winter.");
    EXPECT_EQ(
        about_hours({"sun.city=Berlin", "sun.hours=\"12-13\"", "sun.outdoor_winter=3 h/week"}),
        "Hours outdoors were not entered for both seasons; an indoor habit is assumed: 7 h/week in summer "
        "(no more are listed).");
    EXPECT_EQ(
        about_hours({"sun.city=Berlin", "sun.hours=\"12-13\""}),
        "Hours outdoors per week were not entered; the listed hours of the day count in full, 7 h/week.");
    EXPECT_EQ(about_hours({"sun.hours=\"12-13\""}), "");  // without a place the habit counts for nothing
}

TEST_F(Config, RefusesMoreHoursOutdoorsThanTheDayHas) {
    const std::string sun = minimal.substr(0, minimal.find("[[session]]")) + "[sun]\n";
    const std::string rest = minimal.substr(minimal.find("[[session]]"));
    EXPECT_EQ(message_of(sun + "hours = \"12-13\"\noutdoor_summer = \"20 h/week\"\n" + rest),
              "client.toml:6:18: outdoor_summer = 20 h/week does not fit into the 7 h/week of the hours of "
              "the day; "
              "raise sun.hours (default \"8-18\") or sun.days_off");
    EXPECT_EQ(message_of(sun + "file = \"outdoor-worker\"\nhours = \"12-13\"\n" +
                         "outdoor_summer = \"5 h/week\"\n" + rest)
                  .substr(0, 59),
              "client.toml:6:9: outdoor_winter = 22 h/week does not fit in");
    EXPECT_EQ(
        message_of(sun + "hours = \"7-9; 12-13\"\n" + rest),
        "client.toml:5:9: hours: \"7-9; 12-13\" names no hours of a day; write them such as \"7-9, 12:30-13, "
        "17-19\", or \"none\"");
}

TEST_F(Config, CountsSessionsInWholeNumbersOnly) {
    EXPECT_EQ(read(minimal, {"session.1.shade=2"}).sessions[0].shade, 2);
    for (const char* item : {"1abc", "0", "2", "-1", "", "x", "99999999999999999999"})
        EXPECT_NE(message_of(minimal, {std::string("session.") + item + ".shade=2"}).find("there is no item"),
                  std::string::npos)
            << item;
}

TEST_F(Config, RefusesAToleranceAtWhichNoMonthCouldSuit) {
    EXPECT_EQ(read(minimal, {"look.tolerance=85 %"}).tolerance, .85);
    EXPECT_EQ(
        message_of(minimal, {"look.tolerance=0.9"}),
        "--set look.tolerance=0.9: tolerance = 0.9 is out of range; allowed: 0.1 to 0.85; above it no dot "
        "would be light enough for new ink before it looks patchy");
}

TEST_F(Config, ResolvesToTheSameInputsHoweverThePathWasTyped) {
    const fs::path folder = configs / "clients";
    EXPECT_EQ(resolved_inputs(read_case(folder / "example.toml", {})),
              resolved_inputs(read_case(folder / ".." / "clients" / "example.toml", {})));
    EXPECT_EQ(nlohmann::json::parse(resolved_inputs(example()))["file"], "example.toml");
}

TEST_F(Config, HasASchemaOfExactlyTheKeysThatAreRead) {
    const auto schema = nlohmann::json::parse(client_schema_json());
    const auto sections = {std::pair{"skin", "skin"},
                           {"sun", "sun"},
                           {"look", "look"},
                           {"hair", "hair"},
                           {"forecast", "forecast"}};
    EXPECT_EQ(schema["properties"].size(), keys_of("client").size());
    for (const auto& [property, section] : sections) {
        const auto& object = schema["properties"][property];
        EXPECT_EQ(object["additionalProperties"], false);
        EXPECT_EQ(object["properties"].size(), keys_of(section).size());
        for (const Key& key : keys_of(section))
            EXPECT_TRUE(object["properties"].contains(std::string(key.name))) << key.name;
    }
    EXPECT_EQ(schema["properties"]["session"]["items"]["required"], (nlohmann::json{"date", "pigment"}));
}

TEST_F(Config, ResolvesInputsIntoASelfContainedDocument) {
    const auto inputs = nlohmann::json::parse(resolved_inputs(example({"slow_clearance=0.2 1/year"})));
    EXPECT_EQ(inputs["parameters"]["slow_clearance"]["value"], .2);
    EXPECT_EQ(inputs["parameters"]["slow_clearance"]["unit"], "1/year");
    EXPECT_EQ(inputs["sessions"].size(), 3u);
    EXPECT_EQ(inputs["forecast"]["accuracy"], "standard");
    EXPECT_EQ(inputs["pigments"]["carbon-black"]["components"][0]["density_g_per_cm3"], 1.9);
    EXPECT_EQ(inputs["as_of"], "2026-03-30");
    EXPECT_TRUE(inputs["sessions"][0]["stated_depth_mm"].is_number());
}
