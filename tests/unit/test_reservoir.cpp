#include <fadecast/reservoir.hpp>

#include "support/nominal_dot.hpp"

#include <gtest/gtest.h>
#include <reservoir.hpp>

#include <cmath>
#include <numbers>

using namespace fadecast;

namespace {
constexpr double year = test::year;
Residence nominal() { return test::nominal_dot().residence; }
}  // namespace

TEST(Reservoir, MacrophageAnswerPeaksAtDayThree) {
    EXPECT_DOUBLE_EQ(macrophage_answer(3.0), 1.0);
    EXPECT_LT(macrophage_answer(2.9), 1.0);
    EXPECT_LT(macrophage_answer(3.1), 1.0);
    EXPECT_EQ(macrophage_answer(0.4), 0.0);
}

// With one exchange at a time the propagator has a closed form. Tolerance: order 5 on steps of 1 day.
TEST(Reservoir, PropagatorSolvesATwoPoolExchangeExactly) {
    const double up = 0.2, back = 0.01, dt = 30;
    const PoolRates rates{
        .uptake = up, .fixing = 0, .lymph = 0, .release = back, .migration = 0, .unfixing = 0};
    double p[9][1];
    propagate_pools<1>(&rates, dt, halvings_of(dt), p);
    const double decay = std::exp(-(up + back) * dt);
    EXPECT_NEAR(p[0][0], (back + up * decay) / (up + back), 1e-9);
    EXPECT_NEAR(p[4][0], (up + back * decay) / (up + back), 1e-9);
    EXPECT_NEAR(p[0][0] + p[3][0] + p[6][0], 1, 1e-13);  // nothing is lost
}

// Dermal mass relative to day 42, the numbers the closure was designed to give, each within .03.
TEST(Reservoir, ClosureGivesTheMassSeries) {
    const std::vector<double> years{.5, 1, 5, 10, 20}, expected{.891, .820, .561, .379, .194};
    std::vector<double> ages{healed_day};
    for (double y : years) ages.push_back(healed_day + y * year);
    const auto history = reservoir_history(nominal(), ages);
    for (std::size_t i = 0; i < years.size(); ++i) {
        const double relative = history[i + 1].held() / history[0].held();
        RecordProperty("mass_at_" + std::to_string(years[i]), std::to_string(relative));
        EXPECT_NEAR(relative, expected[i], .03) << years[i] << " y";
    }
}

TEST(Reservoir, EarlyLossAndPermanentShareFollowTheClosure) {
    const auto history = reservoir_history(nominal(), {7, 28, 42});
    EXPECT_NEAR(history[2].lymph, .026, .003);
    EXPECT_NEAR(history[2].matrix / history[2].held(), .11, .03);
    EXPECT_NEAR(history[1].held() / history[0].held(), .99, .03);
}

// Killing all macrophages frees what they hold; it is taken up again, so the tattoo stays.
TEST(Reservoir, AblatedPigmentIsRecaptured) {
    const double ablation = healed_day + year;
    const auto history = reservoir_history(nominal(), {ablation - 1, ablation + 60}, ablation);
    const double freed = history[0].macrophage;
    const double recaptured = (history[1].macrophage + history[1].matrix - history[0].matrix) / freed;
    RecordProperty("recaptured", std::to_string(recaptured));
    EXPECT_GT(recaptured, .85);
    EXPECT_LT(history[0].held() - history[1].held(), .15 * freed);
}

// No labile share, and a slow share so fast that nothing of it is left: rates stay numbers.
TEST(Reservoir, RatesStayNumbersWhenNothingIsHeld) {
    Residence dot = test::nominal_dot().residence;
    dot.labile_share = 0;
    dot.slow_per_day = 30 / test::year;
    const PoolRates rates = rates_during(dot, 30 * test::year, 31 * test::year, SessionsOfDot{}, never_day);
    EXPECT_EQ(rates.migration, 0);
    dot.labile_share = .1;
    EXPECT_EQ(rates_during(dot, 30 * test::year, 30 * test::year, SessionsOfDot{}, never_day).migration, 0);
    EXPECT_TRUE(std::isfinite(rates_during(dot, 5, 5, SessionsOfDot{}, never_day).uptake));
}
