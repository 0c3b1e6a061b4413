// Weights of virtual clients after observations: against integrals that can be done by hand.

#include <fadecast/config.hpp>
#include <fadecast/ensemble.hpp>

#include "forecast/weigh.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

using namespace fadecast;
using namespace std::chrono;

namespace {

constexpr Date day0 = sys_days{2026y / 3 / 30};

Case client_with(std::vector<Observation> observations) {
    Case client;
    client.sessions.emplace_back().date = day0;
    client.observations = std::move(observations);
    return client;
}

/// Members whose contrast falls straight from 1 on day 42 to `last` on day 1042; areas differ tenfold as
/// well.
Ensemble falling_to(const std::vector<float>& last, double discrepancy = 0) {
    Ensemble ensemble;
    ensemble.members = int(last.size());
    ensemble.time_day = {42, 1042};
    MemberSeries contrast{"contrast", "1", "", {}}, area{"area_delta_e00", "1", "", {}};
    for (const float value : last) {
        contrast.values.insert(contrast.values.end(), {1, value});
        area.values.insert(area.values.end(), {8, 8 * value});
    }
    ensemble.series = {contrast, area};
    ensemble.scalars = {{"model_error", std::vector<double>(last.size(), .05)},
                        {"model_error_drift", std::vector<double>(last.size(), .01)}};
    ensemble.discrepancy.assign(last.size(), discrepancy);
    return ensemble;
}

Observation seen(ObservationKind kind, double value, double sd, double day = 1042) {
    return {.date = day0 + days{int(day)}, .kind = kind, .value = value, .sd = sd};
}

double mean_of(const Ensemble& ensemble, const MemberWeights& weights) {
    double mean = 0;
    for (int m = 0; m < ensemble.members; ++m)
        mean += weights.weight[m] * ensemble.at(ensemble.of("contrast"), m, 1042);
    return mean;
}

/// Contrasts on day 1042 at even quantiles of a normal of .6 +- .1.
std::vector<float> normal_contrasts(int members) {
    std::vector<float> values;
    for (int k = 0; k < members; ++k) {
        double low = -6, high = 6;
        for (int step = 0; step < 50; ++step) {
            const double middle = (low + high) / 2;
            (.5 * std::erfc(-middle / std::sqrt(2.)) < (k + .5) / members ? low : high) = middle;
        }
        values.push_back(float(.6 + .1 * low));
    }
    return values;
}

}  // namespace

TEST(Weigh, LeavesAllMembersAlikeWithoutObservations) {
    const MemberWeights weights = weigh(client_with({}), falling_to({.3f, .5f, .7f, .9f}), {}, 0);
    for (const double weight : weights.weight) EXPECT_DOUBLE_EQ(weight, .25);
    EXPECT_DOUBLE_EQ(weights.effective, 4);
    EXPECT_DOUBLE_EQ(weights.trust, 1);
}

TEST(Weigh, MovesANormalPriorAsBayesSaysForContrast) {
    // .6 +- .1 and a reading of .5 +- .08: mean weighted by precision. 4000 quantiles leave .001.
    const Ensemble ensemble = falling_to(normal_contrasts(4000));
    const double expected = (.6 / .01 + .5 / .0064) / (1 / .01 + 1 / .0064);
    EXPECT_NEAR(
        mean_of(ensemble, weigh(client_with({seen(ObservationKind::contrast, .5, .08)}), ensemble, {}, 0)),
        expected, .001);
    // Two of them count as one with half the variance.
    const auto twice = {seen(ObservationKind::contrast, .5, .08), seen(ObservationKind::contrast, .5, .08)};
    EXPECT_NEAR(mean_of(ensemble, weigh(client_with(twice), ensemble, {}, 0)),
                (.6 / .01 + .5 / .0032) / (1 / .01 + 1 / .0032), .001);
}

TEST(Weigh, TakesAGradeAsTheMassBetweenItsEdges) {
    const Ensemble ensemble = falling_to({.3f, .525f, .8f});
    const MemberWeights weights = weigh(client_with({seen(ObservationKind::grade, 3, .15)}), ensemble, {}, 0);
    const auto between = [](double contrast) {
        const auto cdf = [](double z) { return .5 * std::erfc(-z / std::sqrt(2.)); };
        return cdf((.60 - contrast) / .15) - cdf((.45 - contrast) / .15);
    };
    const double sum = between(.3) + between(.525) + between(.8);
    EXPECT_NEAR(weights.weight[0], between(.3) / sum, 1e-6);
    EXPECT_NEAR(weights.weight[1], between(.525) / sum, 1e-6);
    // The grades of one contrast exhaust what can be seen.
    double all = 0;
    for (int grade = 0; grade <= 4; ++grade) {
        const Observation each = seen(ObservationKind::grade, grade, .15);
        const Predicted predicted = predict(client_with({each}), ensemble, each.date);
        all += std::exp(log_likelihoods({each}, {predicted}, 3)[1]);
    }
    EXPECT_NEAR(all, 1, 1e-9);
}

TEST(Weigh, LearnsFromTwoReadingsOfColourWhatOneAloneCannotSay) {
    // Whoever measures half of what dots of this density show, does so both times: only the ratio, .5,
    // counts.
    const Ensemble ensemble = falling_to({.3f, .5f, .7f, .9f});
    const auto both = {seen(ObservationKind::colour, 4, .2, 42), seen(ObservationKind::colour, 2, .2)};
    const MemberWeights ratio = weigh(client_with(both), ensemble, {}, 0);
    EXPECT_GT(ratio.weight[1], .95);
    const MemberWeights alone = weigh(client_with({seen(ObservationKind::colour, 4, .2)}), ensemble, {}, 0);
    EXPECT_LT(alone.weight[1], .5);
}

TEST(Weigh, IntegratesTheGainOfColourAsALongSumDoes) {
    const Ensemble ensemble = falling_to({.3f, .6f});
    const std::vector<Observation> readings{seen(ObservationKind::colour, 7, .4, 42),
                                            seen(ObservationKind::colour, 4, .4)};
    double expected[2] = {0, 0};
    for (int member = 0; member < 2; ++member)
        for (int k = 0; k <= 20000; ++k) {
            const double z = -6 + 12. * k / 20000, gain = std::exp(.4 * z);
            const double first = (7 - gain * 8) / .4, second = (4 - gain * 8 * (member ? .6f : .3f)) / .4;
            expected[member] += std::exp(-.5 * (z * z + first * first + second * second));  // dz
        }
    const MemberWeights weights = weigh(client_with(readings), ensemble, {}, 0);
    EXPECT_NEAR(weights.weight[0] / weights.weight[1], expected[0] / expected[1],
                1e-4 * expected[0] / expected[1]);
}

TEST(Weigh, CountsTheModelsOwnErrorOfEachMember) {
    // Both fade alike; on day 1042 one standard deviation is .05 + .01 x 1000 / 365.25 = .0774.
    Ensemble ensemble = falling_to({.6f, .6f});
    ensemble.discrepancy = {0, 1};
    const double error = .05 + .01 * 1000 / 365.25, off = error / .08;
    const MemberWeights weights =
        weigh(client_with({seen(ObservationKind::contrast, .6, .08)}), ensemble, {}, 0);
    EXPECT_NEAR(weights.weight[1] / weights.weight[0], std::exp(-.5 * off * off), 1e-5);
}

TEST(Weigh, ReadsAZoneFromItsOwnMembers) {
    const Ensemble whole = falling_to({.3f, .6f}), crown = falling_to({.2f, .4f});
    Observation there = seen(ObservationKind::contrast, .4, .05);
    there.zone = Zone::crown;
    EXPECT_GT(weigh(client_with({there}), whole, {{Zone::crown, crown}}, 0).weight[1], .99);
    EXPECT_LT(weigh(client_with({seen(ObservationKind::contrast, .4, .05)}), whole, {}, 0).weight[1], .2);
}

TEST(Weigh, TrustsLessWhatHardlyAnyMemberShows) {
    const Ensemble ensemble = falling_to(normal_contrasts(1000));
    const auto far = seen(ObservationKind::contrast, 1.4, .02);  // eight standard deviations above
    const MemberWeights weights = weigh(client_with({far}), ensemble, {}, 32);
    EXPECT_LT(weights.trust, .5);
    EXPECT_NEAR(weights.effective, 32, .5);  // the power is bisected 40 times; members are whole
    EXPECT_NEAR(std::accumulate(weights.weight.begin(), weights.weight.end(), 0.), 1, 1e-12);
    EXPECT_GT(mean_of(ensemble, weights), .7);  // and still moves the right way
}

TEST(Weigh, GivesNothingToMembersThatCouldNotBeComputed) {
    Ensemble ensemble = falling_to({.3f, .5f, .7f});
    ensemble.series[0].values[3] = std::numeric_limits<float>::quiet_NaN();
    const MemberWeights plain = weigh(client_with({}), ensemble, {}, 0);
    EXPECT_EQ(plain.weight[1], 0);
    EXPECT_DOUBLE_EQ(plain.effective, 2);
    const MemberWeights observed =
        weigh(client_with({seen(ObservationKind::colour, 4, .5)}), ensemble, {}, 0);
    EXPECT_EQ(observed.weight[1], 0);
    EXPECT_NEAR(observed.weight[0] + observed.weight[2], 1, 1e-12);
}
