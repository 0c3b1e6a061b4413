#include "closures.hpp"

#include <gtest/gtest.h>

#include <validation/hole.hpp>
#include <validation/reference_values.hpp>

using namespace fadecast;
using namespace fadecast::validation;

// Tolerance: 3 %, and half of the last printed digit.
TEST(Healing, ClosesRoundHolesInThePublishedTimes) {
    for (int i = 0; i < 6; ++i) {
        const double closed = hours_to_close(1e-3 * hole_um[i]);
        RecordProperty("hours_" + std::to_string(int(hole_um[i])), std::to_string(closed));
        EXPECT_NEAR(closed, hole_hours[i], .03 * hole_hours[i] + .05) << hole_um[i] << " um";
    }
}

namespace {
Closure closure_of(double radius_mm, double speed) {
    static const Closures table{closure_table().open_share.data(), closure_table().closed_age.data()};
    DotInput dot;
    dot.pore_radius_mm = radius_mm;
    dot.closure_speed = speed;
    return {table, dot};
}
}  // namespace

// Against the same equation solved otherwise: spread and growth coupled, Newton's method in every step of a
// second-order Runge-Kutta method, 480 rings. Tolerance: what the table's own mesh leaves.
TEST(Healing, LooksUpWhatIsOpen) {
    const struct {
        double radius_mm, age_day, open;
    } solved[] = {
        {.025, .1, .07817}, {.125, .1, .62578}, {.125, 1, .11054}, {.3, .5, .61123}, {.3, 2, .1775}};
    for (const auto& hole : solved)
        for (const double speed : {.3, 1., 2.7})
            EXPECT_NEAR(closure_of(hole.radius_mm, speed).open_share(hole.age_day / speed), hole.open, 3e-4)
                << hole.radius_mm << " mm, " << hole.age_day << " d";
    for (const double radius_mm : {.025, .0613, .125, .3})
        for (const double speed : {.3, 2.7}) {
            const Closure closure = closure_of(radius_mm, speed);
            EXPECT_NEAR(closure.open_share(0), 1, 1e-7);  // a float
            EXPECT_NEAR(closure.open_share(closure.closed_age()), .05, 1e-4);
            EXPECT_LT(closure.open_share(1000), 1e-9);  // past the end of the table
        }
}

TEST(Healing, SumsUpExudateUntilPuncturesCountAsClosed) {
    EXPECT_GE(ExudateFlow::age_day(ExudateFlow::count), open_days);
    EXPECT_LT(ExudateFlow::age_day(ExudateFlow::count - 1), open_days);
    // Of a flow that grows as age does, the sum until any age is the interval's straight line.
    Real sums[ExudateFlow::count + 1];
    for (int k = 0; k <= ExudateFlow::count; ++k) sums[k] = Real(ExudateFlow::age_day(k));
    for (const double age_day : {.001, .1, .2, .21, 3., 13.99})
        EXPECT_NEAR(ExudateFlow::until(sums, 1, age_day), age_day,
                    2e-4 * age_day);  // growth 1.025, squared / 8
}
