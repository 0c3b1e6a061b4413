// From the columns of a study to indices.

#include "sweep/study_sensitivity.hpp"

#include "sweep/bootstrap.hpp"

#include "config/did_you_mean.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <numeric>

namespace fadecast {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

std::vector<int> columns_of(const StudyData& data, Column::Role role) {
    std::vector<int> found;
    for (std::size_t i = 0; i < data.columns.size(); ++i)
        if (data.columns[i].role == role) found.push_back(int(i));
    return found;
}

/// Values of a scalar column, [samples]; NaN unless the sample is ok.
std::vector<double> values_of(const StudyData& data, int column) {
    std::vector<double> values(data.status.size(), none);
    for (std::size_t i = 0; i < values.size(); ++i)
        if (data.status[i] == Status::ok) values[i] = data.values[column][i];
    return values;
}

/// Mean over the members at each point, [points]; NaN where one of them has no value.
std::vector<double> point_means(const StudyData& data, const std::vector<double>& values) {
    std::vector<double> sums(data.points, 0.);
    std::vector<int> counts(data.points, 0);
    for (std::size_t i = 0; i < values.size(); ++i) sums[data.point[i]] += values[i], ++counts[data.point[i]];
    for (std::size_t point = 0; point < sums.size(); ++point)
        sums[point] = counts[point] == std::max(1, data.members) ? sums[point] / counts[point] : none;
    return sums;
}

/// Distinct values of a column in ascending order, and which of them each sample has.
struct Levels {
    std::vector<double> distinct;
    std::vector<int> level;  ///< [samples]
};

Levels levels_of(const StudyData& data, int column) {
    Levels found;
    const auto& values = data.values[column];
    for (const float value : values)
        if (std::isfinite(value)) found.distinct.push_back(value);
    std::ranges::sort(found.distinct);
    found.distinct.erase(std::unique(found.distinct.begin(), found.distinct.end()), found.distinct.end());
    for (const float value : values)
        found.level.push_back(int(std::ranges::lower_bound(found.distinct, value) - found.distinct.begin()));
    return found;
}

std::string level_words(const Column& column, double value) {
    const std::size_t position = std::size_t(std::max(0., value));
    if (position < column.words.size()) return column.words[position];
    return column.units == "1" ? fmt::format("{:.6g}", value) : fmt::format("{:.6g} {}", value, column.units);
}

/// Places of the points of a study of trajectories, as its design laid them.
std::vector<double> places_of(const StudyData& data) {
    const auto resolved = nlohmann::json::parse(data.resolved);
    std::vector<int> levels;
    for (const auto& factor : resolved.at("factors"))
        levels.push_back(factor.contains("levels") ? int(factor["levels"].size()) : 0);
    const Design design(data.kind, data.amount, resolved.at("seed").get<std::uint64_t>(), levels);
    std::vector<double> places;
    for (std::int64_t point = 0; point < design.points(); ++point) {
        const std::vector<double> place = design.place(point);
        places.insert(places.end(), place.begin(), place.end());
    }
    return places;
}

/// What one call of a method gives.
struct Found {
    std::vector<std::vector<Index>> kinds;  ///< [kinds][inputs]
    std::vector<double> mu, sigma, dummy;
    std::int64_t used, dropped;
    double between = 0;
};

struct Method {
    std::string name;
    std::vector<std::string> kinds;
    std::string units;
    std::vector<int> inputs;  ///< columns
    int fewest;
    /// Units that there are, and the indices of the first so many of them.
    std::function<std::int64_t(const std::vector<double>& values)> available;
    std::function<Found(const std::vector<double>& values, std::int64_t first)> indices;
};

Method method_of(const StudyData& data, std::uint64_t seed) {
    const std::vector<int> factors = columns_of(data, Column::Role::factor);
    const int count = int(factors.size());
    const auto blocks = [&data](const std::vector<double>&) { return data.points / data.block; };
    if (data.kind == DesignKind::saltelli)
        return {"Sobol indices by Jansen's estimators",
                {"first", "total"},
                "blocks",
                factors,
                fewest_sobol_blocks,
                blocks,
                [&data, seed, count](const std::vector<double>& values, std::int64_t first) -> Found {
                    const std::vector<double> means = point_means(data, values);
                    const auto found =
                        sobol_indices(std::span(means).first(std::size_t(first * data.block)), count, seed);
                    return {{found.first, found.total}, {}, {}, {}, found.used, found.dropped};
                }};
    if (data.kind == DesignKind::morris)
        return {"Elementary effects by Morris",
                {"mu_star"},
                "trajectories",
                factors,
                fewest_morris_trajectories,
                blocks,
                [&data, seed, count, places = places_of(data)](const std::vector<double>& values,
                                                               std::int64_t first) -> Found {
                    const std::vector<double> means = point_means(data, values);
                    const std::size_t points = std::size_t(first * data.block);
                    const auto found = morris_effects(std::span(places).first(points * std::size_t(count)),
                                                      std::span(means).first(points), count, seed);
                    return {{found.mu_star}, found.mu, found.sigma, {}, found.used, found.dropped};
                }};
    if (data.kind == DesignKind::grid) {
        std::vector<std::vector<int>> levels;
        for (const int factor : factors) levels.push_back(levels_of(data, factor).level);
        return {"Main effects of the grid",
                {"first", "total"},
                "members",
                factors,
                fewest_members_of_intervals,
                [&data](const std::vector<double>&) {
                    return std::max<std::int64_t>(1, 1 + std::ranges::max(data.member));
                },
                [&data, seed, levels](const std::vector<double>& values, std::int64_t first) -> Found {
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
    }
    std::vector<int> inputs = factors;
    if (std::ranges::any_of(data.member, [](int member) { return member >= 0; }))
        for (const int draw : columns_of(data, Column::Role::draw)) inputs.push_back(draw);
    std::vector<std::vector<double>> input_values;
    for (const int input : inputs)
        input_values.emplace_back(data.values[input].begin(), data.values[input].end());
    return {"PAWN indices of given data",
            {"index"},
            "samples",
            inputs,
            fewest_pawn_samples,
            [](const std::vector<double>& values) {
                return std::int64_t(std::min<std::size_t>(values.size(), most_pawn_samples));
            },
            [seed, input_values](const std::vector<double>& values, std::int64_t first) -> Found {
                std::vector<std::vector<double>> inputs = input_values;
                // The most that are taken are counted among those with a value.
                const bool all =
                    first >= std::int64_t(std::min<std::size_t>(values.size(), most_pawn_samples));
                const std::size_t size = all ? values.size() : std::size_t(first);
                for (auto& input : inputs) input.resize(size);
                const auto found = pawn_indices(inputs, std::span(values).first(size), seed);
                return {{found.index}, {}, {}, found.dummy, found.used, found.dropped};
            }};
}

std::vector<std::vector<Index>> by_effect(const Found& found) {
    std::vector<std::vector<Index>> indices(found.kinds[0].size());
    for (const auto& kind : found.kinds)
        for (std::size_t i = 0; i < indices.size(); ++i) indices[i].push_back(kind[i]);
    return indices;
}

/// Medians and bands of a grid, level by level and pair by pair.
void add_levels(OutputSensitivity& output, const StudyData& data, const std::vector<double>& values) {
    const std::vector<int> factors = columns_of(data, Column::Role::factor);
    std::vector<Levels> levels;
    for (const int factor : factors) levels.push_back(levels_of(data, factor));
    for (std::size_t f = 0; f < factors.size(); ++f) {
        std::vector<std::vector<double>> groups(levels[f].distinct.size());
        for (std::size_t i = 0; i < values.size(); ++i)
            if (std::isfinite(values[i])) groups[levels[f].level[i]].push_back(values[i]);
        output.levels.emplace_back();
        for (std::size_t level = 0; level < groups.size(); ++level)
            output.levels.back().push_back({level_words(data.columns[factors[f]], levels[f].distinct[level]),
                                            quantile_of(groups[level], .5), quantile_of(groups[level], .1),
                                            quantile_of(groups[level], .9)});
        for (std::size_t g = f + 1; g < factors.size(); ++g) {
            std::vector<std::vector<std::vector<double>>> cells(
                levels[f].distinct.size(), std::vector<std::vector<double>>(levels[g].distinct.size()));
            for (std::size_t i = 0; i < values.size(); ++i)
                if (std::isfinite(values[i]))
                    cells[levels[f].level[i]][levels[g].level[i]].push_back(values[i]);
            PairOfFactors pair{int(f), int(g), {}};
            for (const auto& row : cells) {
                pair.medians.emplace_back();
                for (const auto& cell : row) pair.medians.back().push_back(quantile_of(cell, .5));
            }
            output.pairs.push_back(pair);
        }
    }
}

OutputSensitivity analyse_output(const StudyData& data, int column, const Method& method) {
    OutputSensitivity output;
    output.output = data.columns[column];
    const std::vector<double> values = values_of(data, column);
    output.samples = data.samples;
    std::int64_t finite = 0, late = 0, present = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const bool ok = data.status[i] == Status::ok, whole = std::isfinite(values[i]);
        present += data.status[i] != Status::missing;
        output.failed += data.status[i] != Status::missing && !ok;
        output.without_value += ok && !whole;
        if (!whole) continue;
        ++finite;
        output.mean += values[i];
        late += output.output.censored_at && values[i] >= *output.output.censored_at;
    }
    output.missing = data.samples - present;
    if (finite > 0) {
        output.mean /= double(finite), output.past_horizon = double(late) / double(finite);
        for (const double value : values)
            if (std::isfinite(value)) output.variance += std::pow(value - output.mean, 2) / double(finite);
    }
    const std::int64_t all = method.available(values);
    try {
        const Found found = method.indices(values, all);
        const auto indices = by_effect(found);
        for (std::size_t i = 0; i < method.inputs.size(); ++i) {
            const Column& input = data.columns[method.inputs[i]];
            output.effects.push_back(
                {input.name, input.units, input.long_name, indices[i], found.mu.empty() ? 0 : found.mu[i],
                 found.sigma.empty() ? 0 : found.sigma[i], found.dummy.empty() ? 0 : found.dummy[i]});
        }
        output.used = found.used, output.dropped = found.dropped, output.between = found.between;
        output.convergence.push_back({found.used, indices});
    } catch (const Error& error) {
        output.refused = error.what();
        return output;
    }
    // Halves as long as there are enough of them to say something; six are enough to see where it goes.
    for (std::int64_t first = all / 2; first >= method.fewest && output.convergence.size() < 7; first /= 2) {
        try {
            const Found found = method.indices(values, first);
            output.convergence.insert(output.convergence.begin(), {found.used, by_effect(found)});
        } catch (const Error&) {
            break;  // too few of them are whole
        }
    }
    if (data.kind == DesignKind::grid) add_levels(output, data, values);
    return output;
}

std::vector<int> named_outputs(const StudyData& data, const std::vector<std::string>& names) {
    std::vector<int> all, chosen;
    std::vector<std::string> known;
    for (const int column : columns_of(data, Column::Role::output)) {
        const Column& output = data.columns[column];
        if (!output.axes.empty() || !output.words.empty()) continue;
        all.push_back(column);
        known.push_back(output.name);
    }
    if (all.empty()) throw Error("the study has no scalar output whose values are numbers");
    for (const std::string& name : names) {
        const auto found = std::ranges::find(known, name);
        if (found == known.end())
            throw Error(fmt::format("\"{}\" is no scalar output of this study whose values are numbers{}",
                                    name, did_you_mean(name, known)));
        chosen.push_back(all[found - known.begin()]);
    }
    return names.empty() ? all : chosen;
}

}  // namespace

StudySensitivity analyse(const StudyData& data, const std::vector<std::string>& outputs, std::uint64_t seed) {
    const std::vector<int> chosen = named_outputs(data, outputs);
    const Method method = method_of(data, seed);
    if (method.inputs.empty())
        throw Error(
            "the study has neither factors nor draws of virtual clients: there is nothing that its "
            "results could hang on; add a [[factor]], or members");
    StudySensitivity all{data.title, data.kind, method.name, method.kinds, method.units, seed, {}};
    for (const int column : chosen) all.outputs.push_back(analyse_output(data, column, method));
    return all;
}

std::vector<int> strongest_first(const OutputSensitivity& output) {
    std::vector<int> order(output.effects.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, std::greater(),
                             [&](int i) { return output.effects[i].indices.back().value; });
    return order;
}

}  // namespace fadecast
