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
