#pragma once
// Healing, residence, spread and light of packs of dots, step by step. Symbols of docs/model.md: X free, M
// macrophage, F matrix pigment, e epithelium.

#include "deposition.hpp"
#include "lines.hpp"
#include "season.hpp"
#include "snapshot.hpp"

namespace fadecast {

struct TransportHistory {
    TransportTask task;

    template <typename TeamT>
    FADECAST_HD void operator()(const TeamT& team) const {
        const TransportFields<TeamT::width> p{task, team.memory};
        const Index first_lane = team.index * TeamT::width;
        const int* order = task.order + first_lane;
        if (TeamT::width == 1 && order[0] < 0) return;
        team.for_lanes([&](auto lanes) {
            for (int lane = lanes.first; lane < lanes.last(); ++lane) {
                const int which = order[lane] < 0 ? ~order[lane] : order[lane];
                p.dot(lane) = task.dots[which < task.dot_count ? which : task.dot_count - 1];
                p.place(lane) = order[lane] < 0 ? -1 : order[lane];
            }
        });
        const int group = task.groups[first_lane / pack_width];
        for (int run = 0; run < task.runs; ++run) {
            const int* first = task.first_step + run * (task.group_count + 1) + group;
            lay_mesh(team, p);
            march(team, p, task.steps + first[0], task.steps + first[1], run);
        }
    }

    template <typename TeamT, typename Fields>
    FADECAST_HD static void march(const TeamT& team, const Fields& p, const Step* steps, const Step* end,
                                  int run) {
        double eliminated_day = 0;  // length of the step that the lines are eliminated for
        for (const Step* step = steps; step < end; ++step) {
            if (step->treat >= 0) {
                deposit(team, p, *step);
                eliminated_day = 0;
            }
            if ((step - steps) % steps_ahead(Fields::width) == 0)
                look_ahead(
                    team, p, step,
                    end - step < steps_ahead(Fields::width) ? int(end - step) : steps_ahead(Fields::width));
            if (step->ablate) free_macrophages(team, p);
            if (step->laser) fragment(team, p);
            if (step->dt_day > 0) {
                const int ahead = int(step - steps) % steps_ahead(Fields::width);
                if (step->epidermis && !step->exchange_last) heal_and_rise(team, p, *step, ahead);
                prepare(team, p, *step, ahead, step->dt_day != eliminated_day);
                eliminated_day = step->dt_day;
                if constexpr (TeamT::in_order) {
                    spread_in_order(team, p, *step);
                } else {
                    if (!step->exchange_last) exchange_by_columns(team, p, *step);
                    spread_line_by_line(team, p, *step);
                    if (step->exchange_last) exchange_by_columns(team, p, *step);
                }
                if (step->epidermis && step->exchange_last) heal_and_rise(team, p, *step, ahead);
                if (step->epidermis) {
                    settle(team, p, to_scab, loss_count);
                    shed_scab(team, p, *step);
                }
            }
            if (step->renew_shade) cast_shade(team, p, *step);
            if (step->snapshot >= 0) {
                settle(team, p, to_lymph, to_scab);
                take_snapshot(team, p, *step, run);
            }
        }
    }

    template <typename TeamT, typename Fields>
    FADECAST_HD_APART static void heal_and_rise(const TeamT& team, const Fields& p, const Step& step, int k) {
        heal(team, p, step, k);
        rise(team, p, step);
    }

    // The rates of the next steps, which hang on time only.
    template <typename TeamT, typename Fields>
    FADECAST_HD_APART static void look_ahead(const TeamT& team, const Fields& p, const Step* steps,
                                             int count) {
        team.for_lines(count, [&](int first, int last, auto lanes) {
            for (int k = first; k < last; ++k) {
                const double from = steps[k].start_day, to = from + steps[k].dt_day;
                for (int lane = lanes.first; lane < lanes.last(); ++lane) {
                    const DotInput& dot = p.dot(lane);
                    const double birth = p.task.session_day[dot.session];
                    const PoolRates now = rates_during(dot.residence, from - birth, to - birth,
                                                       SessionsOfDot{p.task.session_day, dot.session,
                                                                     p.task.session_count, dot.again.data()},
                                                       p.task.ablation_day - birth);
                    p.rate(k, uptake)[lane] = Real(now.uptake);
                    p.rate(k, fixing)[lane] = Real(now.fixing);
                    p.rate(k, lymph_escape)[lane] = Real(now.lymph);
                    p.rate(k, release)[lane] = Real(now.release);
                    p.rate(k, migration)[lane] = Real(now.migration);
                    p.rate(k, unfixing)[lane] = Real(now.unfixing);
                    p.rate(k, light_dose)[lane] =
                        Real(steps[k].dt_day * season_mean(dot.light_season.data(), from, to));
                    if (steps[k].open)
                        p.rate(k, open_share)[lane] =
                            Real(Closure(p.task.closures, dot).open_share(to - steps[k].visit_day));
                }
            }
        });
    }

    // What all cells of a slice share, the propagators of the pools and what light reaches it; and the lines
    // of both directions, eliminated, when steps have another length than before.
    template <typename TeamT, typename Fields>
    FADECAST_HD static void prepare(const TeamT& team, const Fields& p, const Step& step, int k,
                                    bool eliminate_too) {
        static_assert(max_light_slices <=
                      pack_width);  // so that the lines go to another warp than the slices
        team.for_lines(eliminate_too ? pack_width + 2 : p.n_s(), [&](int first, int last, auto lanes) {
            for (int i = first; i < last; ++i) {
                if (i < p.n_s()) prepare_slice(p, step, k, i, lanes);
                if (i == pack_width)
                    eliminate_line(
                        p, [](const DotInput& dot) { return dot.lateral_mm2_per_day; }, step.dt_day, p.n_r(),
                        p.ring(inner, 0), p.ring(outer, 0), p.ring(scale, 0), p.ring(below, 0),
                        p.ring(above, 0), lanes);
                if (i == pack_width + 1)
                    eliminate_line(
                        p, [](const DotInput& dot) { return dot.vertical_mm2_per_day; }, step.dt_day, p.n_z(),
                        p.layer(upper, 0), p.layer(lower, 0), p.layer(scale_z, 0), p.layer(below_z, 0),
                        p.layer(above_z, 0), lanes);
            }
        });
    }

    template <typename Fields, int W>
    FADECAST_HD static void prepare_slice(const Fields& p, const Step& step, int k, int s, Lanes<W> lanes) {
        const int lane = lanes.first, halvings = halvings_of(step.dt_day);
        FADECAST_SIMD
        for (int i = 0; i < W; ++i)
            p.slice(dose, s)[lane + i] = p.rate(k, light_dose)[lane + i] * p.slice(light_share, s)[lane + i];
        if (s < p.grid().epidermis_slices()) return;
        for (int c = 0; c < p.n_c(); ++c) {
            PoolRates rates[W];
            for (int i = 0; i < W; ++i)
                rates[i] = {.uptake = p.rate(k, uptake)[lane + i],
                            .fixing = p.rate(k, fixing)[lane + i],
                            .lymph = double(p.rate(k, lymph_escape)[lane + i]) *
                                     p.slice(lymph_share, s)[lane + i] *
                                     p.task.components[c].lymph_size_factor,
                            .release = p.rate(k, release)[lane + i],
                            .migration = p.rate(k, migration)[lane + i],
                            .unfixing = p.rate(k, unfixing)[lane + i]};
            double exact[9][W];
            propagate_pools<W>(rates, step.dt_day, halvings, exact);
            Real* q = p.exchange(c, s) + lane;
            for (int e = 0; e < 9; ++e) FADECAST_SIMD
            for (int i = 0; i < W; ++i) q[e * Fields::width + i] = Real(exact[e][i] - (e % 4 == 0));
            for (int e = 0; e < 3; ++e)  // from the rounded entries, so that the ledger closes
                FADECAST_SIMD
            for (int i = 0; i < W; ++i)
                q[(9 + e) * Fields::width + i] =
                    Real(-double(q[e * Fields::width + i]) - q[(3 + e) * Fields::width + i] -
                         q[(6 + e) * Fields::width + i]);
        }
    }

    /// @param spread_of  mm^2 per day of a dot;  @param before, behind  [cells], conductances of the faces
    template <typename Fields, typename SpreadOf, int W>
    FADECAST_HD_APART static void eliminate_line(const Fields& p, const SpreadOf& spread_of, double dt_day,
                                                 int cells, const Real* before, const Real* behind,
                                                 Real* scales, Real* belows, Real* aboves, Lanes<W> lanes) {
        constexpr int N = Fields::width;
        Real spread[W], rest[W];
        for (int i = 0; i < W; ++i) spread[i] = Real(spread_of(p.dot(lanes.first + i)) * dt_day);
        for (int i = 0; i < W; ++i) rest[i] = 1;
        for (int at = lanes.first; at < cells * N + lanes.first; at += N) {
            FADECAST_SIMD
            for (int i = 0; i < W; ++i) {
                const auto cell = eliminate(spread[i] * before[at + i], spread[i] * behind[at + i], rest[i]);
                scales[at + i] = cell.scale;
                belows[at + i] = cell.below;
                aboves[at + i] = cell.above;
                rest[i] = cell.rest;
            }
        }
    }

    /// A CPU thread takes rows from the top down, each through all that can be done while it is in L1, and
    /// from the bottom up what is left.
    template <typename TeamT, typename Fields>
    FADECAST_HD static void spread_in_order(const TeamT& team, const Fields& p, const Step& step) {
        team.for_lines(p.n_z(), [&](int, int n_z, auto lanes) {
            const int top = step.epidermis ? 0 : p.n_e();
            for (int c = 0; c < p.n_c(); ++c) {
                int faded_slice = -1;
                const auto faded_at = [&](int z) {  // of the row's slice, [n_r][W]
                    if (const int s = p.grid().slice_of(z); s != faded_slice) {
                        for (int r = 0; r < p.n_r(); ++r)
                            fade(p, c, s, r, lanes, p.array(faded) + r * Fields::width);
                        faded_slice = s;
                    }
                    return p.array(faded);
                };
                for (int z = top; z < n_z; ++z) {
                    if (step.exchange_last)
                        spread_row<false, true>(p, c, z, nullptr, lanes);
                    else
                        spread_row<true, true>(p, c, z, faded_at(z), lanes);
                }
                for (int z = n_z - 1; z >= top; --z) {
                    substitute_depth(p, c, z, lanes);
                    // A row later, since the row above still needs this one as it is.
                    if (step.exchange_last && z + 1 < n_z) exchange_row(p, c, z + 1, faded_at(z + 1), lanes);
                }
                if (step.exchange_last) exchange_row(p, c, top, faded_at(top), lanes);
            }
        });
    }

    // body(component, line, lanes) for all lines of each component.
    template <typename TeamT, typename Fields, typename Body>
    FADECAST_HD static void for_lines_of_each(const TeamT& team, const Fields& p, int lines,
                                              const Body& body) {
        team.for_lines(lines * p.n_c(), [&](int first, int last, auto lanes) {
            for (int i = first; i < last; ++i) {
                const int c = p.n_c() == 1 ? 0 : i / lines;
                body(c, i - c * lines, lanes);
            }
        });
    }

    /// The GPU takes cells in half columns, then rows, then columns, each as independent lines.
    template <typename TeamT, typename Fields>
    FADECAST_HD_APART static void exchange_by_columns(const TeamT& team, const Fields& p, const Step& step) {
        const int n_r = p.n_r(), top = step.epidermis ? 0 : p.n_e();
        for_lines_of_each(team, p, 2 * n_r, [&](int c, int i, auto lanes) {
            const int half = i >= n_r;
            exchange_half_column(p, c, half, i - half * n_r, top, lanes);
        });
    }
    template <typename TeamT, typename Fields>
    FADECAST_HD static void spread_line_by_line(const TeamT& team, const Fields& p, const Step& step) {
        constexpr int N = Fields::width;
        const int top = step.epidermis ? 0 : p.n_e(), n_r = p.n_r(), n_z = p.n_z(), free_rows = n_z - top;
        for_lines_of_each(team, p, free_rows + n_z - p.n_e(), [&](int c, int i, auto lanes) {
            const int lane = lanes.first;
            Real* x = i < free_rows ? p.row(c, free_pool, top + i)
                                    : p.row(c, macrophage_pool, p.n_e() + i - free_rows);
            spread_line<N>(x + lane, N, n_r, p.ring(scale, 0) + lane, p.ring(below, 0) + lane,
                           p.ring(above, 0) + lane, lanes);
        });
        for_lines_of_each(team, p, 2 * n_r, [&](int c, int i, auto lanes) {
            const bool free = i < n_r;
            const int r = free ? i : i - n_r, from = free ? top : p.n_e(), lane = lanes.first;
            spread_line<N>(p.row(c, free ? free_pool : macrophage_pool, from) + r * N + lane,
                           p.depth_stride(), n_z - from, p.layer(scale_z, from) + lane,
                           p.layer(below_z, from) + lane, p.layer(above_z, from) + lane, lanes);
        });
    }

    // Sums of losses, in double and in the order of the lines; each kind is a line here. What the exchange
    // loses adds up until someone looks, what flows out is settled at once.
    template <typename TeamT, typename Fields>
    FADECAST_HD static void settle(const TeamT& team, const Fields& p, Loss first_kind, Loss behind_kinds) {
        team.for_lines(behind_kinds - first_kind, [&](int first, int last, auto lanes) {
            constexpr int W = decltype(lanes)::width;
            for (int kind = first_kind + first; kind < first_kind + last; ++kind)
                for (int c = 0; c < p.n_c(); ++c) {
                    double sum[W] = {};
                    for (int line = 0; line < p.task.layout.loss_lines; ++line) {
                        Real* loss = p.loss(line, c, Loss(kind)) + lanes.first;
                        FADECAST_SIMD
                        for (int i = 0; i < W; ++i) sum[i] += loss[i], loss[i] = 0;
                    }
                    for (int i = 0; i < W; ++i) {
                        DotState& state = p.state(lanes.first + i);
                        (kind == to_lymph    ? state.lymph
                         : kind == to_bleach ? state.bleached
                         : kind == to_shed   ? state.shed
                         : kind == to_scab   ? state.scab_of[c]
                                             : state.exudate) += sum[i];
                    }
                }
        });
    }

    template <typename TeamT, typename Fields>
    FADECAST_HD static void shed_scab(const TeamT& team, const Fields& p, const Step& step) {
        team.for_lanes([&](auto lanes) {
            for (int lane = lanes.first; lane < lanes.last(); ++lane) {
                if (step.start_day + step.dt_day - step.visit_day < p.dot(lane).scab_fall_day) continue;
                DotState& state = p.state(lane);
                for (int c = 0; c < p.n_c(); ++c) {
                    state.shed += state.scab_of[c];
                    state.scab_of[c] = 0;
                }
            }
        });
    }

    // All macrophages die and free what they hold.
    template <typename TeamT, typename Fields>
    FADECAST_HD_APART static void free_macrophages(const TeamT& team, const Fields& p) {
        team.for_lines(p.n_z(), [&](int first, int last, auto lanes) {
            for (int c = 0; c < p.n_c(); ++c)
                for (int z = p.n_e() > first ? p.n_e() : first; z < last; ++z)
                    for (int r = 0; r < p.n_r(); ++r)
                        for (int lane = lanes.first; lane < lanes.last(); ++lane) {
                            Real& m = p.row(c, macrophage_pool, z)[r * Fields::width + lane];
                            p.row(c, free_pool, z)[r * Fields::width + lane] += m;
                            m = 0;
                        }
        });
    }

    // A laser pulse bursts a share of what cells hold; the fragments are free, of the component they become.
    template <typename TeamT, typename Fields>
    FADECAST_HD_APART static void fragment(const TeamT& team, const Fields& p) {
        team.for_lines(p.n_z(), [&](int first, int last, auto lanes) {
            for (int c = 0; c < p.n_c(); ++c) {
                const int into = p.task.components[c].fragments < 0 ? c : p.task.components[c].fragments;
                for (int z = p.n_e() > first ? p.n_e() : first; z < last; ++z)
                    for (int r = 0; r < p.n_r(); ++r)
                        for (int lane = lanes.first; lane < lanes.last(); ++lane) {
                            const Real share = Real(p.dot(lane).fragmented_share);
                            const int cell = r * Fields::width + lane;
                            for (const Pool pool : {macrophage_pool, matrix_pool}) {
                                Real& held = p.row(c, pool, z)[cell];
                                p.row(into, free_pool, z)[cell] += share * held;
                                held -= share * held;
                            }
                        }
            }
        });
    }
};

}  // namespace fadecast
