#pragma once
// The dot model beside Monte Carlo photons, column by column and skin by skin.

#include <fadecast/backend.hpp>

#include <functional>
#include <vector>

namespace fadecast::validation {

struct DotMiss {
    int column;            ///< in photon_columns
    int type;              ///< of skin, 1..6
    double middle, patch;  ///< delta E00 on the axis, and of the mean over a disc of 1 mm^2
    double width;          ///< model over photons; 0 where photons see no width
    double contrast;       ///< delta E00 of the middle to the bare skin, as photons see it
};

inline constexpr double well_visible = 5;  ///< delta E00: contrast above it

/// What the model misses of every one of photon_columns in skin of types I to VI: [types][columns].
std::vector<DotMiss> dot_misses(const Backend& backend);

/// One number of those misses that are asked for.
std::vector<double> values_of(const std::vector<DotMiss>& misses, double DotMiss::*value,
                              const std::function<bool(const DotMiss&)>& which);
/// Share of the widths that are off by less than a tenth.
double share_within_a_tenth(const std::vector<double>& ratios);

}  // namespace fadecast::validation
