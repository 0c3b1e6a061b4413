// How well each virtual client agrees with what was observed of the real one.

#include "weigh.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

namespace fadecast {
namespace {

constexpr double never = -std::numeric_limits<double>::infinity();

double normal_cdf(double z) { return .5 * std::erfc(-z / std::numbers::sqrt2); }

double log_normal(double value, double mean, double sd) { return -.5 * std::pow((value - mean) / sd, 2); }

double log_of_grade(int grade, double contrast, double sd) {
    const double upper = grade == 0 ? 1 : normal_cdf((grade_edges[grade - 1] - contrast) / sd);
    const bool last = grade == int(grade_edges.size());
    const double lower = last ? 0 : normal_cdf((grade_edges[grade] - contrast) / sd);
    return std::log(std::max(upper - lower, 1e-30));
}

/// Readings of colour of one client share an unknown gain g, lognormal around 1: what they say of it is
/// normal, of which three sums are enough.
struct ColourSums {
    double reading2 = 0, both = 0, predicted2 = 0;  // over the variance of each reading
    void add(double reading, double predicted, double sd) {
        reading2 += reading * reading / (sd * sd);
        both += reading * predicted / (sd * sd);
        predicted2 += predicted * predicted / (sd * sd);
    }
};

/// Prior times likelihood over the gain, as logarithms at the middles of even steps, where neither is
/// nothing.
struct Gains {
    static constexpr int nodes = 64;
    double low, step;
    std::array<double, nodes> log_density;
    double at(int node) const { return low + step * (node + .5); }
    double most() const { return *std::max_element(log_density.begin(), log_density.end()); }
};

Gains gains_of(const ColourSums& sums) {
    constexpr double gain_sd = .4, farthest = 6;  // of its logarithm, assumed; in standard deviations
    double low = std::exp(-farthest * gain_sd), high = std::exp(farthest * gain_sd);
    if (sums.predicted2 > 0) {
        const double told = sums.both / sums.predicted2, told_sd = 1 / std::sqrt(sums.predicted2);
        if (told + farthest * told_sd > low && told - farthest * told_sd < high)
            low = std::max(low, told - farthest * told_sd), high = std::min(high, told + farthest * told_sd);
    }
    Gains gains{low, (high - low) / Gains::nodes, {}};
    for (int k = 0; k < Gains::nodes; ++k) {
        const double gain = gains.at(k), z = std::log(gain) / gain_sd;
        gains.log_density[k] =
            -.5 * (sums.reading2 - 2 * gain * sums.both + gain * gain * sums.predicted2 + z * z) -
            std::log(gain);
    }
    return gains;
}

double log_over_gains(const ColourSums& sums) {
    const Gains gains = gains_of(sums);
    double sum = 0;
    for (const double log : gains.log_density) sum += std::exp(log - gains.most());
    return gains.most() + std::log(sum * gains.step);
}

/// Squares of the deviations of a member from all observations, in standard deviations, with the gain that
/// fits best.
double deviation2(const std::vector<Observation>& observations, const std::vector<Predicted>& predicted,
                  int m) {
    double sum = 0;
    ColourSums colours;
    for (std::size_t k = 0; k < observations.size(); ++k) {
        const Observation& seen = observations[k];
        const double contrast = predicted[k].contrast[m];
        if (seen.kind == ObservationKind::contrast)
            sum += std::pow((seen.value - contrast) / seen.sd, 2);
        else if (seen.kind == ObservationKind::grade) {
            const int grade = int(seen.value);  // from the nearer edge, where the contrast lies outside
            const double above = grade == 0 ? 0 : contrast - grade_edges[grade - 1];
            const double below = grade == int(grade_edges.size()) ? 0 : grade_edges[grade] - contrast;
            sum += std::pow(std::max({0., above, below}) / seen.sd, 2);
        } else
            colours.add(seen.value, predicted[k].difference[m], seen.sd);
    }
    if (colours.predicted2 > 0) sum += colours.reading2 - colours.both * colours.both / colours.predicted2;
    return sum;
}

}  // namespace

Predicted predict(const Case& client, const Ensemble& ensemble, Date date) {
    const double day = days_between(client.sessions.back().date, date);
    const MemberSeries &contrast = ensemble.of("contrast"), &area = ensemble.of("area_delta_e00");
    Predicted predicted;
    for (int m = 0; m < ensemble.members; ++m) {
        const double plain =
            ensemble.failed(m) ? std::numeric_limits<double>::quiet_NaN() : ensemble.at(contrast, m, day);
        const double error = client.model_error_factor * ensemble.error_at(m, day);
        const double seen = std::isnan(plain) ? plain : std::max(0., plain + error);
        predicted.contrast.push_back(seen);
        predicted.difference.push_back(ensemble.at(area, m, day) * seen / std::max(.01, plain));
    }
    return predicted;
}

std::vector<double> log_likelihoods(const std::vector<Observation>& observations,
                                    const std::vector<Predicted>& predicted, int members) {
    const bool coloured = std::any_of(observations.begin(), observations.end(), [](const Observation& each) {
        return each.kind == ObservationKind::colour;
    });
    std::vector<double> logs(members, 0);
    for (int m = 0; m < members; ++m) {
        ColourSums colours;
        for (std::size_t k = 0; k < observations.size(); ++k) {
            const Observation& seen = observations[k];
            const double contrast = predicted[k].contrast[m];
            if (seen.kind == ObservationKind::contrast)
                logs[m] += log_normal(seen.value, contrast, seen.sd);
            else if (seen.kind == ObservationKind::grade)
                logs[m] += log_of_grade(int(seen.value), contrast, seen.sd);
            else
                colours.add(seen.value, predicted[k].difference[m], seen.sd);
        }
        if (coloured) logs[m] += log_over_gains(colours);
        if (!std::isfinite(logs[m])) logs[m] = never;
    }
    return logs;
}

MemberWeights weights_of(const std::vector<double>& logs, double fewest) {
    const double most = *std::max_element(logs.begin(), logs.end());
    if (most == never)
        throw Error("no virtual client could be computed; look for extreme values in [parameters]");
    const double sound = double(logs.size() - std::count(logs.begin(), logs.end(), never));
    MemberWeights weights;
    const auto raise_to = [&](double power) {
        double sum = 0, squares = 0;
        weights.weight.clear();
        for (const double log : logs) {
            const double weight = log == never ? 0 : std::exp(power * (log - most));
            weights.weight.push_back(weight);
            sum += weight, squares += weight * weight;
        }
        for (double& weight : weights.weight) weight /= sum;
        weights.trust = power;
        weights.effective = sum * sum / squares;
    };
    raise_to(1);
    if (weights.effective < std::min(fewest, sound)) {
        double low = 0, high = 1;
        for (int k = 0; k < 40; ++k) {
            const double middle = (low + high) / 2;
            raise_to(middle);
            (weights.effective < fewest ? high : low) = middle;
        }
        raise_to(low);
    }
    return weights;
}

int members_wanted(int members, double effective) {
    if (effective >= enough_members) return members;
    constexpr int step = 256;
    const double wanted = 1.1 * members * enough_members / effective;
    return std::max(members, std::min(most_members, step * int(std::ceil(std::min(wanted, 1e6) / step))));
}

std::vector<Predicted> predict_observed(const Case& client, const Ensemble& ensemble,
                                        const std::vector<std::pair<Zone, Ensemble>>& ensemble_of) {
    std::vector<Predicted> predicted;
    for (const Observation& seen : client.observations) {
        const auto there = std::find_if(ensemble_of.begin(), ensemble_of.end(),
                                        [&](const auto& zone) { return zone.first == seen.zone; });
        predicted.push_back(
            predict(client, there == ensemble_of.end() ? ensemble : there->second, seen.date));
    }
    return predicted;
}

double gain_at(const std::vector<Observation>& observations, const std::vector<Predicted>& predicted,
               int member, double probability) {
    ColourSums colours;
    for (std::size_t k = 0; k < observations.size(); ++k)
        if (observations[k].kind == ObservationKind::colour)
            colours.add(observations[k].value, predicted[k].difference[member], observations[k].sd);
    const Gains gains = gains_of(colours);
    double sum = 0, passed = 0;
    for (const double log : gains.log_density) sum += std::exp(log - gains.most());
    for (int k = 0; k < Gains::nodes; ++k)
        if ((passed += std::exp(gains.log_density[k] - gains.most())) >= probability * sum)
            return gains.at(k);
    return gains.at(Gains::nodes - 1);
}

MemberWeights weigh(const Case& client, const Ensemble& ensemble,
                    const std::vector<std::pair<Zone, Ensemble>>& ensemble_of, double fewest) {
    const std::vector<Predicted> predicted = predict_observed(client, ensemble, ensemble_of);
    std::vector<double> logs = log_likelihoods(client.observations, predicted, ensemble.members);
    double least = std::numeric_limits<double>::infinity();
    for (int m = 0; m < ensemble.members; ++m) {
        if (ensemble.failed(m)) logs[m] = never;
        if (logs[m] != never) least = std::min(least, deviation2(client.observations, predicted, m));
    }
    MemberWeights weights = weights_of(logs, fewest);
    if (!client.observations.empty()) weights.misfit = std::sqrt(least / double(client.observations.size()));
    return weights;
}

Picked pick_members(const MemberWeights& weights, int most) {
    const int members = int(weights.weight.size()), first = std::min(most, members);
    double sum = 0, squares = 0;
    for (int m = 0; m < first; ++m)
        sum += weights.weight[m], squares += weights.weight[m] * weights.weight[m];
    Picked picked;
    if (first == members || (squares > 0 && sum * sum / squares >= first / 3.)) {
        for (int m = 0; m < first; ++m)
            picked.member.push_back(m), picked.weight.push_back(weights.weight[m] / sum);
        return picked;
    }
    double passed = 0;
    int taken = 0;
    for (int m = 0; m < members; ++m) {
        int times = 0;
        for (passed += weights.weight[m]; taken < most && (taken + .5) / most < passed; ++taken) ++times;
        if (times > 0) picked.member.push_back(m), picked.weight.push_back(double(times) / most);
    }
    return picked;
}

}  // namespace fadecast
