// Which further observation would narrow the window most.

#include "what_if.hpp"

#include <fadecast/window.hpp>

#include <random.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace fadecast {
namespace {

constexpr int truths = 64;  // virtual clients taken for the real one in turn

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

/// What is read of a client with this contrast and difference, at a standard normal error.
double read_off(const Kind& kind, double contrast, double difference, double error) {
    if (kind.kind == ObservationKind::colour) return std::max(0., difference + kind.sd * error);
    const double seen = contrast + kind.sd * error;
    if (kind.kind == ObservationKind::contrast) return seen;
    int grade = 0;
    while (grade < int(grade_edges.size()) && seen < grade_edges[grade]) ++grade;
    return grade;
}

/// Days on which a reading could still help to decide: usual ones, or soon ones when those have passed.
std::vector<Date> dates_until(const Case& client, Date decided) {
    std::vector<Date> dates;
    const auto add = [&](Date from, std::initializer_list<int> months) {
        for (const int month : months)
            if (const Date date = add_months(from, month); date > client.as_of && date <= decided)
                dates.push_back(date);
    };
    add(client.sessions.back().date, {2, 6, 12, 18, 24, 36});
    if (dates.empty()) add(client.as_of, {1, 3, 6, 12});
    return dates;
}

}  // namespace

std::vector<NextObservation> next_observations_of(const Case& client, const Ensemble& ensemble,
                                                  const std::vector<Predicted>& predicted,
                                                  const MemberWeights& weights) {
    const Months months = months_of(client, ensemble.time_day.back());
    const std::vector<MemberWindow> windows = windows_of(client, ensemble, ensemble, months);
    std::vector<int> latest;
    for (const MemberWindow& window : windows) latest.push_back(window.latest);
    const double now = band_width(latest, weights.weight);
    const auto best = window_of(windows, weights.weight, months, window_lines(client)).best.month;
    if (now == 0 || !best) return {};

    std::vector<int> truth;  // by weight, evenly through its sum
    double passed = 0;
    for (int m = 0; m < ensemble.members; ++m)
        for (passed += weights.weight[m];
             int(truth.size()) < truths && (truth.size() + .5) / truths < passed;)
            truth.push_back(m);

    // What is known is in the weights; colours hang together by their gain, so a further one counts by what
    // it adds to those before.
    constexpr double never = -std::numeric_limits<double>::infinity();
    std::vector<double> known;
    for (const double weight : weights.weight) known.push_back(weight > 0 ? std::log(weight) : never);
    std::vector<Observation> colours;
    std::vector<Predicted> of_colours;
    for (std::size_t k = 0; k < client.observations.size(); ++k)
        if (client.observations[k].kind == ObservationKind::colour)
            colours.push_back(client.observations[k]), of_colours.push_back(predicted[k]);
    const std::vector<double> before = log_likelihoods(colours, of_colours, ensemble.members);

    std::vector<NextObservation> found;
    for (const Date date : dates_until(client, add_months(client.sessions.back().date, *best))) {
        const Predicted there = predict(client, ensemble, date);
        for (const Kind& kind : kinds) {
            const bool colour = kind.kind == ObservationKind::colour;
            std::vector<Observation> seen = colour ? colours : std::vector<Observation>();
            std::vector<Predicted> of_seen = colour ? of_colours : std::vector<Predicted>();
            seen.push_back({.date = date, .kind = kind.kind, .sd = kind.sd});
            of_seen.push_back(there);
            double sum = 0;
            for (std::size_t k = 0; k < truth.size(); ++k) {
                Random random(client.forecast.seed, Purpose::observation, std::uint32_t(k));
                const double error = standard_normal(random);
                const int real = truth[k];
                const double gain = colour ? gain_at(colours, of_colours, real, random.uniform()) : 1;
                seen.back().value =
                    read_off(kind, there.contrast[real], gain * there.difference[real], error);
                std::vector<double> logs = log_likelihoods(seen, of_seen, ensemble.members);
                for (int m = 0; m < ensemble.members; ++m)
                    logs[m] = known[m] == never || m == real ? never
                                                             : logs[m] + known[m] - (colour ? before[m] : 0);
                sum += band_width(latest, weights_of(logs, 1).weight);
            }
            found.push_back({date, kind.kind, kind.sd, 1 - sum / (double(truth.size()) * now)});
        }
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const NextObservation& one, const NextObservation& other) {
                         return one.narrowing > other.narrowing;
                     });
    return found;
}

}  // namespace fadecast
