#pragma once
// How the epithelium closes a round puncture.

#include <fadecast/real.hpp>

#include <vector>

namespace fadecast {

/// Cover e of a round hole, 0 inside and 1 around it at first, under a Fisher-KPP front:
///   de/dt = D lap e + s e (1 - e),   D = 2.0e-9 cm^2/s,  s = 8.0e-6 1/s.
/// Source of the constants: epidermal wound closure, front speed 2 sqrt(D s) = 9.1 um/h. Where both are so
/// many times as large, the course is that many times as fast: ages here are days times `closure_speed`.
/// @param age_day    ascending, >= 0.
/// @param radius_mm  where to look.
/// @returns          [ages][radii]
std::vector<double> epithelial_cover(double hole_radius_mm, const std::vector<double>& age_day,
                                     const std::vector<double>& radius_mm);

/// The uncovered share of a hole's area for any radius and age, tabulated: it serves all dots.
struct ClosureTable {
    static constexpr int radii = 64, ages = 256;
    static constexpr double smallest_mm = .02, largest_mm = .40;
    /// Ages lie at scale sinh^2(step j): dense where the edge begins to blur.
    static constexpr double scale_day = .05, step = .0159;  // up to 40 days

    std::vector<Real> open_share;  ///< [ages][radii], radii in equal ratios
    std::vector<Real> closed_age;  ///< [radii], when 5 % are left
};
/// Solved when first asked for, in some 20 ms; second order in space and time, open shares to 3e-4.
const ClosureTable& closure_table();

}  // namespace fadecast
