#pragma once
// What a pack shows of itself: how its pigment shades what lies below it, and snapshots for optics and the
// user.

#include "fast_math.hpp"
#include "reservoir.hpp"
#include "transport_fields.hpp"

namespace fadecast {

/// Fresh pigment absorbs fully; granules condense between day 7 and day 14.
FADECAST_HD inline double optical_efficiency(const DotInput& dot, double age_day) {
    const double condensed = age_day < 7 ? 0 : age_day < 14 ? (age_day - 7) / 7 : 1;
    return 1 + condensed * (dot.aggregated_efficiency - 1);
}

/// Pigment of all pools in one ring of a slice, ng/mm^2.
template <typename Fields, int W>
FADECAST_HD void sum_slice(const Fields& p, int c, int s, int r, Lanes<W> lanes, Real* mass) {
    const int from = p.first_cell(s), cell = r * Fields::width + lanes.first;
    const Pools held(p, c, from, cell);
    const Real* dz = p.layer(height, from) + lanes.first;
    for (int i = 0; i < W; ++i) mass[i] = 0;
    for (int z = 0; z < p.slice_cells(s); ++z) {
        FADECAST_SIMD
        for (int i = 0; i < W; ++i) mass[i] += dz[z * Fields::width + i] * held(z * p.depth_stride() + i);
    }
}

/// Twice the radius at which a profile first falls to half of its value at the axis. The value of a ring
/// stands at the root of its mean squared radius, where a parabola takes its mean.
/// @param rings          their number
/// @param profile        profile(r), a function of the ring
/// @param squared        squared(r), mm^2, mean squared radius of the ring
template <typename Profile, typename Squared>
FADECAST_HD double full_width_at_half_maximum(int rings, const Profile& profile, const Squared& squared) {
    const double first = profile(0), second = profile(1);
    const double axis = first + (first - second) * squared(0) / (squared(1) - squared(0));
    double before = axis, squared_before = 0;
    for (int r = 0; r < rings; ++r) {
        const double here = profile(r);
        if (here < 0.5 * axis)  // logarithm of the profile, linear in r^2: exact for a Gaussian
            return 2 * std::sqrt(squared_before + (squared(r) - squared_before) *
                                                      std::log(before / (0.5 * axis)) /
                                                      std::log(before / (here > 0 ? here : 1e-30)));
        before = here, squared_before = squared(r);
    }
    return 0;
}

/// The share of light that the pigment above leaves, exp(-optical depth at 550 nm), slice by slice.
/// Pigment moves slowly, so this is renewed on the schedule's own marks, not at every step.
template <typename TeamT, typename Fields>
FADECAST_HD_APART void cast_shade(const TeamT& team, const Fields& p, const Step& step) {
    const double now = step.start_day + step.dt_day;
    team.for_lines(p.n_r(), [&](int first, int last, auto lanes) {
        constexpr int W = decltype(lanes)::width;
        for (int r = first; r < last; ++r) {
            Real passed[W], efficiency[W];
            for (int i = 0; i < W; ++i) {
                passed[i] = 1;
                efficiency[i] = Real(optical_efficiency(p.dot(lanes.first + i), p.age(lanes.first + i, now)));
            }
            for (int s = 0; s < p.n_s(); ++s) {
                Real depth[W] = {};
                for (int c = 0; c < p.n_c(); ++c) {
                    Real mass[W];
                    sum_slice(p, c, s, r, lanes, mass);
                    const Real strength = Real(p.task.components[c].absorption_mm2_per_ng);
                    for (int i = 0; i < W; ++i) depth[i] += strength * mass[i];
                }
                for (int i = 0; i < W; ++i) {
                    const Real half = fast::exp(Real(-0.5) * efficiency[i] * depth[i]);
                    p.shade_at(s, r)[lanes.first + i] = passed[i] * half;
                    passed[i] *= half * half;
                }
            }
        }
    });
}

/// Where a dot's results go. In the second of two runs, with half the steps' length, what the first left
/// there is extrapolated to no length at all, for a scheme of first order: twice the fine result less the
/// coarse.
struct Results {
    const TransportTask& task;
    Index pack;
    int lane, time;
    bool extrapolate;

    FADECAST_HD static void put(Real* to, double value, bool extrapolate) {
        *to = Real(extrapolate ? 2 * value - double(*to) : value);
    }
    FADECAST_HD Index at_time() const { return pack * task.times + time; }
    /// [component][n_s][n_r], pack_width apart from each other
    FADECAST_HD Real* pigment() const {
        const GridShape& grid = task.grid;
        const int values = task.component_count * grid.slices() * grid.radial_cells;
        return task.snapshots + at_time() * values * pack_width + lane;
    }
    FADECAST_HD void scab(int c, double value) const {
        put(task.scabs + (at_time() * task.component_count + c) * pack_width + lane, value, extrapolate);
    }
    FADECAST_HD void scalar(Snapshots::Scalar what, double value) const {
        put(task.scalars + (at_time() * Snapshots::scalar_count + what) * pack_width + lane, value,
            extrapolate);
    }
};

/// Scalars of one dot at a snapshot.
template <typename Fields>
FADECAST_HD_APART void summarise(const Fields& p, int lane, const Results& out, double now,
                                 double wound_age) {
    const DotInput& dot = p.dot(lane);
    const DotState& state = p.state(lane);
    const double age = p.age(lane, now);
    double dermal = 0, epidermal = 0, depth_sum = 0, scab = 0;
    for (int r = 0; r < p.n_r(); ++r) {
        const double ring_area = p.ring(area, r)[lane];
        dermal += ring_area * p.column(dermal_mass, r)[lane];
        epidermal += ring_area * p.column(epidermal_mass, r)[lane];
        depth_sum += ring_area * p.column(dermal_moment, r)[lane];
    }
    for (int c = 0; c < p.n_c(); ++c) {
        scab += state.scab_of[c];
        out.scab(c, state.scab_of[c]);
    }
    double inflammation = 0;
    for (int s = 0; s < p.task.session_count; ++s)
        inflammation += macrophage_answer(now - p.task.session_day[s]);
    const double milky = wound_age > state.closed_age ? dot.milky_scattering_per_mm * (1 - state.open_share) *
                                                            std::exp(-(wound_age - state.closed_age) / 14)
                                                      : 0;
    const auto profile = [&](int r) { return double(p.column(dermal_mass, r)[lane]); };
    const auto squared_mm2 = [&](int r) { return double(p.ring(squared, r)[lane]); };
    out.scalar(Snapshots::retained_mass, epidermal + dermal);
    out.scalar(Snapshots::dermal_mass, dermal);
    out.scalar(Snapshots::scab_mass, scab);
    out.scalar(Snapshots::shed_mass, state.shed);
    out.scalar(Snapshots::lymph_mass, state.lymph);
    out.scalar(Snapshots::bleached_mass, state.bleached);
    out.scalar(Snapshots::deposited_mass, state.deposited);
    out.scalar(Snapshots::pigment_fwhm_mm, full_width_at_half_maximum(p.n_r(), profile, squared_mm2));
    out.scalar(Snapshots::mean_depth_mm, dermal > 0 ? depth_sum / dermal : 0);
    out.scalar(Snapshots::inflammation, inflammation < 1 ? inflammation : 1);
    out.scalar(Snapshots::open_share, state.open_share);
    out.scalar(Snapshots::milky_scattering_per_mm, milky);
    out.scalar(Snapshots::optical_efficiency, optical_efficiency(dot, age));
}

/// What optics and the user see: slices and scalars.
/// @param run  0, or 1 for the run with half the steps' length
template <typename TeamT, typename Fields>
FADECAST_HD_APART void take_snapshot(const TeamT& team, const Fields& p, const Step& step, int run) {
    constexpr int N = Fields::width;
    const int n_r = p.n_r(), n_z = p.n_z(), time = step.snapshot;
    const double now = step.start_day + step.dt_day;
    const auto results = [&](int lane) {
        const int place = p.place(lane);
        return Results{p.task, place / pack_width, place % pack_width, time, run > 0};
    };
    team.for_lines(n_r, [&](int first, int last, auto lanes) {
        constexpr int W = decltype(lanes)::width;
        const int lane = lanes.first, stride = p.depth_stride();
        Real* to[W];
        for (int i = 0; i < W; ++i) to[i] = p.place(lane + i) < 0 ? nullptr : results(lane + i).pigment();
        for (int what = 0; what < column_values; ++what)
            for (int r = first; r < last; ++r)
                for (int i = 0; i < W; ++i) p.column(ColumnValue(what), r)[lane + i] = 0;
        for (int c = 0; c < p.n_c(); ++c)
            for (int s = 0; s < p.n_s(); ++s) {
                const int from = p.first_cell(s), cells = p.slice_cells(s);
                const bool in_dermis = s >= p.grid().epidermis_slices();
                const Real *dz = p.layer(height, from) + lane, *depth = p.layer(middle_z, from) + lane;
                for (int r = first; r < last; ++r) {
                    const Pools held(p, c, from, r * N + lane);
                    Real mass[W] = {}, moment[W] = {};
                    for (int z = 0; z < cells; ++z) {
                        FADECAST_SIMD
                        for (int i = 0; i < W; ++i) {
                            const Real here = dz[z * N + i] * held(z * stride + i);
                            mass[i] += here, moment[i] += here * depth[z * N + i];
                        }
                    }
                    Real* of_column = p.column(in_dermis ? dermal_mass : epidermal_mass, r) + lane;
                    for (int i = 0; i < W; ++i) of_column[i] += mass[i];
                    if (in_dermis)
                        for (int i = 0; i < W; ++i) p.column(dermal_moment, r)[lane + i] += moment[i];
                    for (int i = 0; i < W; ++i) mass[i] /= p.slice(thickness, s)[lane + i];
                    const Index row = Index((c * p.n_s() + s) * n_r + r) * pack_width;
                    for (int i = 0; i < W; ++i)
                        if (to[i]) Results::put(to[i] + row, mass[i], run > 0);
                }
            }
    });
    if (p.task.record)
        team.for_lines(n_z, [&](int first, int last, auto lanes) {
            for (int lane = lanes.first; lane < lanes.last(); ++lane) {
                if (p.place(lane) != 0) continue;
                for (int c = 0; c < p.n_c(); ++c)
                    for (int pool = 0; pool < pool_count; ++pool)
                        for (int z = first; z < last; ++z)
                            for (int r = 0; r < n_r; ++r) {
                                const Index field = (Index(time) * p.n_c() + c) * pool_count + pool;
                                Results::put(p.task.record + (field * n_z + z) * n_r + r,
                                             pool == free_pool || z >= p.n_e()
                                                 ? p.row(c, Pool(pool), z)[r * N + lane]
                                                 : Real(0),
                                             run > 0);
                            }
            }
        });
    team.for_lanes([&](auto lanes) {
        for (int lane = lanes.first; lane < lanes.last(); ++lane)
            if (p.place(lane) >= 0) summarise(p, lane, results(lane), now, now - step.visit_day);
    });
}

}  // namespace fadecast
