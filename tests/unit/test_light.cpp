#include <fadecast/backend.hpp>
#include <fadecast/light.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <numeric>

using namespace fadecast;

namespace {

constexpr double degree = std::numbers::pi / 180;
constexpr double rounding = 1e-12;  // of sums over 35,000 quarter hours, relative
using Day = std::array<double, 24>;
constexpr int january = 0, june = 5, december = 11;

Day only(int from, int to) {
    Day share{};
    for (int hour = from; hour < to; ++hour) share[hour] = 1;
    return share;
}

/// Outdoors at the given hours of every day, all of them all year.
Sun outdoors_at(double latitude_deg, const Day& hours) {
    Sun sun;
    sun.latitude_deg = latitude_deg;
    sun.work_day.share = sun.day_off.share = hours;
    sun.outdoor_summer_h_per_week = sun.outdoor_winter_h_per_week = listed_h_per_week(sun);
    return sun;
}

Sun indoors(double latitude_deg) {
    Sun sun;
    sun.latitude_deg = latitude_deg;
    return sun;
}

}  // namespace

// At equinox the sun stands over the equator and moves by 15 degrees an hour; at midsummer it stands over the
// tropic.
TEST(Light, TheSunMovesAsTheEarthTurns) {
    for (double latitude_deg : {-60., 0., 35., 90.})
        for (double hour : {3., 6., 8., 12., 17.})
            EXPECT_NEAR(solar_cosine(latitude_deg, 81, hour),
                        std::max(0., std::cos(latitude_deg * degree) * std::cos((hour - 12) * 15 * degree)),
                        1e-14);
    EXPECT_NEAR(solar_cosine(23.45, 172, 12), 1, 1e-5);  // day 172 is within half a day of it
    EXPECT_GT(solar_cosine(70, 172, 0), 0);              // midnight sun
    for (double hour : {0., 9., 12.}) EXPECT_EQ(solar_cosine(70, 355, hour), 0);  // polar night
}

// 227...119 Mlx h a year on a horizontal plane at 0...60 degrees; whole numbers were published.
TEST(Light, AmbientLightOfAYearFallsFrom227To119WithLatitude) {
    EXPECT_NEAR(yearly_light(indoors(0)).ambient_mlx_h, 227, 1);
    EXPECT_NEAR(yearly_light(indoors(60)).ambient_mlx_h, 119, 1);
    for (double latitude_deg = 0; latitude_deg < 90; latitude_deg += 10)
        EXPECT_GT(yearly_light(indoors(latitude_deg)).ambient_mlx_h,
                  yearly_light(indoors(latitude_deg + 10)).ambient_mlx_h);
}

TEST(Light, MonthsMakeUpTheYear) {
    Sun sun = indoors(48);
    const YearlyLight year = yearly_light(sun);
    // The sun is higher, days are longer, and people are out for twice the time.
    EXPECT_GT(year.monthly_mlx_h[june], 5 * year.monthly_mlx_h[december]);
    sun.tanning_bed_per_year = 12;
    const YearlyLight tanned = yearly_light(sun);
    for (const YearlyLight& each : {year, tanned})
        EXPECT_NEAR(std::accumulate(each.monthly_mlx_h.begin(), each.monthly_mlx_h.end(), 0.),
                    each.personal_mlx_h, rounding * each.personal_mlx_h);
}

TEST(Light, WhoIsAlwaysOutdoorsGetsTheOpenSkysShareOfTheAmbientLight) {
    Sun sun = outdoors_at(40, only(0, 24));
    const YearlyLight year = yearly_light(sun);
    EXPECT_NEAR(year.personal_mlx_h / year.ambient_mlx_h, .35, rounding);
    sun.outdoor_summer_h_per_week = sun.outdoor_winter_h_per_week = 500;  // more hours than there are
    EXPECT_EQ(yearly_light(sun).personal_mlx_h, year.personal_mlx_h);
}

TEST(Light, HoursOfADayAddUpAndCountWhenTheSunIsUp) {
    const auto dose = [](int from, int to) {
        return yearly_light(outdoors_at(50, only(from, to))).personal_mlx_h;
    };
    EXPECT_NEAR(dose(7, 9) + dose(9, 19), dose(7, 19), rounding * dose(7, 19));
    EXPECT_EQ(dose(0, 3), 0);
    EXPECT_NEAR(dose(8, 9), dose(15, 16), rounding * dose(8, 9));  // morning and afternoon alike
    EXPECT_GT(dose(12, 13), 2 * dose(7, 8));
    const YearlyLight evening = yearly_light(outdoors_at(50, only(17, 19)));
    EXPECT_EQ(evening.monthly_mlx_h[december], 0);  // dark by then
    EXPECT_GT(evening.monthly_mlx_h[june], 0);
}

TEST(Light, FiveWorkDaysWeighAgainstTwoDaysOff) {
    Sun work = outdoors_at(50, only(12, 13)), off = work;
    work.day_off.share = off.work_day.share = {};
    for (Sun* sun : {&work, &off})
        sun->outdoor_summer_h_per_week = sun->outdoor_winter_h_per_week = listed_h_per_week(*sun);
    const double noon = yearly_light(outdoors_at(50, only(12, 13))).personal_mlx_h;
    EXPECT_NEAR(yearly_light(work).personal_mlx_h, noon * 5 / 7, rounding * noon);
    EXPECT_NEAR(yearly_light(off).personal_mlx_h, noon * 2 / 7, rounding * noon);
}

TEST(Light, HoursPerWeekScaleTheSeasonTheyStandFor) {
    Sun summer = indoors(50), winter = summer;
    summer.outdoor_summer_h_per_week = 10, summer.outdoor_winter_h_per_week = 0;
    winter.outdoor_summer_h_per_week = 0, winter.outdoor_winter_h_per_week = 10;
    Sun both = summer;
    both.outdoor_winter_h_per_week = 10;
    const YearlyLight a = yearly_light(summer), b = yearly_light(winter), c = yearly_light(both);
    for (int month = 0; month < 12; ++month)
        EXPECT_NEAR(a.monthly_mlx_h[month] + b.monthly_mlx_h[month], c.monthly_mlx_h[month], rounding);
    EXPECT_GT(a.monthly_mlx_h[june], 20 * b.monthly_mlx_h[june]);
    EXPECT_LT(a.monthly_mlx_h[december], b.monthly_mlx_h[december] / 20);
}

TEST(Light, TakesNoMoreHoursForGrantedThanAreListed) {
    Sun few = outdoors_at(50, only(12, 13));
    few.day_off = few.work_day;  // 7 h a week
    few.outdoor_summer_h_per_week.reset(), few.outdoor_winter_h_per_week = 3;
    Sun entered = few;
    entered.outdoor_summer_h_per_week = 7;
    EXPECT_EQ(yearly_light(few).monthly_mlx_h, yearly_light(entered).monthly_mlx_h);
}

TEST(Light, SeasonsOfTheSouthAreHalfAYearOff) {
    const YearlyLight year = yearly_light(indoors(-35));
    EXPECT_GT(year.monthly_mlx_h[january], 2 * year.monthly_mlx_h[june]);
    // A perpetual calendar has no leap days and a day of asymmetry: the yearly sums differ by less than 1 %.
    EXPECT_NEAR(year.personal_mlx_h / yearly_light(indoors(35)).personal_mlx_h, 1, .01);
}

// At 50 degrees the UV index at noon reaches 3 in June and not in December.
TEST(Light, HatsWorkAllYearAndSunscreenOnDaysThatAskForIt) {
    const YearlyLight bare = yearly_light(indoors(50));
    Sun sun = indoors(50);
    sun.hat_share = 1;
    const YearlyLight hat = yearly_light(sun);
    sun.hat_share = 0, sun.sunscreen_share = 1;
    const YearlyLight sunscreen = yearly_light(sun);
    for (int month : {june, december})
        EXPECT_NEAR(hat.monthly_mlx_h[month] / bare.monthly_mlx_h[month], .1, rounding);
    EXPECT_NEAR(sunscreen.monthly_mlx_h[june] / bare.monthly_mlx_h[june], .45, rounding);
    EXPECT_EQ(sunscreen.monthly_mlx_h[december], bare.monthly_mlx_h[december]);
    sun.hat_share = 1;  // sunscreen is for the time without a hat
    EXPECT_EQ(yearly_light(sun).monthly_mlx_h, hat.monthly_mlx_h);
}

TEST(Light, TanningBedsAddLightInEveryMonth) {
    Sun sun = indoors(50);
    const YearlyLight without = yearly_light(sun);
    sun.tanning_bed_per_year = 20;
    const YearlyLight with = yearly_light(sun);
    EXPECT_NEAR(with.personal_mlx_h - without.personal_mlx_h, 20 * .15, rounding * 20);
    EXPECT_NEAR(with.personal_sed - without.personal_sed, 20 * 4, 1e-10);
    EXPECT_NEAR(with.monthly_mlx_h[december] - without.monthly_mlx_h[december], 20 * .15 * 31 / 365,
                rounding);
}

// The known value of the whole formula for 36 N, 122 W, day 185 is 321.2 DU, to a tenth; its wave in
// longitude, 20 sin(3 x -122) sin^2(1.28 x 36) DU, is not in ours.
TEST(Light, OzoneFollowsTheSourcesFormula) {
    const double wave = 20 * std::sin(3 * -122 * degree) * std::pow(std::sin(1.28 * 36 * degree), 2);
    EXPECT_NEAR(ozone_du(36, 185) + wave, 321.2, .05);
    EXPECT_GT(ozone_du(50, 90), ozone_du(50, 270));    // much in spring,
    EXPECT_LT(ozone_du(-50, 90), ozone_du(-50, 270));  // also in the south
    for (double day : {1., 200.}) EXPECT_EQ(ozone_du(0, day), 235);
}

TEST(Light, UvIndexIsTwelveAndAHalfUnderTheSunAndFallsWithOzone) {
    EXPECT_EQ(uv_index(1), 12.5);
    EXPECT_EQ(uv_index(0), 0);
    EXPECT_NEAR(uv_index(1, 303) / uv_index(1), .988, .001);  // 1.2 % per 1 % of ozone
}

TEST(Light, NeedsALatitude) { EXPECT_THROW(yearly_light(Sun{}), Error); }

TEST(LightSeason, HasMeanOneFromEveryDay) {
    const YearlyLight year = yearly_light(indoors(52));
    for (int day = 0; day < 1500; day += 100) {
        const auto season =
            light_season(year.monthly_mlx_h, Date{std::chrono::year{2026} / 1 / 1} + std::chrono::days{day});
        EXPECT_NEAR(std::accumulate(season.begin(), season.end(), 0.), 12, rounding * 12) << day;
    }
}

// All the light of a year in July: the first twelfth from 1 July is 365/12 of July's 31 days.
TEST(LightSeason, BeginsOnDayZero) {
    const std::array<double, 12> july = {0, 0, 0, 0, 0, 0, 2.5, 0, 0, 0, 0, 0};
    const auto from_july = light_season(july, std::chrono::year{2026} / 7 / 1);
    EXPECT_NEAR(from_july[0], 12 * (365. / 12) / 31, rounding * 12);
    EXPECT_NEAR(from_july[1], 12 - from_july[0], rounding * 12);
    const auto from_january = light_season(july, std::chrono::year{2026} / 1 / 1);
    EXPECT_NEAR(from_january[5] + from_january[6], 12, rounding * 12);  // July begins on day 181 of 182.5
    EXPECT_GT(from_january[6], from_january[5]);
}

TEST(LightSeason, IsFlatForEvenLightAndForNone) {
    const std::array<double, 12> even = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (double value : light_season(even, std::chrono::year{2027} / 3 / 17)) EXPECT_NEAR(value, 1, rounding);
    for (double value : light_season({}, std::chrono::year{2027} / 3 / 17)) EXPECT_EQ(value, 1);
}
