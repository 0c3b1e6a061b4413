#pragma once
// The skin that a dot is seen through at one time: what its slices do to light, and where light turns around.

#include <fadecast/snapshots.hpp>

#include "launch.hpp"
#include "skin_optics.hpp"
#include "two_flux.hpp"

namespace fadecast::dot {

inline constexpr int colours = wavelength_count;

// W lanes and C colours at a time: all on the CPU; on a GPU a thread has one of each, so that what it works
// with stays small.

/// Shares of the light on the skin that turn around in each slice and, last, below them.
template <int W, int C>
using Turned = Real[C][most_slices + 1][W];

template <int W, int C>
struct SkinNow {
    Real slice[C][most_slices][slice_coefficients][W], base[C][W], bare[C][W];
    Real reflects[C][most_slices][W], transmits[C][most_slices][W];  ///< slices without more
    Turned<W, C> turned;
};

/// The owners' prepared skins, lane by lane.
struct Skins {
    int slices;
    Real specular, mirror;
    const Real* coefficients;  // [packs][blood_levels][colours][slices][slice_coefficients][32]
    const Real* base;          // [packs][blood_levels][colours][32]
    const Real* reflectance;   // [packs][blood_levels][colours][32]

    /// Blood between the prepared levels: by the parabola through the three.
    /// @param w0  the first of the colours;  @param scalar  Snapshots::scalars
    template <int W, int C>
    FADECAST_HD void at_time(Index pack, const Real* scalar, int first, int w0, SkinNow<W, C>& now) const {
        Real share[blood_levels][W];
        const Real x0 = Real(blood_factor(0)), x1 = Real(blood_factor(1)), x2 = Real(blood_factor(2));
        bool rests = true;
        FADECAST_LANES
        for (int l = 0; l < W; ++l) {
            const Real inflamed = scalar[Snapshots::inflammation * pack_width + l];
            const Real x = x0 + (x2 - x0) * (inflamed < 0 ? Real(0) : inflamed > 1 ? Real(1) : inflamed);
            share[0][l] = (x - x1) * (x - x2) / ((x0 - x1) * (x0 - x2));
            share[1][l] = (x - x0) * (x - x2) / ((x1 - x0) * (x1 - x2));
            share[2][l] = (x - x0) * (x - x1) / ((x2 - x0) * (x2 - x1));
        }
        for (int l = 0; l < W; ++l) rests = rests && scalar[Snapshots::inflammation * pack_width + l] <= 0;
        const auto blend = [&](const Real* levels, Index stride, Real* blended) {
            FADECAST_LANES
            for (int l = 0; l < W; ++l) blended[l] = share[0][l] * levels[l];
            for (int level = 1; level < blood_levels && !rests; ++level) FADECAST_LANES
            for (int l = 0; l < W; ++l) blended[l] += share[level][l] * levels[level * stride + l];
        };
        const Index row = Index(slices) * slice_coefficients * pack_width;
        for (int w = 0; w < C; ++w) {
            const Index level0 = (pack * blood_levels * colours + w0 + w) * pack_width + first;
            blend(base + level0, colours * pack_width, now.base[w]);
            blend(reflectance + level0, colours * pack_width, now.bare[w]);
            const Real* of_slices = coefficients + (pack * blood_levels * colours + w0 + w) * row + first;
            for (int k = 0; k < slices; ++k)
                for (int c = 0; c < slice_coefficients; ++c)
                    blend(of_slices + (k * slice_coefficients + c) * pack_width, colours * row,
                          now.slice[w][k][c]);
        }
        const Real none[C][most_slices][W] = {};
        for (int w = 0; w < C; ++w)
            for (int k = 0; k < slices; ++k)
                cross_slice<W>(now.slice[w][k], none[w][k], now.reflects[w][k], now.transmits[w][k]);
        turn_around(now, none, now.turned);
    }

    /// Light that turns around in each slice and below them, where the slices scatter more by so much, 1/mm.
    template <int W, int C>
    FADECAST_HD void turn_around(const SkinNow<W, C>& now, const Real (*scattered)[most_slices][W],
                                 Turned<W, C>& turned) const {
        for (int w = 0; w < C; ++w) {
            two_flux::Above<Real> above[W];
            FADECAST_LANES
            for (int l = 0; l < W; ++l) above[l] = two_flux::surface(specular, mirror);
            for (int k = 0; k < slices; ++k) {
                bool clear = true;
                for (int l = 0; l < W; ++l) clear = clear && scattered[w][k][l] == 0;
                Real cloudy_r[W], cloudy_t[W];
                if (!clear) cross_slice<W>(now.slice[w][k], scattered[w][k], cloudy_r, cloudy_t);
                const Real* r = clear ? now.reflects[w][k] : cloudy_r;
                const Real* t = clear ? now.transmits[w][k] : cloudy_t;
                FADECAST_LANES
                for (int l = 0; l < W; ++l) {
                    turned[w][k][l] = above[l].turned(r[l]);
                    above[l].add_below(r[l], t[l]);
                }
            }
            FADECAST_LANES
            for (int l = 0; l < W; ++l) turned[w][slices][l] = above[l].turned(now.base[w][l]);
        }
    }

private:
    template <int W>
    FADECAST_HD static void cross_slice(const Real (*c)[W], const Real* scattered, Real* r, Real* t) {
        FADECAST_LANES
        for (int l = 0; l < W; ++l) {
            const Real absorbs = c[slice_absorption][l] + c[extra_lengthening_mm][l] * scattered[l];
            const Real scatters = c[slice_scattering][l] + c[extra_scattering_mm][l] * scattered[l];
            two_flux::cross_slice(absorbs > 0 ? absorbs : Real(0), scatters, r[l], t[l]);
        }
    }
};

}  // namespace fadecast::dot
