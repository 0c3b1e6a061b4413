#pragma once
// The mesh of each dot and what a needle leaves on it.

#include "dose.hpp"
#include "healing.hpp"
#include "reservoir.hpp"

namespace fadecast {

/// Lays the mesh, empties all fields, closes all punctures.
template <typename TeamT>
FADECAST_HD void lay_mesh(const TeamT& team, const TransportFields& p) {
    const int n_r = p.n_r(), n_z = p.n_z(), n_s = p.n_s();
    team.for_lanes([&](auto lanes) {
        for (int lane = lanes.first; lane < lanes.last(); ++lane) {
            const DotInput& dot = p.dots[lane];
            p.states[lane] = DotState{};
            const auto face = [&](int i) { return radial_face(p.grid, dot.mesh_radius_mm, i); };
            const auto mid = [&](int i) { return 0.5 * (face(i) + face(i + 1)); };
            const double pi = std::numbers::pi;
            for (int r = 0; r <= n_r; ++r) p.radial_faces[r * pack_width + lane] = Real(face(r));
            for (int r = 0; r < n_r; ++r) {
                const double area = pi * (face(r + 1) * face(r + 1) - face(r) * face(r));
                p.ring(TF::area, r)[lane] = Real(area);
                p.ring(TF::pore, r)[lane] = Real(share_in_disc(face(r), face(r + 1), dot.pore_radius_mm));
                p.ring(TF::channel, r)[lane] =
                    share_in_disc(face(r), face(r + 1), channel_radius_mm(dot)) < 0.5 ? Real(0) : Real(1);
                p.ring(TF::inner, r)[lane] = r ? Real(2 * pi * face(r) / (area * (mid(r) - mid(r - 1)))) : 0;
                p.ring(TF::outer, r)[lane] =
                    r + 1 < n_r ? Real(2 * pi * face(r + 1) / (area * (mid(r + 1) - mid(r)))) : 0;
                const auto share = [&](double sigma) {  // of a Gaussian cut at the mesh's edge
                    const double q = -0.5 / (sigma * sigma);
                    const double from = std::exp(q * face(r) * face(r)),
                                 to = std::exp(q * face(r + 1) * face(r + 1));
                    return Real((from - to) / -std::expm1(q * dot.mesh_radius_mm * dot.mesh_radius_mm));
                };
                p.ring(TF::column, r)[lane] = share(dot.column_sigma_mm);
                p.ring(TF::stain, r)[lane] = share(dot.stain_sigma_mm);
                p.ring(TF::blowout, r)[lane] = share(dot.blowout_sigma_mm);
                p.cover(0, r)[lane] = 1;
            }
            const auto depth = [&](int k) { return depth_face(p.grid, dot.epidermis_mm, dot.skin_mm, k); };
            const auto middle = [&](int k) { return 0.5 * (depth(k) + depth(k + 1)); };
            for (int z = 0; z < n_z; ++z) {
                const double dz = depth(z + 1) - depth(z);
                // The basement membrane is closed to spread; only the flow of the open channel crosses it.
                // (Spread would move pigment 2 um while it is open.)
                const bool top = z == 0 || z == p.n_e(), bottom = z + 1 == n_z || z + 1 == p.n_e();
                p.layer(TF::height, z)[lane] = Real(dz);
                p.layer(TF::upper, z)[lane] = top ? 0 : Real(1 / (dz * (middle(z) - middle(z - 1))));
                p.layer(TF::lower, z)[lane] = bottom ? 0 : Real(1 / (dz * (middle(z + 1) - middle(z))));
                p.layer(TF::light_share, z)[lane] =
                    Real(std::exp(-dot.light_attenuation_per_mm * (middle(z) - dot.light_depth_mm)));
                p.layer(TF::lymph_share, z)[lane] = Real(lymph_depth_factor(middle(z)));
            }
            for (int k = 0; k <= n_s; ++k)
                p.slice_faces[k * pack_width + lane] = Real(depth(k * p.grid.slice_cells));
        }
    });
    team.for_lines(n_z, [&](int first, int last, auto lanes) {
        for (int c = 0; c < p.component_count; ++c)
            for (int pool = 0; pool < TF::pools; ++pool)
                for (int i = first * n_r; i < last * n_r; ++i)
                    for (int lane = lanes.first; lane < lanes.last(); ++lane)
                        p.field(c, pool, 0)[i * pack_width + lane] = 0;
    });
    team.for_lines(n_s, [&](int first, int last, auto lanes) {
        for (int i = first * n_r; i < last * n_r; ++i)
            for (int lane = lanes.first; lane < lanes.last(); ++lane) p.light[i * pack_width + lane] = 1;
    });
}

/// Puts the pigment of the dots of one session and opens their punctures: a stain in the epidermis, in the
/// dermis a column uniform in depth with a tip 30 um soft, and beside it, in a blown-out dot, a wide one half
/// as deep again.
template <typename TeamT>
FADECAST_HD void deposit(const TeamT& team, const TransportFields& p, const Step* steps, int step_count,
                         int at) {
    const int n_r = p.n_r(), n_z = p.n_z(), n_e = p.n_e();
    team.for_lanes([&](auto lanes) {
        bool treated[decltype(lanes)::width];
        for (int lane = lanes.first; lane < lanes.last(); ++lane) {
            const DotInput& dot = p.dots[lane];
            const bool now = treated[lane - lanes.first] = dot.session == steps[at].treat;
            for (int r = 0; r < n_r; ++r) {
                if (now) p.cover(0, r)[lane] = 1 - p.ring(TF::pore, r)[lane];
                p.cover(1, r)[lane] = p.cover(0, r)[lane];
            }
            if (!now) continue;

            DotState& state = p.states[lane];
            const auto tip = [&](int z, double bottom_mm) {
                const double from = depth_face(p.grid, dot.epidermis_mm, dot.skin_mm, z);
                const double to = depth_face(p.grid, dot.epidermis_mm, dot.skin_mm, z + 1);
                return (to - from) *
                       std::erfc((0.5 * (from + to) - bottom_mm) / (std::numbers::sqrt2 * 0.03));
            };
            double column_sum = 0, blowout_sum = 0;
            for (int z = n_e; z < n_z; ++z) {
                column_sum += tip(z, dot.bottom_mm);
                blowout_sum += tip(z, 1.5 * dot.bottom_mm);
            }
            const double epidermal = epidermal_share(dot.epidermis_mm, dot.bottom_mm), dermal = 1 - epidermal;
            for (int c = 0; c < p.component_count; ++c) {
                state.deposited += dot.mass_ng[c];
                state.dermal_deposit += dermal * dot.mass_ng[c];
            }
            for (int z = 0; z < n_z; ++z) {
                const double dz = p.layer(TF::height, z)[lane];
                const bool in_dermis = z >= n_e;
                const double stain = in_dermis ? 0 : epidermal * dz / dot.epidermis_mm;
                const double column =
                    in_dermis ? dermal * (1 - dot.blowout_share) * tip(z, dot.bottom_mm) / column_sum : 0;
                const double blowout =
                    in_dermis ? dermal * dot.blowout_share * tip(z, 1.5 * dot.bottom_mm) / blowout_sum : 0;
                for (int r = 0; r < n_r; ++r) {
                    const double share = stain * p.ring(TF::stain, r)[lane] +
                                         column * p.ring(TF::column, r)[lane] +
                                         blowout * p.ring(TF::blowout, r)[lane];
                    for (int c = 0; c < p.component_count; ++c)
                        p.field(c, TF::free, z)[r * pack_width + lane] =
                            Real(dot.mass_ng[c] * share / (p.ring(TF::area, r)[lane] * dz));
                }
            }
            state.open_share = 1;
        }
        // Look ahead: the flow over the coming steps, to which the exudate is normalised.
        for (int s = at; s < step_count && steps[s].open; ++s) {
            if (!(steps[s].dt_day > 0)) continue;
            advance_front(p, 1, lanes, steps[s].dt_day);
            for (int lane = lanes.first; lane < lanes.last(); ++lane)
                if (treated[lane - lanes.first])
                    p.states[lane].flow_total +=
                        exudate_weight(p.dots[lane], open_share(p, 1, lane), p.age(lane, steps[s].start_day),
                                       steps[s].dt_day);
        }
    });
}

}  // namespace fadecast
