#pragma once
// The nominal dot of docs/model.md, and the scalars of snapshots by name.

#include <fadecast/transport.hpp>

#include <cmath>
#include <numbers>
#include <vector>

namespace fadecast::validation {

inline constexpr double year = 365.25;

inline DotInput nominal_dot() {
    DotInput dot;
    dot.mass_ng[0] = 34;
    dot.residence = {.uptake_per_day = std::numbers::ln2 / (5 * 0.75),
                     .escape_probability = .10,
                     .slow_per_day = .10 / year,
                     .labile_share = .15,
                     .labile_per_day = std::numbers::ln2 / (.5 * year),
                     .permanent_share = .10,
                     .permanent_per_day = .015 / year,
                     .release_surge = 3};
    dot.lateral_mm2_per_day = 4e-4 / year;
    dot.vertical_mm2_per_day = .65 * 4e-4 / year;
    return dot;
}

/// A dot whose pigment only spreads: nothing is taken up, lost or moved upward.
inline DotInput spreading_dot(double fwhm_mm, double spread_mm2_per_year) {
    DotInput dot = nominal_dot();
    dot.residence = {.uptake_per_day = 0,
                     .escape_probability = .1,
                     .slow_per_day = 0,
                     .labile_share = 0,
                     .labile_per_day = 0,
                     .permanent_share = 0,
                     .permanent_per_day = 0,
                     .release_surge = 1};
    dot.exudate_share = 0;
    dot.column_sigma_mm = fwhm_mm / (2 * std::sqrt(2 * std::numbers::ln2));
    dot.lateral_mm2_per_day = dot.vertical_mm2_per_day = spread_mm2_per_year / year;
    return dot;
}

class Scalars {
public:
    explicit Scalars(const Snapshots& snapshots)
        : times_(snapshots.times), values_(snapshots.scalars.to_host()) {}
    double at(int time, Snapshots::Scalar what, int dot = 0) const {
        const std::size_t row = std::size_t(dot / pack_width) * times_ + time;
        return values_[(row * Snapshots::scalar_count + what) * pack_width + dot % pack_width];
    }

private:
    int times_;
    std::vector<Real> values_;
};

}  // namespace fadecast::validation
