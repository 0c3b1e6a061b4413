#pragma once
// Quantiles of a sample.

#include <algorithm>
#include <cmath>
#include <vector>

namespace fadecast::validation {

/// What `share` of the values lie below, on the straight line between the two nearest.
/// @param values  at least one.
inline double quantile(std::vector<double> values, double share) {
    std::sort(values.begin(), values.end());
    const double place = share * double(values.size() - 1);
    const std::size_t below = std::size_t(place), above = std::min(below + 1, values.size() - 1);
    return std::lerp(values[below], values[above], place - double(below));
}

}  // namespace fadecast::validation
