// PAWN indices from samples that lie as they do.

#include "sweep/bootstrap.hpp"

#include <fadecast/backend.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

namespace fadecast {
namespace {

constexpr int most_slices = 10;

/// Slice of each sample, [samples].
std::vector<std::uint8_t> slices_of(const std::vector<double>& input) {
    std::vector<double> distinct = input;
    std::sort(distinct.begin(), distinct.end());
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    std::vector<std::uint8_t> slice(input.size());
    if (distinct.size() <= most_slices) {
        for (std::size_t i = 0; i < input.size(); ++i)
            slice[i] = std::uint8_t(std::ranges::lower_bound(distinct, input[i]) - distinct.begin());
        return slice;
    }
    std::vector<int> order(input.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, {}, [&](int i) { return input[i]; });
    for (std::size_t rank = 0; rank < order.size(); ++rank)
        slice[order[rank]] = std::uint8_t(rank * most_slices / order.size());
    return slice;
}

/// Median over slices of the largest distance between distribution functions.
/// @param slice   [samples], samples in ascending order of their values
/// @param last    [samples], whether the next value is another one
/// @param weight  [samples], how often each counts
double median_distance(const std::vector<std::uint8_t>& slice, const std::vector<char>& last,
                       const std::vector<int>& weight) {
    std::array<double, most_slices> share{}, reached{}, farthest{};
    double all = 0, passed = 0;
    for (std::size_t i = 0; i < slice.size(); ++i) share[slice[i]] += weight[i], all += weight[i];
    for (double& each : share) each = each > 0 ? 1 / each : 0;
    for (std::size_t i = 0; i < slice.size(); ++i) {
        reached[slice[i]] += weight[i] * share[slice[i]];
        passed += weight[i];
        if (!last[i]) continue;
        const double expected = passed / all;
        for (int s = 0; s < most_slices; ++s)
            farthest[s] = std::max(farthest[s], std::abs(reached[s] - expected));
    }
    std::vector<double> distances;
    for (int s = 0; s < most_slices; ++s)
        if (share[s] > 0) distances.push_back(farthest[s]);
    return quantile_of(distances, .5);
}

}  // namespace

PawnIndices pawn_indices(const std::vector<std::vector<double>>& inputs, std::span<const double> values,
                         std::uint64_t seed) {
    std::vector<int> order;  // samples with a value, ascending
    PawnIndices result;
    for (std::size_t i = 0; i < values.size() && order.size() < most_pawn_samples; ++i) {
        const bool whole = std::isfinite(values[i]) && std::ranges::all_of(inputs, [&](const auto& input) {
                               return std::isfinite(input.at(i));
                           });
        if (whole)
            order.push_back(int(i));
        else
            ++result.dropped;
    }
    const int used = int(order.size());
    result.used = used;
    if (used < fewest_pawn_samples)
        throw Error(
            fmt::format("{} samples with a value of {}; PAWN indices need {} at least: run more with "
                        "--append --samples, or look why samples failed",
                        used, values.size(), fewest_pawn_samples));
    std::ranges::stable_sort(order, {}, [&](int i) { return values[i]; });
    std::vector<char> last(used, 1);
    for (int i = 0; i + 1 < used; ++i) last[i] = values[order[i]] != values[order[i + 1]];

    std::vector<std::vector<std::uint8_t>> slices;  // [inputs][samples in order of their values]
    for (const auto& input : inputs) {
        std::vector<double> ordered(used);
        for (int i = 0; i < used; ++i) ordered[i] = input[order[i]];
        slices.push_back(slices_of(ordered));
    }
    const std::vector<int> once(used, 1);
    const auto resampled = bootstrap(used, seed, [&](std::span<const int> rows) {
        std::vector<int> weight(used, 0);
        for (const int row : rows) ++weight[row];
        std::vector<double> distances;
        for (const auto& slice : slices) distances.push_back(median_distance(slice, last, weight));
        return distances;
    });
    // What shuffled values reach depends on the sizes of the slices alone.
    std::map<std::array<int, most_slices>, double> reached;
    for (std::size_t input = 0; input < inputs.size(); ++input) {
        std::array<int, most_slices> sizes{};
        for (const std::uint8_t slice : slices[input]) ++sizes[slice];
        if (!reached.contains(sizes))
            reached[sizes] =
                quantile_of(shuffled(used, seed,
                                     [&](std::span<const int> rows) {
                                         std::vector<std::uint8_t> mixed(used);
                                         for (int i = 0; i < used; ++i) mixed[i] = slices[input][rows[i]];
                                         return std::vector<double>{median_distance(mixed, last, once)};
                                     })[0],
                            1 - .05 / double(inputs.size()));
        const double value = median_distance(slices[input], last, once);
        Index index = reflected_index(value, resampled[input]);
        index.distinguishable = value > reached[sizes];
        result.index.push_back(index);
        result.dummy.push_back(reached[sizes]);
    }
    return result;
}

}  // namespace fadecast
