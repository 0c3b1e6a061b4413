#pragma once
// Resamples with replacement, and intervals from them.

#include <fadecast/sensitivity.hpp>

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace fadecast {

inline constexpr int resamples = 1000;

/// A statistic of units that are drawn with replacement, or shuffled: `rows` are their numbers, as many as
/// there are units. It runs on many threads at once.
using Statistic = std::function<std::vector<double>(std::span<const int> rows)>;

/// @returns [statistics][resamples], the same for any number of threads
std::vector<std::vector<double>> bootstrap(std::int64_t units, std::uint64_t seed,
                                           const Statistic& statistic);
/// The same with rows in random order instead.
std::vector<std::vector<double>> shuffled(std::int64_t units, std::uint64_t seed, const Statistic& statistic);

/// Quantile of the finite ones among values, between neighbours by their distance; NaN of none.
double quantile_of(std::vector<double> values, double probability);

/// The middle 95 % of resamples.
/// @param floor  not distinguishable where the interval does not lie above it
Index percentile_index(double value, const std::vector<double>& resampled, double floor = 0);
/// Of a share, the same reflected at the value: from 2 value - upper to 2 value - lower percentile, within 0
/// and 1, and widened to hold the value.
Index reflected_index(double value, const std::vector<double>& resampled, double floor = 0);

/// How far apart two equal values may lie when both were kept as float: twice half a unit in the last place
/// of the largest.
double float_rounding(std::span<const double> values);

}  // namespace fadecast
