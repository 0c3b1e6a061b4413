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
/// The same with a random half of the rows, each once, so many times.
std::vector<std::vector<double>> half_samples(std::int64_t units, std::uint64_t seed, int count,
                                              const Statistic& statistic);

/// Quantile of the finite ones among values, between neighbours by their distance; NaN of none.
double quantile_of(std::vector<double> values, double probability);

/// The middle 95 % of resamples.
/// @param floor  not distinguishable where the interval does not lie above it
Index percentile_index(double value, const std::vector<double>& resampled, double floor = 0);
/// Of a share from means of units: the middle 95 % of resamples and the same reflected at the value (from
/// 2 value - upper to 2 value - lower percentile), whichever reaches farther, within 0 and 1. Reflected, it
/// allows for the bias that scatter of units adds to every share; not reflected, for their skewness.
Index share_index(double value, const std::vector<double>& resampled, double floor = 0);
/// Of a mean of sizes: the middle 95 % of resamples, widened on the scale of logarithms as Student's t of so
/// many units is wider than a normal law: sqrt(n / (n - 1)) t / z.
Index mean_index(double value, const std::vector<double>& resampled, std::int64_t units, double floor = 0);

/// How far apart two equal values may lie when both were kept as float: twice half a unit in the last place
/// of the largest.
double float_rounding(std::span<const double> values);

}  // namespace fadecast
