#pragma once
// The mesh of each dot and what a needle leaves on it.

#include "dose.hpp"
#include "healing.hpp"
#include "reservoir.hpp"

namespace fadecast {

/// Lays the mesh, empties all fields, closes all punctures.
template <typename TeamT, typename Fields>
FADECAST_HD_APART void lay_mesh(const TeamT& team, const Fields& p) {
    constexpr int N = Fields::width;
    const int n_r = p.n_r(), n_z = p.n_z(), n_s = p.n_s();
    const auto lay = [&](int lines, const auto& body) {  // body(line, lane, dot, place)
        team.for_lines(lines, [&](int first, int last, auto lanes) {
            for (int line = first; line < last; ++line)
                for (int lane = lanes.first; lane < lanes.last(); ++lane)
                    body(line, lane, p.dot(lane), Index(p.place(lane)));
        });
    };
    lay(1, [&](int, int lane, const DotInput&, Index) { p.state(lane) = DotState{}; });
    lay(p.task.layout.loss_lines, [&](int line, int lane, const DotInput&, Index) {
        for (int kind = 0; kind < p.n_c() * loss_count; ++kind) p.loss(line, 0, Loss(0))[kind * N + lane] = 0;
    });
    lay(n_r + 1, [&](int r, int lane, const DotInput& dot, Index place) {
        const auto face = [&](int i) {
            return radial_face(p.grid(), dot.mesh_radius_mm, dot.mesh_growth, i);
        };
        const double pi = std::numbers::pi, from = face(r);
        if (place >= 0)
            p.task.radial_faces[(place / pack_width * (n_r + 1) + r) * pack_width + place % pack_width] =
                Real(from);
        if (r == n_r) return;
        const double to = face(r + 1), ring_area = pi * (to * to - from * from);
        p.ring(area, r)[lane] = Real(ring_area);
        p.ring(squared, r)[lane] = Real(0.5 * (from * from + to * to));
        p.ring(channel, r)[lane] = Real(channel_profile(from, to, channel_radius_mm(dot)));
        // Half of the sum of two rings' widths lies between their middles.
        p.ring(inner, r)[lane] = r ? Real(2 * pi * from / (ring_area * 0.5 * (to - face(r - 1)))) : 0;
        p.ring(outer, r)[lane] =
            r + 1 < n_r ? Real(2 * pi * to / (ring_area * 0.5 * (face(r + 2) - from))) : 0;
        const auto share = [&](double sigma) {  // of a Gaussian cut at the mesh's edge
            const double q = -0.5 / (sigma * sigma);
            return Real((std::exp(q * from * from) - std::exp(q * to * to)) /
                        -std::expm1(q * dot.mesh_radius_mm * dot.mesh_radius_mm));
        };
        p.ring(column, r)[lane] = share(dot.column_sigma_mm);
        p.ring(stain, r)[lane] = share(dot.stain_sigma_mm);
        p.ring(blowout, r)[lane] = share(dot.blowout_sigma_mm);
    });
    lay(n_z, [&](int z, int lane, const DotInput& dot, Index) {
        const auto depth = [&](int k) { return depth_face(p.grid(), dot.epidermis_mm, dot.skin_mm, k); };
        // The basement membrane is closed to spread; only the flow of the open channel crosses it. (Spread
        // would move pigment 2 um while it is open.)
        const bool top = z == 0 || z == p.n_e(), bottom = z + 1 == n_z || z + 1 == p.n_e();
        const double from = depth(z), to = depth(z + 1), dz = to - from;
        p.layer(height, z)[lane] = Real(dz);
        p.layer(per_height, z)[lane] = Real(1 / dz);
        p.layer(middle_z, z)[lane] = Real(0.5 * (from + to));
        p.layer(upper, z)[lane] = top ? 0 : Real(1 / (dz * 0.5 * (to - depth(z - 1))));
        p.layer(lower, z)[lane] = bottom ? 0 : Real(1 / (dz * 0.5 * (depth(z + 2) - from)));
    });
    lay(n_s + 1, [&](int s, int lane, const DotInput& dot, Index place) {
        const auto depth = [&](int k) {
            return depth_face(p.grid(), dot.epidermis_mm, dot.skin_mm, p.first_cell(k));
        };
        const double from = depth(s);
        if (place >= 0)
            p.task.slice_faces[(place / pack_width * (n_s + 1) + s) * pack_width + place % pack_width] =
                Real(from);
        if (s == n_s) return;
        p.slice(thickness, s)[lane] = Real(depth(s + 1) - from);
        p.slice(light_share, s)[lane] = dot.light_by_slice[s];
        p.slice(lymph_share, s)[lane] = Real(mean_lymph_depth_factor(from, depth(s + 1)));
        for (int r = 0; r < n_r; ++r) p.shade_at(s, r)[lane] = 1;
    });
    team.for_lines(p.n_c() * p.task.layout.rows, [&](int first, int last, auto lanes) {
        for (int i = first * p.task.layout.pitch; i < last * p.task.layout.pitch; ++i)
            for (int lane = lanes.first; lane < lanes.last(); ++lane) p.array(fields)[i * N + lane] = 0;
    });
}

/// Opens the punctures of a session and adds its pigment: a stain in the epidermis, in the dermis a column
/// uniform in depth with a tip 30 um soft, and beside it, in a blown-out dot, a wide one half as deep again.
template <typename TeamT, typename Fields>
FADECAST_HD_APART void deposit(const TeamT& team, const Fields& p, const Step& step) {
    const int n_r = p.n_r(), n_z = p.n_z(), n_e = p.n_e();
    const auto amount = [&](const DotInput& dot) {
        return step.treat == dot.session ? 1 : dot.again[step.treat];
    };
    // What the column and the blowout leave in each layer; in the place of the next step's eliminated lines.
    constexpr LayerValue in_column = scale_z, blown_out = below_z;
    team.for_lines(n_z, [&](int first, int last, auto lanes) {
        for (int z = first; z < last; ++z)
            for (int lane = lanes.first; lane < lanes.last(); ++lane) {
                const DotInput& dot = p.dot(lane);
                const auto tip = [&](double bottom_mm) {  // integral of the column's profile over the cell
                    const double held =
                        column_above(depth_face(p.grid(), dot.epidermis_mm, dot.skin_mm, z + 1), bottom_mm) -
                        column_above(depth_face(p.grid(), dot.epidermis_mm, dot.skin_mm, z), bottom_mm);
                    return Real(z >= n_e && held > 0 ? held : 0);  // rounding, far below the tip
                };
                p.layer(in_column, z)[lane] = tip(dot.bottom_mm);
                p.layer(blown_out, z)[lane] = tip(1.5 * dot.bottom_mm);
            }
    });
    team.for_lines(ExudateFlow::count, [&](int first, int last, auto lanes) {
        for (int lane = lanes.first; lane < lanes.last(); ++lane) {
            const Closure closure(p.task.closures, p.dot(lane));
            for (int k = first; k < last; ++k)
                p.flow(k + 1)[lane] = Real(ExudateFlow::in_interval(p.dot(lane), closure, k));
        }
    });
    team.for_lanes([&](auto lanes) {
        for (int lane = lanes.first; lane < lanes.last(); ++lane) {
            const DotInput& dot = p.dot(lane);
            DotState& state = p.state(lane);
            const double dermal = 1 - epidermal_share(dot.epidermis_mm, dot.bottom_mm);
            const Closure closure(p.task.closures, dot);
            state.exudate = state.dermal_deposit = 0;
            state.open_share = 1;
            state.closed_age = closure.closed_age() < open_days ? closure.closed_age() : open_days;
            p.flow(0)[lane] = 0;
            double flow = 0;
            for (int k = 1; k <= ExudateFlow::count; ++k) p.flow(k)[lane] = Real(flow += p.flow(k)[lane]);
            for (int c = 0; c < p.n_c(); ++c) {
                state.deposited += amount(dot) * dot.mass_ng[c];
                state.dermal_deposit += amount(dot) * dermal * dot.mass_ng[c];
            }
            double column_sum = 0, blowout_sum = 0;
            for (int z = n_e; z < n_z; ++z) {
                column_sum += p.layer(in_column, z)[lane];
                blowout_sum += p.layer(blown_out, z)[lane];
            }
            for (int z = n_e; z < n_z; ++z) {
                p.layer(in_column, z)[lane] *= Real(dermal * (1 - dot.blowout_share) / column_sum);
                p.layer(blown_out, z)[lane] *= Real(dermal * dot.blowout_share / blowout_sum);
            }
        }
    });
    team.for_lines(n_z, [&](int first, int last, auto lanes) {
        for (int z = first; z < last; ++z)
            for (int lane = lanes.first; lane < lanes.last(); ++lane) {
                const DotInput& dot = p.dot(lane);
                const double dz = p.layer(height, z)[lane];
                const double stained =
                    z < n_e ? epidermal_share(dot.epidermis_mm, dot.bottom_mm) * dz / dot.epidermis_mm : 0;
                for (int r = 0; r < n_r; ++r) {
                    const double share = stained * p.ring(stain, r)[lane] +
                                         double(p.layer(in_column, z)[lane]) * p.ring(column, r)[lane] +
                                         double(p.layer(blown_out, z)[lane]) * p.ring(blowout, r)[lane];
                    for (int c = 0; c < p.n_c(); ++c)
                        p.row(c, free_pool, z)[r * Fields::width + lane] +=
                            Real(amount(dot) * dot.mass_ng[c] * share / (p.ring(area, r)[lane] * dz));
                }
            }
    });
}

}  // namespace fadecast
