#pragma once
// Healing, residence, spread and light of packs of dots, step by step. Symbols of docs/model.md: X free, M
// macrophage, F matrix pigment, e epithelium.

#include "deposition.hpp"
#include "reservoir.hpp"
#include "snapshot.hpp"

namespace fadecast {

struct TransportHistory {
    TransportFields all;
    const Step* steps;
    int step_count;

    template <int W>
    FADECAST_HD void operator()(const Team<W>& team) const {
        const TransportFields p = all.of(team.pack);
        lay_mesh(team, p);
        for (int s = 0; s < step_count; ++s) {
            const Step& step = steps[s];
            if (step.treat >= 0) deposit(team, p, steps, step_count, s);
            if (step.ablate) ablate(team, p);
            if (step.dt_day > 0) {
                open_and_eliminate(team, p, step);
                exchange_and_spread_sideways(team, p, step);
                flow_up_and_spread_in_depth(team, p, step);
                settle_ledger(team, p, step);
            }
            if (step.renew_shade) cast_shade(team, p, step);
            if (step.snapshot >= 0) take_snapshot(team, p, step);
        }
    }

    // Per dot: the front, the flow that its opening allows, and the elimination of the lines of this step.
    template <typename TeamT>
    FADECAST_HD static void open_and_eliminate(const TeamT& team, const TransportFields& p,
                                               const Step& step) {
        if (step.open)
            team.for_lines(p.n_z(), [&](int first, int last, auto lanes) {
                for (int z = first; z < last; ++z)
                    for (int lane = lanes.first; lane < lanes.last(); ++lane) {
                        Real sum = 0;
                        for (int c = 0; c < p.component_count; ++c)
                            for (int r = 0; r < p.n_r(); ++r)
                                sum += p.field(c, TF::free, z)[r * pack_width + lane] *
                                       p.ring(TF::area, r)[lane] * p.ring(TF::channel, r)[lane];
                        p.layer(TF::channel_free, z)[lane] = sum;
                    }
            });
        team.for_lanes([&](auto lanes) {
            constexpr int W = decltype(lanes)::width;
            const double end = step.start_day + step.dt_day;
            if (step.open) advance_front(p, 0, lanes, step.dt_day);
            double due[W], shift[W];  // exudate that should have left by now less what has
            for (int i = 0; i < W; ++i) {
                const DotInput& dot = p.dots[lanes.first + i];
                DotState& state = p.states[lanes.first + i];
                const double age = p.age(lanes.first + i, end);
                due[i] = state.upward_mm = state.open_share = 0;
                if (age > open_days && state.closed_age == never_day) state.closed_age = open_days;
                if (!step.open || age <= 0 || age > open_days) continue;
                state.open_share = open_share(p, 0, lanes.first + i);
                if (state.open_share < 0.05 && age < state.closed_age) state.closed_age = age;
                state.flow_so_far += exudate_weight(dot, state.open_share,
                                                    p.age(lanes.first + i, step.start_day), step.dt_day);
                due[i] = dot.exudate_share * state.dermal_deposit * state.flow_so_far / state.flow_total -
                         state.exudate;
            }
            if (step.open) {
                shift_channel(p, lanes, due, shift);
                for (int i = 0; i < W; ++i) p.states[lanes.first + i].upward_mm = shift[i];
            }

            double sideways[W], downward[W], above[W];  // in double: stiff rows cancel in float
            for (int i = 0; i < W; ++i) {
                const DotInput& dot = p.dots[lanes.first + i];
                sideways[i] = dot.lateral_mm2_per_day * step.dt_day;
                downward[i] = dot.vertical_mm2_per_day * step.dt_day;
                above[i] = 0;
            }
            for (int r = 0; r < p.n_r(); ++r) {
                FADECAST_SIMD
                for (int i = 0; i < W; ++i) {
                    const int lane = lanes.first + i;
                    const auto cell = eliminate(sideways[i] * p.ring(TF::inner, r)[lane],
                                                sideways[i] * p.ring(TF::outer, r)[lane], above[i]);
                    p.ring(TF::scale, r)[lane] = Real(cell.scale);
                    p.ring(TF::below, r)[lane] = Real(cell.below);
                    p.ring(TF::above, r)[lane] = Real(above[i] = cell.above);
                }
            }
            for (int i = 0; i < W; ++i) above[i] = 0;
            for (int z = 0; z < p.n_z(); ++z) {
                FADECAST_SIMD
                for (int i = 0; i < W; ++i) {
                    const int lane = lanes.first + i;
                    const auto cell = eliminate(downward[i] * p.layer(TF::upper, z)[lane],
                                                downward[i] * p.layer(TF::lower, z)[lane], above[i]);
                    p.layer(TF::scale_z, z)[lane] = Real(cell.scale);
                    p.layer(TF::below_z, z)[lane] = Real(cell.below);
                    p.layer(TF::above_z, z)[lane] = Real(above[i] = cell.above);
                }
            }
        });
    }

    // Row by row of depth: pools exchange (in the dermis), light bleaches, X and M spread along the row.
    template <typename TeamT>
    FADECAST_HD static void exchange_and_spread_sideways(const TeamT& team, const TransportFields& p,
                                                         const Step& step) {
        const int n_r = p.n_r();
        team.for_lines(p.n_z(), [&](int first, int last, auto lanes) {
            constexpr int W = decltype(lanes)::width;
            const double from = step.start_day, to = from + step.dt_day;
            const int halvings = halvings_of(step.dt_day);
            PoolRates shared[W], rates[W];
            FADECAST_SIMD
            for (int i = 0; i < W; ++i) {
                const int lane = lanes.first + i;
                const DotInput& dot = p.dots[lane];
                const double age_from = p.age(lane, from);
                shared[i] = age_from < 0
                                ? PoolRates{}
                                : rates_during(dot.residence, age_from, p.age(lane, to),
                                               LaterSessions{p.session_day, dot.session, p.session_count},
                                               p.ablation_day - p.session_day[dot.session]);
            }
            for (int c = 0; c < p.component_count; ++c)
                for (int z = first; z < last; ++z) {
                    Real q[9][W], lost[3][W], bleach[W], lymph_sum[W], bleach_sum[W];
                    FADECAST_SIMD
                    for (int i = 0; i < W; ++i) {
                        const int lane = lanes.first + i;
                        const DotInput& dot = p.dots[lane];
                        rates[i] = shared[i];
                        rates[i].lymph *=
                            double(p.layer(TF::lymph_share, z)[lane]) * p.components[c].lymph_size_factor;
                        bleach[i] =
                            Real(dot.bleaching_per_day[c] * step.dt_day) * p.layer(TF::light_share, z)[lane];
                        lymph_sum[i] = bleach_sum[i] = 0;
                    }
                    double exact[9][W];
                    propagate_pools<W>(rates, step.dt_day, halvings, exact);
                    for (int e = 0; e < 9; ++e) FADECAST_SIMD
                    for (int i = 0; i < W; ++i) q[e][i] = z < p.n_e() ? Real(e % 4 == 0) : Real(exact[e][i]);
                    for (int e = 0; e < 3; ++e)  // from the rounded entries, so that the ledger closes
                        FADECAST_SIMD
                    for (int i = 0; i < W; ++i)
                        lost[e][i] = Real(1 - double(q[e][i]) - q[3 + e][i] - q[6 + e][i]);

                    Real* X = p.field(c, TF::free, z) + lanes.first;
                    Real* M = p.field(c, TF::macrophage, z) + lanes.first;
                    Real* F = p.field(c, TF::matrix, z) + lanes.first;
                    Real before_X[W], before_M[W];
                    FADECAST_SIMD
                    for (int i = 0; i < W; ++i) before_X[i] = before_M[i] = 0;
                    for (int r = 0; r < n_r; ++r) {
                        const Real* area = p.ring(TF::area, r) + lanes.first;
                        const Real* scale = p.ring(TF::scale, r) + lanes.first;
                        const Real* below = p.ring(TF::below, r) + lanes.first;
                        const Real* light = p.light_at(z / p.grid.slice_cells, r) + lanes.first;
                        Real *x = X + r * pack_width, *m = M + r * pack_width, *f = F + r * pack_width;
                        FADECAST_SIMD
                        for (int i = 0; i < W; ++i) {
                            const Real x0 = x[i], m0 = m[i], f0 = f[i];
                            const Real x1 = q[0][i] * x0 + q[1][i] * m0 + q[2][i] * f0;
                            const Real m1 = q[3][i] * x0 + q[4][i] * m0 + q[5][i] * f0;
                            const Real f1 = q[6][i] * x0 + q[7][i] * m0 + q[8][i] * f0;
                            // e^-b to second order, between 0 and 1; what bleaches faster than e^-4 a step is
                            // capped.
                            const Real full = bleach[i] * light[i], b = full < 4 ? full : 4;
                            const Real root = 1 - b * Real(0.25) + b * b * Real(0.03125);
                            const Real kept = (root * root) * (root * root);
                            lymph_sum[i] += area[i] * (lost[0][i] * x0 + lost[1][i] * m0 + lost[2][i] * f0);
                            bleach_sum[i] += area[i] * (1 - kept) * (x1 + m1 + f1);
                            f[i] = f1 * kept;
                            x[i] = before_X[i] = scale[i] * (x1 * kept) + below[i] * before_X[i];
                            m[i] = before_M[i] = scale[i] * (m1 * kept) + below[i] * before_M[i];
                        }
                    }
                    FADECAST_SIMD
                    for (int i = 0; i < W; ++i) before_X[i] = before_M[i] = 0;
                    for (int r = n_r - 1; r >= 0; --r) {
                        const Real* above = p.ring(TF::above, r) + lanes.first;
                        Real *x = X + r * pack_width, *m = M + r * pack_width;
                        FADECAST_SIMD
                        for (int i = 0; i < W; ++i) {
                            x[i] = before_X[i] = x[i] + above[i] * before_X[i];
                            m[i] = before_M[i] = m[i] + above[i] * before_M[i];
                        }
                    }
                    const Real* height = p.layer(TF::height, z) + lanes.first;
                    FADECAST_SIMD
                    for (int i = 0; i < W; ++i) {
                        p.loss(n_r + z, c, TF::to_lymph)[lanes.first + i] = lymph_sum[i] * height[i];
                        p.loss(n_r + z, c, TF::to_bleach)[lanes.first + i] = bleach_sum[i] * height[i];
                    }
                }
        });
    }

    // Column by column: X rises with turnover in the epidermis and with exudate, which wells up through the
    // channel while the puncture is open (implicit upwind, from the bottom up), then X and M spread
    // along depth. Rings of a depth are neighbours in memory, so depth is the outer loop.
    template <typename TeamT>
    FADECAST_HD static void flow_up_and_spread_in_depth(const TeamT& team, const TransportFields& p,
                                                        const Step& step) {
        const int n_r = p.n_r(), n_z = p.n_z(), n_e = p.n_e();
        team.for_lines(n_r, [&](int first, int last, auto lanes) {
            constexpr int W = decltype(lanes)::width;
            Real turnover[W], upward[W];  // shift of this step, mm
            FADECAST_SIMD
            for (int i = 0; i < W; ++i) {
                const DotInput& dot = p.dots[lanes.first + i];
                const double age = p.age(lanes.first + i, step.start_day);
                const double hurried = age < 14 ? 0.6 : 1.0;  // turnover time in the first two weeks
                turnover[i] = Real(dot.epidermis_mm * step.dt_day / (dot.turnover_day * hurried));
                upward[i] = Real(p.states[lanes.first + i].upward_mm);
            }
            for (int c = 0; c < p.component_count; ++c) {
                for (int z = step.open ? n_z - 1 : n_e - 1; z >= 0; --z) {
                    Real* x = p.field(c, TF::free, z) + lanes.first;
                    const Real* x_under = z + 1 < n_z ? x + n_r * pack_width : x;
                    const Real* height = p.layer(TF::height, z) + lanes.first;
                    Real drift[W], still[W],
                        rising[W];  // inflow by turnover; 1 / (height + outflow), without and with flow
                    FADECAST_SIMD
                    for (int i = 0; i < W; ++i) {
                        const Real out = height[i] + (z < n_e ? turnover[i] : 0);
                        drift[i] = z + 1 < n_e ? turnover[i] : 0;
                        still[i] = 1 / out;
                        rising[i] = 1 / (out + upward[i]);
                    }
                    const Real inflow = z + 1 < n_z;
                    for (int r = first; r < last; ++r) {
                        const Real* channel = p.ring(TF::channel, r) + lanes.first;
                        FADECAST_SIMD
                        for (int i = 0; i < W; ++i) {
                            const Real in =
                                inflow * (upward[i] * channel[i] + drift[i]) * x_under[r * pack_width + i];
                            x[r * pack_width + i] = (height[i] * x[r * pack_width + i] + in) *
                                                    (channel[i] != 0 ? rising[i] : still[i]);
                        }
                    }
                }
                for (int r = first; r < last; ++r)
                    for (int i = 0; i < W; ++i) {
                        const int lane = lanes.first + i;
                        const Real area = p.ring(TF::area, r)[lane],
                                   shift = upward[i] * p.ring(TF::channel, r)[lane];
                        const Real at_surface = area * p.field(c, TF::free, 0)[r * pack_width + lane];
                        p.loss(r, c, TF::to_scab)[lane] = shift * at_surface;
                        p.loss(r, c, TF::to_shed)[lane] = turnover[i] * at_surface;
                        p.loss(r, c, TF::through_membrane)[lane] =
                            shift * area * p.field(c, TF::free, n_e)[r * pack_width + lane];
                    }
                for (const int pool : {int(TF::free), int(TF::macrophage)}) {
                    for (int z = 0; z < n_z; ++z) {
                        Real* x = p.field(c, pool, z) + lanes.first;
                        const Real* over = z ? x - n_r * pack_width : x;  // the membrane row has below_z = 0
                        const Real* scale = p.layer(TF::scale_z, z) + lanes.first;
                        const Real* below = p.layer(TF::below_z, z) + lanes.first;
                        for (int r = first * pack_width; r < last * pack_width; r += pack_width) {
                            FADECAST_SIMD
                            for (int i = 0; i < W; ++i)
                                x[r + i] = scale[i] * x[r + i] + below[i] * over[r + i];
                        }
                    }
                    for (int z = n_z - 2; z >= 0; --z) {
                        Real* x = p.field(c, pool, z) + lanes.first;
                        const Real* under = x + n_r * pack_width;
                        const Real* above = p.layer(TF::above_z, z) + lanes.first;
                        for (int r = first * pack_width; r < last * pack_width; r += pack_width) {
                            FADECAST_SIMD
                            for (int i = 0; i < W; ++i) x[r + i] += above[i] * under[r + i];
                        }
                    }
                }
            }
        });
    }

    // Sums of the step's losses, in double and in the order of the lines.
    template <typename TeamT>
    FADECAST_HD static void settle_ledger(const TeamT& team, const TransportFields& p, const Step& step) {
        team.for_lanes([&](auto lanes) {
            for (int lane = lanes.first; lane < lanes.last(); ++lane) {
                DotState& state = p.states[lane];
                for (int c = 0; c < p.component_count; ++c) {
                    for (int r = 0; r < p.n_r(); ++r) {
                        state.scab_of[c] += p.loss(r, c, TF::to_scab)[lane];
                        state.shed += p.loss(r, c, TF::to_shed)[lane];
                        state.exudate += p.loss(r, c, TF::through_membrane)[lane];
                    }
                    for (int z = p.n_r(); z < p.n_r() + p.n_z(); ++z) {
                        state.lymph += p.loss(z, c, TF::to_lymph)[lane];
                        state.bleached += p.loss(z, c, TF::to_bleach)[lane];
                    }
                    if (p.age(lane, step.start_day + step.dt_day) >= p.dots[lane].scab_fall_day) {
                        state.shed += state.scab_of[c];
                        state.scab_of[c] = 0;
                    }
                }
            }
        });
    }

    template <typename TeamT>
    FADECAST_HD static void ablate(const TeamT& team, const TransportFields& p) {
        team.for_lines(p.n_z(), [&](int first, int last, auto lanes) {
            for (int c = 0; c < p.component_count; ++c)
                for (int i = first * p.n_r(); i < last * p.n_r(); ++i)
                    for (int lane = lanes.first; lane < lanes.last(); ++lane) {
                        Real& m = p.field(c, TF::macrophage, 0)[i * pack_width + lane];
                        p.field(c, TF::free, 0)[i * pack_width + lane] += m;
                        m = 0;
                    }
        });
    }
};

}  // namespace fadecast
