// Units, inputs and values of each method. Members at one point are never independent samples of the
// factors, nor points independent samples of the members' draws: both are averaged over first.

#include "sweep/sensitivity_methods.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>

namespace fadecast {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// Mean over the members at each point, [points]; NaN where one of them has no value.
std::vector<double> point_means(const StudyData& data, const std::vector<double>& values) {
    std::vector<double> sums(data.points, 0.);
    std::vector<int> counts(data.points, 0);
    for (std::size_t i = 0; i < values.size(); ++i) sums[data.point[i]] += values[i], ++counts[data.point[i]];
    for (std::size_t point = 0; point < sums.size(); ++point)
        sums[point] = counts[point] == std::max(1, data.members) ? sums[point] / counts[point] : none;
    return sums;
}

Design design_of(const StudyData& data) {
    const auto resolved = nlohmann::json::parse(data.resolved);
    std::vector<int> levels;
    for (const auto& factor : resolved.at("factors"))
        levels.push_back(factor.contains("levels") ? int(factor["levels"].size()) : 0);
    return {data.kind, data.amount, resolved.at("seed").get<std::uint64_t>(), levels};
}

/// Places of the points of a study of trajectories, as its design laid them.
std::vector<double> places_of(const StudyData& data) {
    const Design design = design_of(data);
    std::vector<double> places;
    for (std::int64_t point = 0; point < design.points(); ++point) {
        const std::vector<double> place = design.place(point);
        places.insert(places.end(), place.begin(), place.end());
    }
    return places;
}

std::string means_over(std::int64_t count, const char* what) {
    return count > 1 ? fmt::format("each the mean over {} {}", count, what) : "";
}

Methods sobol_of(const StudyData& data, std::uint64_t seed, const std::vector<int>& factors) {
    const auto with = [&data, seed, count = int(factors.size())](const std::vector<double>& values) -> Ready {
        return {data.points / data.block,
                [&data, seed, count, means = point_means(data, values)](std::int64_t first) -> Found {
                    const auto found =
                        sobol_indices(std::span(means).first(std::size_t(first * data.block)), count, seed);
                    return {{found.first, found.total}, {}, {}, {}, found.used, found.dropped};
                }};
    };
    return {"Sobol indices by Jansen's estimators",
            {"first", "total"},
            {{"factors", "blocks", means_over(data.members, "members at each point"), factors,
              fewest_sobol_blocks, with}}};
}

Methods morris_of(const StudyData& data, std::uint64_t seed, const std::vector<int>& factors) {
    const auto with = [&data, seed, count = int(factors.size()),
                       places = places_of(data)](const std::vector<double>& values) -> Ready {
        return {
            data.points / data.block,
            [&data, &places, seed, count, means = point_means(data, values)](std::int64_t first) -> Found {
                const std::size_t points = std::size_t(first * data.block);
                const auto found = morris_effects(std::span(places).first(points * std::size_t(count)),
                                                  std::span(means).first(points), count, seed);
                return {{found.mu_star}, found.mu, found.sigma, {}, found.used, found.dropped};
            }};
    };
    return {"Elementary effects by Morris",
            {"mu_star"},
            {{"factors", "trajectories", means_over(data.members, "members at each point"), factors,
              fewest_morris_trajectories, with}}};
}

Methods main_effects_of(const StudyData& data, std::uint64_t seed, const std::vector<int>& factors) {
    const auto with = [&data, seed,
                       levels = design_levels(data)](const std::vector<double>& values) -> Ready {
        return {1 + std::max(0, data.member.empty() ? 0 : std::ranges::max(data.member)),
                [&data, &levels, &values, seed](std::int64_t first) -> Found {
                    std::vector<std::vector<int>> level(levels.size());
                    std::vector<int> member;
                    std::vector<double> value;
                    for (std::size_t i = 0; i < values.size(); ++i) {
                        if (data.member[i] >= first) continue;
                        member.push_back(data.member[i]);
                        value.push_back(values[i]);
                        for (std::size_t f = 0; f < levels.size(); ++f) level[f].push_back(levels[f][i]);
                    }
                    const auto found = main_effects(level, member, value, seed);
                    return {{found.first, found.total}, {}, {}, {}, found.used, found.dropped, found.between};
                }};
    };
    return {"Main effects of the grid",
            {"first", "total"},
            {{"factors", "members", "", factors, fewest_members_of_intervals, with}}};
}

/// Values of units, and one sample of each where its inputs can be read.
struct Units {
    std::vector<double> value;
    std::vector<std::size_t> sample;
};

Units points_of(const StudyData& data, const std::vector<double>& values) {
    Units units{point_means(data, values), std::vector<std::size_t>(data.points)};
    for (std::size_t i = 0; i < values.size(); ++i) units.sample[data.point[i]] = i;
    return units;
}

/// Means over those points at which each member has a value, so that no member stands at others than its
/// neighbours do. At all points its draws come from the same random numbers: those of the first stand for
/// all.
Units members_of(const StudyData& data, const std::vector<double>& values) {
    const std::vector<double> means = point_means(data, values);
    const auto whole = std::ranges::count_if(means, [](double mean) { return std::isfinite(mean); });
    Units units{std::vector<double>(data.members, whole > 0 ? 0. : none),
                std::vector<std::size_t>(data.members, values.size())};
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isfinite(means[data.point[i]])) continue;
        units.value[data.member[i]] += values[i] / double(whole);
        std::size_t& sample = units.sample[data.member[i]];
        sample = std::min(sample, i);
    }
    return units;
}

Units samples_of(const std::vector<double>& values) {
    Units units{values, std::vector<std::size_t>(values.size())};
    std::iota(units.sample.begin(), units.sample.end(), std::size_t(0));
    return units;
}

/// PAWN on the first units that have a value, as many as serve.
Ready pawn_of(const StudyData& data, const Method& method, std::uint64_t seed, const Units& units) {
    struct Chosen {
        std::vector<std::vector<double>> inputs;
        std::vector<double> values;
        std::int64_t dropped = 0;
    };
    const auto chosen = std::make_shared<Chosen>();
    chosen->inputs.resize(method.inputs.size());
    for (std::size_t unit = 0; unit < units.value.size() && chosen->values.size() < most_pawn_samples;
         ++unit) {
        if (!std::isfinite(units.value[unit])) {
            ++chosen->dropped;
            continue;
        }
        chosen->values.push_back(units.value[unit]);
        for (std::size_t i = 0; i < method.inputs.size(); ++i)
            chosen->inputs[i].push_back(data.values[method.inputs[i]][units.sample[unit]]);
    }
    const std::string too_few =
        fmt::format("{} {} with a value of {}; PAWN indices of {} need {} at least: ", chosen->values.size(),
                    method.units, units.value.size(), method.inputs_word, fewest_pawn_samples);
    const bool missing = std::ranges::find(data.status, Status::missing) != data.status.end();
    const char* advice = missing ? "put back the missing shards, or go on with sweep --resume"
                         : method.units == "members"
                             ? "give the study more members, or ask a study of the design population"
                         : data.kind == DesignKind::points
                             ? "list more points, or look why samples failed"
                             : "run more with --samples (and --append), or look why samples failed";
    return {std::ssize(chosen->values), [=](std::int64_t first) -> Found {
                if (first < fewest_pawn_samples) throw Error(too_few + advice);
                const auto found =
                    pawn_indices(chosen->inputs, std::span(chosen->values).first(std::size_t(first)), seed);
                return {{found.index}, {}, {}, found.dummy, found.used, chosen->dropped};
            }};
}

Methods pawn_methods_of(const StudyData& data, std::uint64_t seed, const std::vector<int>& factors,
                        const std::vector<int>& draws) {
    Methods methods{"PAWN indices of given data", {"index"}, {}};
    const auto add = [&](Method method, auto units_of) {
        method.fewest = fewest_pawn_samples;
        method.with = [&data, seed, method, units_of](const std::vector<double>& values) {
            return pawn_of(data, method, seed, units_of(values));
        };
        methods.each.push_back(method);
    };
    if (!factors.empty())
        add({"factors", "points", means_over(data.members, "members"), factors, 0, {}},
            [&data](const std::vector<double>& values) { return points_of(data, values); });
    if (draws.empty() || data.members < 1 || (data.members == 1 && data.points > 1)) return methods;
    if (data.points == 1)
        add({"draws", "samples", "", draws, 0, {}},
            [](const std::vector<double>& values) { return samples_of(values); });
    else
        add({"draws", "members", "each the mean over all whole points", draws, 0, {}},
            [&data](const std::vector<double>& values) { return members_of(data, values); });
    return methods;
}

}  // namespace

std::vector<int> columns_of(const StudyData& data, Column::Role role) {
    std::vector<int> found;
    for (std::size_t i = 0; i < data.columns.size(); ++i)
        if (data.columns[i].role == role) found.push_back(int(i));
    return found;
}

std::vector<std::vector<int>> design_levels(const StudyData& data) {
    const Design design = design_of(data);
    const auto factors = nlohmann::json::parse(data.resolved).at("factors");
    std::vector<std::vector<int>> at_point(factors.size()), levels(factors.size());
    for (std::int64_t point = 0; point < design.points(); ++point) {
        const std::vector<double> place = design.place(point);
        for (std::size_t f = 0; f < factors.size(); ++f)
            at_point[f].push_back(int(place[f] * double(factors[f].at("levels").size())));
    }
    for (const std::int64_t point : data.point)
        for (std::size_t f = 0; f < factors.size(); ++f) levels[f].push_back(at_point[f][point]);
    return levels;
}

Methods methods_of(const StudyData& data, std::uint64_t seed) {
    const std::vector<int> factors = columns_of(data, Column::Role::factor);
    if (data.kind == DesignKind::saltelli) return sobol_of(data, seed, factors);
    if (data.kind == DesignKind::morris) return morris_of(data, seed, factors);
    if (data.kind == DesignKind::grid) return main_effects_of(data, seed, factors);
    return pawn_methods_of(data, seed, factors, columns_of(data, Column::Role::draw));
}

}  // namespace fadecast
