// Shares of variance on a full grid.

#include "sweep/bootstrap.hpp"

#include <fadecast/backend.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

namespace fadecast {
namespace {

/// Where each cell of the grid stands among the means over some of its factors.
struct Marginal {
    std::vector<int> group;  ///< [cells]
    int groups = 1;

    void add(const std::vector<int>& level, int levels) {
        for (std::size_t cell = 0; cell < group.size(); ++cell)
            group[cell] = group[cell] * levels + level[cell];
        groups *= levels;
    }
    /// Mean square of the groups' means; those of all cells sum up to 0.
    double variance(const std::vector<double>& means) const {
        std::vector<double> sums(groups, 0.);
        for (std::size_t cell = 0; cell < group.size(); ++cell) sums[group[cell]] += means[cell];
        const double per_group = double(group.size()) / groups;
        double squares = 0;
        for (const double sum : sums) squares += sum * sum / (per_group * per_group);
        return squares / groups;
    }
};

}  // namespace

MainEffects main_effects(const std::vector<std::vector<int>>& level, std::span<const int> member,
                         std::span<const double> values, std::uint64_t seed) {
    const std::size_t factors = level.size();
    std::vector<int> levels(factors, 0);
    int cells = 1;
    for (std::size_t i = 0; i < factors; ++i) {
        for (const int each : level[i]) levels[i] = std::max(levels[i], each + 1);
        cells *= levels[i];
    }
    std::map<int, std::vector<double>> rows;  // of each member, [cells]
    for (std::size_t sample = 0; sample < values.size(); ++sample) {
        int cell = 0;
        for (std::size_t i = 0; i < factors; ++i) cell = cell * levels[i] + level[i][sample];
        auto& row = rows[member[sample]];
        row.resize(cells, std::numeric_limits<double>::quiet_NaN());
        row[cell] = values[sample];
    }
    std::vector<int> without(cells, 0);  // members without a value in each cell
    std::vector<std::vector<double>> whole;
    for (const auto& [number, row] : rows) {
        bool complete = true;
        for (int cell = 0; cell < cells; ++cell)
            if (!std::isfinite(row[cell])) complete = false, ++without[cell];
        if (complete) whole.push_back(row);
    }
    if (whole.empty())
        throw Error(
            fmt::format("none of {} members has a value in every of the {} cells of the grid, and {} "
                        "cells have none at all; finish the study with --resume, or look why samples "
                        "failed",
                        rows.size(), cells, std::ranges::count(without, int(rows.size()))));

    std::vector<Marginal> alone(factors, {std::vector<int>(cells, 0)}), others = alone;
    for (std::size_t i = 0; i < factors; ++i) {
        std::vector<int> at(cells);
        int stride = 1;
        for (std::size_t later = i + 1; later < factors; ++later) stride *= levels[later];
        for (int cell = 0; cell < cells; ++cell) at[cell] = cell / stride % levels[i];
        alone[i].add(at, levels[i]);
        for (std::size_t j = 0; j < factors; ++j)
            if (j != i) others[j].add(at, levels[i]);
    }
    const auto means_of = [&](std::span<const int> members) {
        std::vector<double> means(cells, 0.);
        for (const int each : members)
            for (int cell = 0; cell < cells; ++cell)
                means[cell] += whole[each][cell] / double(members.size());
        const double mean = std::accumulate(means.begin(), means.end(), 0.) / cells;
        for (double& each : means) each -= mean;
        return means;
    };
    const auto variance_of = [&](const std::vector<double>& means) {
        return std::inner_product(means.begin(), means.end(), means.begin(), 0.) / cells;
    };
    const auto shares = [&](std::span<const int> members) {
        const std::vector<double> means = means_of(members);
        const double variance = variance_of(means);
        std::vector<double> found;
        for (const Marginal& marginal : alone) found.push_back(marginal.variance(means) / variance);
        for (const Marginal& marginal : others) found.push_back(1 - marginal.variance(means) / variance);
        return found;
    };

    MainEffects effects;
    effects.used = std::int64_t(whole.size()), effects.dropped = std::int64_t(rows.size() - whole.size());
    std::vector<int> each_once(whole.size());
    std::iota(each_once.begin(), each_once.end(), 0);
    double mean = 0, all = 0, largest = 0;
    for (const auto& row : whole)
        for (const double value : row) {
            mean += value / double(cells) / double(whole.size());
            largest = std::max(largest, std::abs(value));
        }
    for (const auto& row : whole)
        for (const double value : row)
            all += std::pow(value - mean, 2) / double(cells) / double(whole.size());
    const double between = variance_of(means_of(each_once));
    const double rounding = largest * std::numeric_limits<float>::epsilon();
    if (!(between > rounding * rounding))
        throw Error("all cells have the same mean: there is no variance that factors could share");
    effects.between = between / all;
    const std::vector<double> found = shares(each_once);
    std::vector<std::vector<double>> resampled;
    if (int(whole.size()) >= fewest_members_of_intervals)
        resampled = bootstrap(std::int64_t(whole.size()), seed, shares);
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t i = 0; i < 2 * factors; ++i) {
        auto& list = i < factors ? effects.first : effects.total;
        const double floor = rounding * rounding / between;
        list.push_back(resampled.empty() ? Index{found[i], none, none, found[i] > floor}
                                         : share_index(found[i], resampled[i], floor));
    }
    return effects;
}

}  // namespace fadecast
