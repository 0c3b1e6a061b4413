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
constexpr int halves = 200;  // their scatter is known to 5 %
// Distribution functions are compared at no more places than that: between two neighbours among them they
// rise by a thousandth, less than the scatter of any slice of the most samples that serve.
constexpr int most_places = 1000;

using Counts = std::array<int, most_slices>;

/// Slice of each sample, [samples]. Equal values are in the same slice: else their order would decide, which
/// here is that of the output.
std::vector<std::uint8_t> slices_of(const std::vector<double>& input) {
    const std::size_t count = input.size();
    std::vector<int> order(count);
    std::iota(order.begin(), order.end(), 0);
    std::ranges::sort(order, {}, [&](int i) { return input[i]; });
    std::vector<std::size_t> first{0};  // ranks of distinct values, and the end
    for (std::size_t rank = 1; rank < count; ++rank)
        if (input[order[rank]] != input[order[rank - 1]]) first.push_back(rank);
    const std::size_t distinct = first.size();
    first.push_back(count);
    std::vector<std::uint8_t> slice(count);
    for (std::size_t value = 0; value < distinct; ++value) {
        const std::size_t twice_middle = first[value] + first[value + 1] - 1;
        const std::size_t number = distinct <= most_slices ? value : twice_middle * most_slices / (2 * count);
        for (std::size_t rank = first[value]; rank < first[value + 1]; ++rank)
            slice[order[rank]] = std::uint8_t(number);
    }
    return slice;
}

Counts sizes_of(const std::vector<std::uint8_t>& slice) {
    Counts sizes{};
    for (const std::uint8_t each : slice) ++sizes[each];
    return sizes;
}

/// Median over slices of the largest distance between distribution functions.
/// @param slice   [samples], samples in ascending order of their values
/// @param places  ends of runs of samples after which the distance is taken; the last run is all the rest
/// @param counts  [samples], 1 where a sample counts, else 0
double median_distance(const std::vector<std::uint8_t>& slice, const std::vector<int>& places,
                       const std::vector<std::uint8_t>& counts) {
    Counts size{}, reached{};
    for (std::size_t i = 0; i < slice.size(); ++i) size[slice[i]] += counts[i];
    std::array<double, most_slices> share{}, farthest{};
    for (int s = 0; s < most_slices; ++s) share[s] = size[s] > 0 ? 1. / size[s] : 0;
    const double all = std::accumulate(size.begin(), size.end(), 0);
    int from = 0;
    for (const int end : places) {
        for (; from < end; ++from) reached[slice[from]] += counts[from];
        const double expected = std::accumulate(reached.begin(), reached.end(), 0) / all;
        for (int s = 0; s < most_slices; ++s)
            farthest[s] = std::max(farthest[s], std::abs(reached[s] * share[s] - expected));
    }
    std::vector<double> distances;
    for (int s = 0; s < most_slices; ++s)
        if (size[s] > 0) distances.push_back(farthest[s]);
    return quantile_of(distances, .5);
}

/// The index of half as many samples is larger by a bias d, and scatters about its mean as that of all
/// samples does. The bias that the index of all samples still has is d where it falls as 1 / n (strong
/// inputs), and d / (sqrt(2) - 1) where it falls as 1 / sqrt(n) (inputs without influence): the interval
/// allows for both, and below for a scatter of that bias as large as that of the index.
Index index_from_halves(double value, const std::vector<double>& halved, double dummy) {
    double mean = 0, squares = 0;
    for (const double each : halved) mean += each / double(halved.size());
    for (const double each : halved) squares += (each - mean) * (each - mean);
    const double wide = 1.96 * std::sqrt(squares / double(halved.size() - 1));
    const double bias = std::max(0., mean - value);
    const double low = value > dummy ? value - bias / (std::sqrt(2) - 1) - std::sqrt(2) * wide : 0;
    return {value, std::max(0., low), std::clamp(value - bias + wide, value, 1.), value > dummy};
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
    std::vector<int> places;  // ends of groups of equal values, not too many
    for (int i = 0, before = 0; i + 1 < used; ++i)
        if (values[order[i]] != values[order[i + 1]] && (i + 1 - before) * most_places >= used)
            places.push_back(before = i + 1);

    std::vector<std::vector<std::uint8_t>> slices;  // [inputs that vary][samples in order of their values]
    std::map<Counts, int> numbers;                  // of sizes of slices, all that shuffled values hang on
    std::vector<int> slices_at(inputs.size(), -1), sizes_at(inputs.size(), -1);
    for (std::size_t input = 0; input < inputs.size(); ++input) {
        std::vector<double> ordered(used);
        for (int i = 0; i < used; ++i) ordered[i] = inputs[input][order[i]];
        std::vector<std::uint8_t> slice = slices_of(ordered);
        const Counts sizes = sizes_of(slice);
        if (std::ranges::count(sizes, 0) == most_slices - 1) continue;  // one slice is like all
        sizes_at[input] = numbers.emplace(sizes, int(numbers.size())).first->second;
        slices_at[input] = int(slices.size());
        slices.push_back(std::move(slice));
    }
    const auto halved = half_samples(used, seed, halves, [&](std::span<const int> rows) {
        std::vector<std::uint8_t> counts(used, 0);
        for (const int row : rows) counts[row] = 1;
        std::vector<double> distances;
        for (const auto& slice : slices) distances.push_back(median_distance(slice, places, counts));
        return distances;
    });
    std::vector<std::vector<std::uint8_t>> patterns(numbers.size());
    for (std::size_t input = 0; input < inputs.size(); ++input)
        if (sizes_at[input] >= 0) patterns[sizes_at[input]] = slices[slices_at[input]];
    const std::vector<std::uint8_t> once(used, 1);
    const auto reached = shuffled(used, seed, [&](std::span<const int> rows) {
        std::vector<std::uint8_t> mixed(used);
        std::vector<double> distances;
        for (const auto& pattern : patterns) {
            for (int i = 0; i < used; ++i) mixed[i] = pattern[rows[i]];
            distances.push_back(median_distance(mixed, places, once));
        }
        return distances;
    });
    for (std::size_t input = 0; input < inputs.size(); ++input) {
        Index index;
        double dummy = 0;
        if (slices_at[input] >= 0) {
            dummy = quantile_of(reached[sizes_at[input]], 1 - .05 / double(inputs.size()));
            index = index_from_halves(median_distance(slices[slices_at[input]], places, once),
                                      halved[slices_at[input]], dummy);
        }
        result.index.push_back(index);
        result.dummy.push_back(dummy);
    }
    return result;
}

}  // namespace fadecast
