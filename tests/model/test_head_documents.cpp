#include "forecast/follow.hpp"
#include "output/head_documents.hpp"

#include <fadecast/config.hpp>
#include <fadecast/population.hpp>
#include <fadecast/reservoir.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <numbers>

#include <hair_cover.hpp>

#include <set>

#include <unistd.h>

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
    const Case client = example();  // last session on 2026-03-30, standard style: .55
    EXPECT_EQ(output::zones_sentence(client, straight({9, 10, 8, 6, 12})),
              "Crown first: its dots fall below 55 % in Dec 2028, 32 months before those of the sides (Aug "
              "2031).");
    EXPECT_EQ(
        output::zones_sentence(client, straight({9, 5, 8, 6, 90})),
        "Temples first: their dots fall below 55 % in Jun 2028, those of the sides not before Mar 2036.");
    EXPECT_EQ(output::zones_sentence(client, straight({90, 90, 90, 90, 90})),
              "No zone's dots fall below 55 % before Mar 2036.");
    ZoneCourses one = straight({9, 10, 8, 6, 12});
    for (const Zone zone : {Zone::hairline, Zone::temples, Zone::top, Zone::sides})
        one.zones[int(zone)].dots_per_cm2 = 2;
    EXPECT_EQ(output::zones_sentence(client, one),
              "Crown first: its dots fall below 55 % in Dec 2028; no other zone has dots.");
}

TEST(HeadDocuments, TellMachinesTheSame) {
    const Case client = example();
    ZoneCourses courses = straight({9, 10, 8, 6, 12});
    courses.zones[int(Zone::sides)].dots_per_cm2 = 2;
    const auto json = nlohmann::json::parse(output::head_json(client, courses, {3652.5}, {"1", {}}));
    EXPECT_EQ(json["sentence"], output::zones_sentence(client, courses));
    EXPECT_EQ(json["zones"]["crown"]["falls_below_line"], "2028-12");
    EXPECT_EQ(json["zones"]["crown"]["delta_e00"], (nlohmann::json{5}));
    EXPECT_TRUE(json["zones"]["sides"]["contrast"].is_null());  // as good as no dots
}

TEST(HeadDocuments, AreAPictureForEachTimeAndASheet) {
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("fadecast-head-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "head-9y.png") << "of an earlier run";
    output::write_heads(example(), straight({9, 10, 8, 6, 12}), {0, 3652.5}, Backend::cpu(), folder,
                        {"1", {}});
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        names.insert(entry.path().filename().string());
    std::filesystem::remove_all(folder);
    EXPECT_EQ(names, (std::set<std::string>{"head-day0.png", "head-10y.png", "sheet.png"}));
}
