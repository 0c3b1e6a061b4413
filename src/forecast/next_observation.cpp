// Which further observation would narrow the window most.

#include "weigh.hpp"
#include "what_if.hpp"

#include <fadecast/window.hpp>

#include <random.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace fadecast {
namespace {

constexpr int truths = 64;                                  // virtual clients taken for the real one in turn
constexpr int candidate_months[] = {2, 6, 12, 18, 24, 36};  // from day 0, up to the best month

struct Kind {
    ObservationKind kind;
    double sd;
};
constexpr Kind kinds[] = {{ObservationKind::grade, grade_sd},
                          {ObservationKind::contrast, contrast_sd},
                          {ObservationKind::colour, photo_sd}};

double band_width(const std::vector<int>& latest, const std::vector<double>& weight) {
    return weighted_month(latest, weight, .90) - weighted_month(latest, weight, .10);
}

/// What is read of a client with this contrast and difference.
double read_off(const Kind& kind, double contrast, double difference, double error) {
    if (kind.kind == ObservationKind::colour) return std::max(0., difference + kind.sd * error);
    const double seen = contrast + kind.sd * error;
    if (kind.kind == ObservationKind::contrast) return seen;
    int grade = 0;
    while (grade < int(grade_edges.size()) && seen < grade_edges[grade]) ++grade;
    return grade;
}

}  // namespace

std::vector<NextObservation> next_observations_of(const Case& client, const Ensemble& ensemble,
                                                  const MemberWeights& weights) {
    const Months months = months_of(client, ensemble.time_day.back());
    const std::vector<MemberWindow> windows = windows_of(client, ensemble, ensemble, months);
    std::vector<int> latest;
    for (const MemberWindow& window : windows) latest.push_back(window.latest);
    const int decided =
        window_of(windows, weights.weight, months, window_lines(client)).best.month.value_or(months.count());
    const double now = band_width(latest, weights.weight);
    if (now == 0) return {};

    std::vector<int> truth;  // by weight, evenly through its sum
    double passed = 0;
    for (int m = 0; m < ensemble.members; ++m)
        for (passed += weights.weight[m];
             int(truth.size()) < truths && (truth.size() + .5) / truths < passed;)
            truth.push_back(m);

    std::vector<Observation> observations = client.observations;
    std::vector<Predicted> predicted;
    for (const Observation& seen : observations) predicted.push_back(predict(client, ensemble, seen.date));
    observations.emplace_back();
    predicted.emplace_back();

    std::vector<NextObservation> found;
    const Date day0 = client.sessions.back().date;
    for (const int month : candidate_months) {
        const Date date = add_months(day0, month);
        if (date <= client.as_of || month > decided) continue;  // afterwards nothing is left to decide
        predicted.back() = predict(client, ensemble, date);
        for (const Kind& kind : kinds) {
            double sum = 0;
            for (int k = 0; k < int(truth.size()); ++k) {
                Random random(client.forecast.seed, Purpose::observation, std::uint32_t(k));
                const double radius = std::sqrt(-2 * std::log(double(random.uniform())));
                const double error = radius * std::cos(2 * std::numbers::pi * double(random.uniform()));
                const double value = read_off(kind, predicted.back().contrast[truth[k]],
                                              predicted.back().difference[truth[k]], error);
                observations.back() = {.date = date, .kind = kind.kind, .value = value, .sd = kind.sd};
                const auto logs = log_likelihoods(observations, predicted, ensemble.members);
                sum += band_width(latest, weights_of(logs, 1).weight);
            }
            found.push_back({date, kind.kind, kind.sd, std::max(0., 1 - sum / (double(truth.size()) * now))});
        }
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const NextObservation& one, const NextObservation& other) {
                         return one.narrowing > other.narrowing;
                     });
    return found;
}

}  // namespace fadecast
