#pragma once
// The mesh of each dot and what a needle leaves on it.

#include "dose.hpp"
#include "healing.hpp"
#include "reservoir.hpp"

namespace fadecast {

/// Lays the mesh, empties all fields, closes all punctures.
template <typename TeamT, typename Fields>
FADECAST_HD void lay_mesh(const TeamT& team, const Fields& p) {
    constexpr int N = Fields::width;
    const int n_r = p.n_r(), n_z = p.n_z(), n_s = p.n_s();
    team.for_lanes([&](auto lanes) {
        for (int lane = lanes.first; lane < lanes.last(); ++lane) {
            const DotInput& dot = p.dots[lane];
            p.states[lane] = DotState{};
            const auto face = [&](int i) {
                return radial_face(p.grid(), dot.mesh_radius_mm, dot.mesh_growth, i);
            };
            const auto mid = [&](int i) { return 0.5 * (face(i) + face(i + 1)); };
            const double pi = std::numbers::pi;
            for (int r = 0; r < n_r; ++r) {
                const double ring_area = pi * (face(r + 1) * face(r + 1) - face(r) * face(r));
                p.ring(area, r)[lane] = Real(ring_area);
                p.ring(pore, r)[lane] = Real(share_in_disc(face(r), face(r + 1), dot.pore_radius_mm));
                p.ring(channel, r)[lane] =
                    Real(channel_profile(face(r), face(r + 1), channel_radius_mm(dot)));
                p.ring(inner, r)[lane] = r ? Real(2 * pi * face(r) / (ring_area * (mid(r) - mid(r - 1)))) : 0;
                p.ring(outer, r)[lane] =
                    r + 1 < n_r ? Real(2 * pi * face(r + 1) / (ring_area * (mid(r + 1) - mid(r)))) : 0;
                const auto share = [&](double sigma) {  // of a Gaussian cut at the mesh's edge
                    const double q = -0.5 / (sigma * sigma);
                    const double from = std::exp(q * face(r) * face(r)),
                                 to = std::exp(q * face(r + 1) * face(r + 1));
                    return Real((from - to) / -std::expm1(q * dot.mesh_radius_mm * dot.mesh_radius_mm));
                };
                p.ring(column, r)[lane] = share(dot.column_sigma_mm);
                p.ring(stain, r)[lane] = share(dot.stain_sigma_mm);
                p.ring(blowout, r)[lane] = share(dot.blowout_sigma_mm);
                p.cover(0, r)[lane] = 1;
            }
            const auto depth = [&](int k) { return depth_face(p.grid(), dot.epidermis_mm, dot.skin_mm, k); };
            const auto middle = [&](int k) { return 0.5 * (depth(k) + depth(k + 1)); };
            for (int z = 0; z < n_z; ++z) {
                const double dz = depth(z + 1) - depth(z);
                // The basement membrane is closed to spread; only the flow of the open channel crosses it.
                // (Spread would move pigment 2 um while it is open.)
                const bool top = z == 0 || z == p.n_e(), bottom = z + 1 == n_z || z + 1 == p.n_e();
                p.layer(height, z)[lane] = Real(dz);
                p.layer(middle_z, z)[lane] = Real(middle(z));
                p.layer(upper, z)[lane] = top ? 0 : Real(1 / (dz * (middle(z) - middle(z - 1))));
                p.layer(lower, z)[lane] = bottom ? 0 : Real(1 / (dz * (middle(z + 1) - middle(z))));
            }
            for (int s = 0; s < n_s; ++s) {
                const double from = depth(p.grid().first_cell(s)), to = depth(p.grid().first_cell(s + 1));
                p.slice(thickness, s)[lane] = Real(to - from);
                p.slice(light_share, s)[lane] = dot.light_by_slice[s];
                p.slice(lymph_share, s)[lane] = Real(mean_lymph_depth_factor(from, to));
            }
            if (const int place = p.places[lane]; place >= 0) {
                const Index pack = place / pack_width, out = place % pack_width;
                for (int r = 0; r <= n_r; ++r)
                    p.task.radial_faces[(pack * (n_r + 1) + r) * pack_width + out] = Real(face(r));
                for (int k = 0; k <= n_s; ++k)
                    p.task.slice_faces[(pack * (n_s + 1) + k) * pack_width + out] =
                        Real(depth(p.grid().first_cell(k)));
            }
        }
    });
    team.for_lines(n_z, [&](int first, int last, auto lanes) {
        for (int c = 0; c < p.n_c(); ++c)
            for (int z = first; z < last; ++z)
                for (int i = 0; i < pool_count * p.pitch(); ++i)
                    for (int lane = lanes.first; lane < lanes.last(); ++lane)
                        p.row(c, free_pool, z)[i * N + lane] = 0;
    });
    team.for_lines(n_s, [&](int first, int last, auto lanes) {
        for (int i = first * n_r; i < last * n_r; ++i)
            for (int lane = lanes.first; lane < lanes.last(); ++lane) p.shade[i * N + lane] = 1;
    });
}

/// Opens the punctures of a session and adds its pigment: a stain in the epidermis, in the dermis a column
/// uniform in depth with a tip 30 um soft, and beside it, in a blown-out dot, a wide one half as deep again.
template <typename TeamT, typename Fields>
FADECAST_HD void deposit(const TeamT& team, const Fields& p, const Step& step) {
    const int n_r = p.n_r(), n_z = p.n_z(), n_e = p.n_e();
    team.for_lanes([&](auto lanes) {
        for (int lane = lanes.first; lane < lanes.last(); ++lane) {
            const DotInput& dot = p.dots[lane];
            DotState& state = p.states[lane];
            const double amount = step.treat == dot.session ? 1 : dot.again[step.treat];
            for (int r = 0; r < n_r; ++r)
                p.cover(0, r)[lane] = p.cover(1, r)[lane] = 1 - p.ring(pore, r)[lane];
            state.flow_total = state.flow_so_far = state.exudate = state.dermal_deposit = 0;
            state.open_share = 1;
            state.closed_age = never_day;

            const auto tip = [&](int z, double bottom_mm) {  // integral of the column's profile over a cell
                const double held =
                    column_above(depth_face(p.grid(), dot.epidermis_mm, dot.skin_mm, z + 1), bottom_mm) -
                    column_above(depth_face(p.grid(), dot.epidermis_mm, dot.skin_mm, z), bottom_mm);
                return held > 0 ? held : 0;  // rounding, far below the tip
            };
            double column_sum = 0, blowout_sum = 0;
            for (int z = n_e; z < n_z; ++z) {
                column_sum += tip(z, dot.bottom_mm);
                blowout_sum += tip(z, 1.5 * dot.bottom_mm);
            }
            const double epidermal = epidermal_share(dot.epidermis_mm, dot.bottom_mm), dermal = 1 - epidermal;
            for (int c = 0; c < p.n_c(); ++c) {
                state.deposited += amount * dot.mass_ng[c];
                state.dermal_deposit += amount * dermal * dot.mass_ng[c];
            }
            for (int z = 0; z < n_z; ++z) {
                const double dz = p.layer(height, z)[lane];
                const bool in_dermis = z >= n_e;
                const double stained = in_dermis ? 0 : epidermal * dz / dot.epidermis_mm;
                const double in_column =
                    in_dermis ? dermal * (1 - dot.blowout_share) * tip(z, dot.bottom_mm) / column_sum : 0;
                const double blown_out =
                    in_dermis ? dermal * dot.blowout_share * tip(z, 1.5 * dot.bottom_mm) / blowout_sum : 0;
                for (int r = 0; r < n_r; ++r) {
                    const double share = stained * p.ring(stain, r)[lane] +
                                         in_column * p.ring(column, r)[lane] +
                                         blown_out * p.ring(blowout, r)[lane];
                    for (int c = 0; c < p.n_c(); ++c)
                        p.row(c, free_pool, z)[r * Fields::width + lane] +=
                            Real(amount * dot.mass_ng[c] * share / (p.ring(area, r)[lane] * dz));
                }
            }
        }
        // Look ahead: the flow until every puncture is closed, to which the exudate is normalised; in steps
        // of its own, so that nothing hangs on where those of the history end.
        double open_before[decltype(lanes)::width], dt_day = 0;
        for (double& open : open_before) open = 1;
        for (double age = 0; age < open_days; age += dt_day) {
            dt_day = age < 0.2 ? 0.005 : 0.025 * age;
            if (age + dt_day > open_days) dt_day = open_days - age;
            advance_front(p, 1, lanes, age, dt_day);
            for (int lane = lanes.first; lane < lanes.last(); ++lane) {
                double& before = open_before[lane - lanes.first];
                const double after = open_share(p, 1, lane);
                p.states[lane].flow_total += exudate_weight(p.dots[lane], before, after, age, dt_day);
                before = after;
            }
        }
    });
}

}  // namespace fadecast
