#include <fadecast/window.hpp>

#include <gtest/gtest.h>

using namespace fadecast;

namespace {
const WindowLines lines{.early = .80, .late = .55, .fwhm_limit_mm = .45};

Months ten_months(int first) {
    Months months;
    for (int month = 0; month < 10; ++month) months.day.push_back(30.4 * month);
    months.first = first;
    return months;
}

Window window_of(const std::vector<MemberWindow>& members, int first) {
    const std::vector<double> weight(members.size(), 1. / double(members.size()));
    return fadecast::window_of(members, weight, ten_months(first), lines);
}
}  // namespace

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
    const Window window = window_of(members, 0);
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
    const Window window = window_of({{2, 6}, {3, 8}, {4, 10}}, 7);
    EXPECT_EQ(window.best.month, 7);
    EXPECT_GE(*window.best.p80[0], 7);
}

TEST(Window, KeepsTheEarlyLineAboveTheToleranceEntered) {
    Case client;
    client.tolerance = .78;
    EXPECT_DOUBLE_EQ(window_lines(client).late, .78);
    EXPECT_DOUBLE_EQ(window_lines(client).early, .88);
}

TEST(Window, CountsMembersByTheirWeights) {
    const std::vector<MemberWindow> members{{2, 6, Limit::width}, {3, 8, Limit::greying}, {4, 10}};
    const Window window = fadecast::window_of(members, {.1, .2, .7}, ten_months(0), lines);
    EXPECT_DOUBLE_EQ(window.earliest_passed[3], .1 + .2);
    EXPECT_DOUBLE_EQ(window.inside[7], .2 + .7);
    EXPECT_EQ(window.earliest.month, 4);
    EXPECT_DOUBLE_EQ(window.latest.past_horizon, .7);
    EXPECT_DOUBLE_EQ(window.ended_by[int(Limit::width)], .1);
    EXPECT_DOUBLE_EQ(window.ended_by[int(Limit::greying)], .2);
    EXPECT_DOUBLE_EQ(window.ended_by[int(Limit::contrast)], 0);  // past the horizon nothing has ended
}

TEST(Window, NamesTheLimitThatEndsIt) {
    const std::vector<double> real(6, 30), narrow(6, .3), strong(6, .7);
    EXPECT_EQ(member_window({1, .9, .7, .6, .5, .4}, narrow, real, lines, 0).ended_by, Limit::contrast);
    EXPECT_EQ(member_window(strong, {.3, .3, .3, .5, .5, .5}, real, lines, 0).ended_by, Limit::width);
    EXPECT_EQ(member_window(strong, narrow, {30, 30, 30, 20, 20, 20}, lines, 0).ended_by, Limit::realism);
}

TEST(WeightedQuantile, PutsEachValueInTheMiddleOfItsWeight) {
    const std::vector<float> values{5, 1, 3};
    const std::vector<std::uint32_t> ascending{1, 2, 0};
    const std::vector<double> even{1, 1, 1};  // at 1/6, 1/2 and 5/6
    EXPECT_DOUBLE_EQ(weighted_quantile(values, ascending, even, 0), 1);
    EXPECT_DOUBLE_EQ(weighted_quantile(values, ascending, even, 1. / 3), 2);
    EXPECT_DOUBLE_EQ(weighted_quantile(values, ascending, even, .5), 3);
    EXPECT_DOUBLE_EQ(weighted_quantile(values, ascending, even, 1), 5);
    const std::vector<double> mostly_one{1, 6, 1};  // 1 at 3/8, 3 at 13/16
    EXPECT_DOUBLE_EQ(weighted_quantile(values, ascending, mostly_one, .375), 1);
    EXPECT_DOUBLE_EQ(weighted_quantile(values, ascending, mostly_one, .59375), 2);
    const std::vector<double> without_five{0, 1, 1};  // what counts nothing changes nothing
    EXPECT_DOUBLE_EQ(weighted_quantile(values, ascending, without_five, .99), 3);
}

TEST(WeightedMonth, IsTheFirstThatMoreThanTheShareReaches) {
    const std::vector<int> months{7, 3, 5, 5};
    const std::vector<double> even(4, .25);
    EXPECT_EQ(weighted_month(months, even, .2), 3);
    EXPECT_EQ(weighted_month(months, even, .25), 5);
    EXPECT_EQ(weighted_month(months, even, .74), 5);
    EXPECT_EQ(weighted_month(months, even, .9), 7);
}
