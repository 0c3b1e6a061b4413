#pragma once
// What a pack shows of itself: how its pigment shades what lies below it, and snapshots for optics and the
// user.

#include "reservoir.hpp"
#include "transport_fields.hpp"

namespace fadecast {

/// Fresh pigment absorbs fully; granules condense between day 7 and day 14.
FADECAST_HD inline double optical_efficiency(const DotInput& dot, double age_day) {
    const double condensed = age_day < 7 ? 0 : age_day < 14 ? (age_day - 7) / 7 : 1;
    return 1 + condensed * (dot.aggregated_efficiency - 1);
}

/// Twice the radius at which a profile first falls to half of its value at the axis. The value of a ring
/// stands at the root of its mean squared radius, where a parabola takes its mean.
template <typename Profile>
FADECAST_HD double full_width_at_half_maximum(const TransportFields& p, int lane, const Profile& profile) {
    const auto squared = [&](int r) {
        const double a = p.radial_faces[r * pack_width + lane],
                     b = p.radial_faces[(r + 1) * pack_width + lane];
        return 0.5 * (a * a + b * b);
    };
    const double first = profile(0), second = profile(1);
    const double axis = first + (first - second) * squared(0) / (squared(1) - squared(0));
    double before = axis, squared_before = 0;
    for (int r = 0; r < p.n_r(); ++r) {
        const double here = profile(r);
        if (here < 0.5 * axis)  // logarithm of the profile, linear in r^2: exact for a Gaussian
            return 2 * std::sqrt(squared_before + (squared(r) - squared_before) *
                                                      std::log(before / (0.5 * axis)) /
                                                      std::log(before / (here > 0 ? here : 1e-30)));
        before = here, squared_before = squared(r);
    }
    return 0;
}

/// Scalars of one dot at a snapshot.
FADECAST_HD inline void summarise(const TransportFields& p, int lane, int time, double now) {
    const DotInput& dot = p.dots[lane];
    const DotState& state = p.states[lane];
    const double age = p.age(lane, now);
    double dermal = 0, epidermal = 0, depth_sum = 0, scab = 0;
    const auto column = [&](int r) {  // dermal pigment per area, ng/mm^2
        double sum = 0;
        for (int c = 0; c < p.component_count; ++c)
            for (int s = p.grid.epidermis_slices(); s < p.n_s(); ++s) {
                const Real* face = p.slice_faces + s * pack_width + lane;
                sum += double(p.snapshot(time, c, s, r)[lane]) * (face[pack_width] - face[0]);
            }
        return sum;
    };
    for (int c = 0; c < p.component_count; ++c) {
        for (int z = 0; z < p.n_z(); ++z) {
            const double in_row = p.row_masses[(c * p.n_z() + z) * pack_width + lane];
            (z < p.n_e() ? epidermal : dermal) += in_row;
            if (z >= p.n_e())
                depth_sum += in_row * 0.5 *
                             (depth_face(p.grid, dot.epidermis_mm, dot.skin_mm, z) +
                              depth_face(p.grid, dot.epidermis_mm, dot.skin_mm, z + 1));
        }
        scab += state.scab_of[c];
        p.scabs[(time * p.component_count + c) * pack_width + lane] = Real(state.scab_of[c]);
    }
    double inflammation = 0;
    for (int s = 0; s < p.session_count; ++s) inflammation += macrophage_answer(now - p.session_day[s]);
    const double milky = age > state.closed_age ? dot.milky_scattering_per_mm * (1 - state.open_share) *
                                                      std::exp(-(age - state.closed_age) / 14)
                                                : 0;
    const auto put = [&](Snapshots::Scalar what, double value) { p.scalar(time, what)[lane] = Real(value); };
    put(Snapshots::retained_mass, epidermal + dermal);
    put(Snapshots::dermal_mass, dermal);
    put(Snapshots::scab_mass, scab);
    put(Snapshots::shed_mass, state.shed);
    put(Snapshots::lymph_mass, state.lymph);
    put(Snapshots::bleached_mass, state.bleached);
    put(Snapshots::deposited_mass, state.deposited);
    put(Snapshots::pigment_fwhm_mm, full_width_at_half_maximum(p, lane, column));
    put(Snapshots::mean_depth_mm, dermal > 0 ? depth_sum / dermal : 0);
    put(Snapshots::inflammation, inflammation < 1 ? inflammation : 1);
    put(Snapshots::open_share, state.open_share);
    put(Snapshots::milky_scattering_per_mm, milky);
    put(Snapshots::optical_efficiency, optical_efficiency(dot, age));
}

/// The share of light that the pigment above leaves, exp(-optical depth at 550 nm), slice by slice.
/// Pigment moves slowly, so this is renewed on the schedule's own marks, not at every step.
template <typename TeamT>
FADECAST_HD void cast_shade(const TeamT& team, const TransportFields& p, const Step& step) {
    const double now = step.start_day + step.dt_day;
    team.for_lines(p.n_r(), [&](int first, int last, auto lanes) {
        constexpr int W = decltype(lanes)::width;
        for (int r = first; r < last; ++r) {
            Real passed[W], efficiency[W];
            for (int i = 0; i < W; ++i) {
                passed[i] = 1;
                efficiency[i] =
                    Real(optical_efficiency(p.dots[lanes.first + i], p.age(lanes.first + i, now)));
            }
            for (int s = 0; s < p.n_s(); ++s) {
                Real depth[W] = {};
                for (int c = 0; c < p.component_count; ++c)
                    for (int z = s * p.grid.slice_cells; z < (s + 1) * p.grid.slice_cells; ++z) {
                        const Real strength = Real(p.components[c].absorption_mm2_per_ng);
                        const Index cell = r * pack_width + lanes.first;
                        const Real *x = p.field(c, TF::free, z) + cell,
                                   *m = p.field(c, TF::macrophage, z) + cell,
                                   *f = p.field(c, TF::matrix, z) + cell,
                                   *dz = p.layer(TF::height, z) + lanes.first;
                        FADECAST_SIMD
                        for (int i = 0; i < W; ++i) depth[i] += strength * dz[i] * (x[i] + m[i] + f[i]);
                    }
                for (int i = 0; i < W; ++i) {
                    const Real half = std::exp(Real(-0.5) * efficiency[i] * depth[i]);
                    p.light_at(s, r)[lanes.first + i] = passed[i] * half;
                    passed[i] *= half * half;
                }
            }
        }
    });
}

/// What optics and the user see: slices and scalars.
template <typename TeamT>
FADECAST_HD void take_snapshot(const TeamT& team, const TransportFields& p, const Step& step) {
    const int n_r = p.n_r(), n_z = p.n_z(), n_s = p.n_s(), time = step.snapshot;
    const double now = step.start_day + step.dt_day;
    team.for_lines(n_s, [&](int first, int last, auto lanes) {
        for (int s = first; s < last; ++s)
            for (int c = 0; c < p.component_count; ++c)
                for (int r = 0; r < n_r; ++r)
                    for (int lane = lanes.first; lane < lanes.last(); ++lane) {
                        Real mass = 0, height = 0;
                        for (int z = s * p.grid.slice_cells; z < (s + 1) * p.grid.slice_cells; ++z) {
                            const Real dz = p.layer(TF::height, z)[lane];
                            const Index cell = r * pack_width + lane;
                            mass +=
                                dz * (p.field(c, TF::free, z)[cell] + p.field(c, TF::macrophage, z)[cell] +
                                      p.field(c, TF::matrix, z)[cell]);
                            height += dz;
                        }
                        p.snapshot(time, c, s, r)[lane] = mass / height;
                    }
    });
    if (p.record)
        team.for_lines(n_z, [&](int first, int last, auto lanes) {
            if (lanes.first != 0) return;
            if (first == 0)
                for (int r = 0; r < n_r; ++r) p.record_cover[Index(time) * n_r + r] = p.cover(0, r)[0];
            for (int line = 0; line < p.component_count * TF::pools; ++line)
                for (int i = first * n_r; i < last * n_r; ++i)
                    p.record[Index(time * p.component_count * TF::pools + line) * n_z * n_r + i] =
                        p.field(0, line, 0)[i * pack_width];
        });
    team.for_lines(n_z, [&](int first, int last, auto lanes) {  // mass of each row of depth
        constexpr int W = decltype(lanes)::width;
        for (int c = 0; c < p.component_count; ++c)
            for (int z = first; z < last; ++z) {
                double mass[W] = {};
                for (int r = 0; r < n_r; ++r) {
                    const Index cell = r * pack_width + lanes.first;
                    const Real *x = p.field(c, TF::free, z) + cell, *m = p.field(c, TF::macrophage, z) + cell,
                               *f = p.field(c, TF::matrix, z) + cell,
                               *area = p.ring(TF::area, r) + lanes.first;
                    FADECAST_SIMD
                    for (int i = 0; i < W; ++i) mass[i] += double(area[i]) * (x[i] + m[i] + f[i]);
                }
                for (int i = 0; i < W; ++i)
                    p.row_masses[(c * n_z + z) * pack_width + lanes.first + i] =
                        mass[i] * p.layer(TF::height, z)[lanes.first + i];
            }
    });
    team.for_lanes([&](auto lanes) {
        for (int lane = lanes.first; lane < lanes.last(); ++lane) summarise(p, lane, time, now);
    });
}

}  // namespace fadecast
