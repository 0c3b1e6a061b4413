#include <gtest/gtest.h>
#include <season.hpp>

#include <cmath>
#include <numeric>

using namespace fadecast;

namespace {
constexpr double twelfths[12] = {1.9, 1.7, 1.2, .8, .4, .1, .15, .3, .7, 1.1, 1.75, 1.9};  // mean 1
constexpr double twelfth_day = day_per_year / 12;
constexpr double rounding = 1e-12;  // of days in the ten thousands, divided by stretches of days
}  // namespace

TEST(Season, AWholeYearFromAnyDayHasTheYearsMean) {
    for (double from_day : {0., 11.5, 364., -1000.25, 8123.75})
        for (int years : {1, 3})
            EXPECT_NEAR(season_mean(twelfths, from_day, from_day + years * day_per_year), 1, rounding)
                << from_day;
}

TEST(Season, AStretchWithinATwelfthHasItsValue) {
    for (int i = 0; i < 12; ++i)
        for (int year : {-2, 0, 15}) {
            const double start_day = year * day_per_year + i * twelfth_day;
            EXPECT_NEAR(season_mean(twelfths, start_day + 1, start_day + 29), twelfths[i], rounding);
            EXPECT_EQ(season_mean(twelfths, start_day + 3, start_day + 3), twelfths[i]);
        }
}

TEST(Season, AStretchAcrossABorderWeighsBothSides) {
    EXPECT_NEAR(season_mean(twelfths, twelfth_day - 3, twelfth_day + 1), .75 * 1.9 + .25 * 1.7, rounding);
    EXPECT_NEAR(season_mean(twelfths, -1, 1), 1.9, rounding);  // the last twelfth, then the first
    EXPECT_NEAR(season_mean(twelfths, -twelfth_day - 10, -twelfth_day + 30), .25 * 1.75 + .75 * 1.9,
                rounding);
}

TEST(Season, ThePartsOfAStretchMakeUpTheWhole) {
    const double from_day = -417.3, to_day = 2931.8;
    for (double middle_day : {-417.2, -60., 0., 1.1, 900., 2931.}) {
        const double parts = (middle_day - from_day) * season_mean(twelfths, from_day, middle_day) +
                             (to_day - middle_day) * season_mean(twelfths, middle_day, to_day);
        EXPECT_NEAR(parts / (to_day - from_day), season_mean(twelfths, from_day, to_day), rounding);
    }
}

// Steps of an hour decades from day 0 still see the right value: what is left of 1e4 days after cancelling.
TEST(Season, ShortStepsLateInARunStayExact) {
    const double day = 20 * day_per_year + 4.5 * twelfth_day;
    EXPECT_NEAR(season_mean(twelfths, day, day + .01), .4, 1e-10);
}

TEST(Season, AFlatCourseIsFlatToTheLastBit) {
    double flat[12];
    for (double& value : flat) value = 1;
    for (double from_day : {-400.3, 0., 17.1, 7000.7})
        for (double length_day : {0., .01, 1.7, 61., 5000.})
            EXPECT_EQ(season_mean(flat, from_day, from_day + length_day), 1);
}
