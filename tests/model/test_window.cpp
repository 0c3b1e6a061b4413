#include <fadecast/window.hpp>

#include <gtest/gtest.h>

using namespace fadecast;

namespace {
const WindowLines lines{.early = .80, .late = .55, .fwhm_limit_mm = .45};
}

TEST(Window, ReadsFirstMonthBelowTheEarlyLineAndTheLastBreakOfALimit) {
    // Month 4 breaks the late line but recovers: only a break that stays counts.
    const std::vector<double> contrast{1.3, 1.1, .95, .78, .50, .60, .58, .54, .50}, narrow(9, .25),
        real(9, 30);
    const MemberWindow window = member_window(contrast, narrow, real, lines, 2);
    EXPECT_EQ(window.earliest, 3);
    EXPECT_EQ(window.latest, 7);
}

TEST(Window, EndsWhenTheDotsGetTooWide) {
    const std::vector<double> contrast(6, .7), width{.3, .3, .4, .44, .46, .5}, real(6, 30);
    EXPECT_EQ(member_window(contrast, width, real, lines, 2).latest, 4);
}

TEST(Window, EndsWhenItLooksMadeAgainstTheBestItLooked) {
    // Fresh scabs looked worse than the healed patch ever will; three quarters of its best, 40, is 30.
    const std::vector<double> contrast(7, .7), width(7, .3), real{5, 20, 36, 40, 31, 29, 25};
    WindowLines three_quarters = lines;
    three_quarters.realism = .75;
    EXPECT_EQ(member_window(contrast, width, real, three_quarters, 2).latest, 5);
    // What looks better every month is never too bad, however bad it began.
    const std::vector<double> fading{1, .9, .8, .7, .6, .54, .5}, better{5, 8, 12, 18, 25, 30, 32};
    EXPECT_EQ(member_window(fading, width, better, three_quarters, 2).latest, 5);
}

TEST(Window, IsOpenAtTheEndOfTheHorizonWhenNothingBreaks) {
    const std::vector<double> contrast(6, .7), width(6, .3), real(6, 30);
    EXPECT_EQ(member_window(contrast, width, real, lines, 2).latest, 6);
}

TEST(Window, CountsSharesAndFindsTheBestMonth) {
    const std::vector<MemberWindow> members{{2, 6}, {3, 8}, {4, 10}, {7, 10}};
    const Window window = window_of(members, 10, 0, lines);
    EXPECT_DOUBLE_EQ(window.earliest_passed[3], .5);
    EXPECT_DOUBLE_EQ(window.latest_passed[8], .5);
    EXPECT_DOUBLE_EQ(window.inside[4], .75);
    EXPECT_EQ(window.best.month, 4);
    EXPECT_DOUBLE_EQ(window.probability_inside_best, .75);
    EXPECT_DOUBLE_EQ(window.latest.past_horizon, .5);
    EXPECT_LE(*window.best.p50[0], 4);  // the bands of the best month hold it
    EXPECT_GE(*window.best.p50[1], 4);
}

TEST(Window, LooksForTheBestMonthFromAsOfOn) {
    const Window window = window_of({{2, 6}, {3, 8}, {4, 10}}, 10, 7, lines);
    EXPECT_EQ(window.best.month, 7);
    EXPECT_GE(*window.best.p80[0], 7);
}

TEST(Window, KeepsTheEarlyLineAboveTheToleranceEntered) {
    Case client;
    client.tolerance = .78;
    EXPECT_DOUBLE_EQ(window_lines(client).late, .78);
    EXPECT_DOUBLE_EQ(window_lines(client).early, .88);
}
