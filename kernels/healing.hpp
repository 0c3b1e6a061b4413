#pragma once
// The epithelial front over a puncture.

#include "transport_fields.hpp"

namespace fadecast {

/// Share of a ring's area that lies within a radius.
FADECAST_HD inline double share_in_disc(double from_mm, double to_mm, double radius_mm) {
    if (radius_mm >= to_mm) return 1;
    return radius_mm <= from_mm
               ? 0
               : (radius_mm * radius_mm - from_mm * from_mm) / (to_mm * to_mm - from_mm * from_mm);
}

/// The wound that exudate wells up through: the puncture and the column of pigment it left, out to 2.5 sigma.
FADECAST_HD inline double channel_radius_mm(const DotInput& dot) {
    const double column = 2.5 * dot.column_sigma_mm;
    return dot.pore_radius_mm > column ? dot.pore_radius_mm : column;
}

/// Advances the cover e:  de/dt = D_e lap e + s e (1 - e),  D_e = 2.0e-9 cm^2/s and s = 8.0e-6 1/s, both
/// times the dot's closure speed; backward Euler and the exact logistic, in substeps of half an hour. Source
/// of the constants: epidermal wound closure, front speed 2 sqrt(D_e s) = 9.1 um/h.
template <int W>
FADECAST_HD void advance_front(const TransportFields& p, int copy, Lanes<W> lanes, double dt_day) {
    constexpr double second_per_day = 86400, mm2_per_cm2 = 100;
    const int substeps = int(std::ceil(dt_day / 0.02));
    const double dt = dt_day / substeps;
    Real spread[W], growth[W], above[W], e[W];
    FADECAST_SIMD
    for (int i = 0; i < W; ++i) {
        const double speed = p.dots[lanes.first + i].closure_speed;
        spread[i] = Real(speed * 2.0e-9 * mm2_per_cm2 * second_per_day * dt);
        growth[i] = Real(std::exp(speed * 8.0e-6 * second_per_day * dt));
    }
    for (int substep = 0; substep < substeps; ++substep) {
        FADECAST_SIMD
        for (int i = 0; i < W; ++i) above[i] = e[i] = 0;
        for (int r = 0; r < p.n_r(); ++r) {
            Real* cover = p.cover(copy, r) + lanes.first;
            Real* folded = p.ring(TransportFields::above, r) + lanes.first;
            const Real* inner = p.ring(TransportFields::inner, r) + lanes.first;
            const Real* outer = p.ring(TransportFields::outer, r) + lanes.first;
            FADECAST_SIMD
            for (int i = 0; i < W; ++i) {
                const auto cell = eliminate(spread[i] * inner[i], spread[i] * outer[i], above[i]);
                cover[i] = e[i] = cell.scale * cover[i] + cell.below * e[i];
                folded[i] = above[i] = cell.above;
            }
        }
        FADECAST_SIMD
        for (int i = 0; i < W; ++i) e[i] = 0;
        for (int r = p.n_r() - 1; r >= 0; --r) {
            Real* cover = p.cover(copy, r) + lanes.first;
            const Real* folded = p.ring(TransportFields::above, r) + lanes.first;
            FADECAST_SIMD
            for (int i = 0; i < W; ++i) {
                e[i] = cover[i] + folded[i] * e[i];
                cover[i] = e[i] * growth[i] / (1 + e[i] * (growth[i] - 1));
            }
        }
    }
}

/// Flow that leaves in a step, up to a factor: fluid follows the open share and carries what macrophages have
/// not yet taken up at their peak activity of 5.
FADECAST_HD inline double exudate_weight(const DotInput& dot, double open, double age_day, double dt_day) {
    return open * dt_day * std::exp(-5 * dot.residence.uptake_per_day * age_day);
}

/// The upward shift of the channel that moves `due` ng through the basement membrane in one implicit upwind
/// step from the bottom up, by fixed point on the channel's free pigment per depth: shift = due / (what then
/// lies at the membrane). What four rounds leave is made up for in the next step. At most 1 mm, when little
/// is left to move.
/// @param due    [W], ng, in; <= 0 moves nothing
/// @param shift  [W], mm, out
template <int W>
FADECAST_HD void shift_channel(const TransportFields& p, Lanes<W> lanes, const double* due, double* shift) {
    constexpr double most_mm = 1;
    for (int i = 0; i < W; ++i) shift[i] = 0;
    for (int round = 0; round < 5; ++round) {
        double under[W];
        for (int i = 0; i < W; ++i) under[i] = 0;
        for (int z = p.n_z() - 1; z >= p.n_e(); --z) {
            const Real* height = p.layer(TransportFields::height, z) + lanes.first;
            const Real* held = p.layer(TransportFields::channel_free, z) + lanes.first;
            FADECAST_SIMD
            for (int i = 0; i < W; ++i)
                under[i] = (height[i] * held[i] + shift[i] * under[i]) / (height[i] + shift[i]);
        }
        for (int i = 0; i < W; ++i) {
            const double wanted = due[i] > 0 && under[i] > 0 ? due[i] / under[i] : 0;
            shift[i] = wanted < most_mm ? wanted : most_mm;
        }
    }
}

/// Share of the puncture that is not covered. (The cover also thins around it, where it has grown from.)
FADECAST_HD inline double open_share(const TransportFields& p, int copy, int lane) {
    double open = 0;
    for (int r = 0; r < p.n_r(); ++r)
        open += double(p.ring(TransportFields::pore, r)[lane]) * (1 - p.cover(copy, r)[lane]) *
                p.ring(TransportFields::area, r)[lane];
    return open / (std::numbers::pi * p.dots[lane].pore_radius_mm * p.dots[lane].pore_radius_mm);
}

}  // namespace fadecast
