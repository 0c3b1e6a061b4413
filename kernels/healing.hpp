#pragma once
// The wound: how it closes, and the flow that carries free pigment upward, exudate through the open channel
// and turnover in the epidermis.

#include "transport_fields.hpp"

namespace fadecast {

/// The wound that exudate wells up through: the puncture and the column of pigment it left, out to 2.5 sigma.
FADECAST_HD inline double channel_radius_mm(const DotInput& dot) {
    const double column = 2.5 * dot.column_sigma_mm;
    return dot.pore_radius_mm > column ? dot.pore_radius_mm : column;
}

/// Speed of the flow in the wound relative to its axis, parabolic as in a pipe: 1 - (r / R)^2, mean over a
/// ring.
FADECAST_HD inline double channel_profile(double from_mm, double to_mm, double radius_mm) {
    const double a = from_mm * from_mm / (radius_mm * radius_mm), b = to_mm * to_mm / (radius_mm * radius_mm);
    if (a >= 1) return 0;
    const double end = b < 1 ? b : 1;
    return (end - a - 0.5 * (end * end - a * a)) / (b - a);
}

/// Per dot: what is open, and how far the channel's fluid moves in this step. It should by now have carried
/// the dot's share of exudate through the basement membrane, in proportion to the flow so far; what it could
/// not carry is made up for in the next step.
template <typename TeamT, typename Fields>
FADECAST_HD void heal(const TeamT& team, const Fields& p, const Step& step, int k) {
    team.for_lanes([&](auto lanes) {
        for (int lane = lanes.first; lane < lanes.last(); ++lane) {
            const DotInput& dot = p.dot(lane);
            DotState& state = p.state(lane);
            state.channel_mm = state.open_share = 0;
            if (!step.open) continue;
            const auto flow_until = [&](double age_day) {
                return ExudateFlow::until(p.flow(0) + lane, Fields::width, age_day);
            };
            state.open_share = p.rate(k, open_share)[lane];
            const double due = dot.exudate_share * state.dermal_deposit *
                                   flow_until(step.start_day + step.dt_day - step.visit_day) /
                                   flow_until(open_days) -
                               state.exudate;
            double at_membrane = 0;  // ng per mm of depth
            for (int c = 0; c < p.n_c(); ++c)
                for (int r = 0; r < p.n_r(); ++r)
                    at_membrane += double(p.row(c, free_pool, p.n_e())[r * Fields::width + lane]) *
                                   p.ring(area, r)[lane] * p.ring(channel, r)[lane];
            constexpr double most_mm = 0.1;  // when little is left to move
            if (due > 0) state.channel_mm = due < most_mm * at_membrane ? due / at_membrane : most_mm;
        }
    });
}

/// What leaves a cell through its top in one round, ng/mm^2: the shift times the concentration that passes,
/// of second order in space and time; the slope limited so that no new extreme arises (monotonized central:
/// van Leer, J. Comput. Phys. 23 (1977) 276).
/// @param slope_above, slope_below  differences towards the surface, to the neighbours
FADECAST_HD inline Real upward_flux(Real shift, Real per_height, Real here, Real slope_above,
                                    Real slope_below) {
    const Real central = Real(0.5) * (slope_above + slope_below);
    const Real a = 2 * slope_above, b = 2 * slope_below;
    const Real least = a < b ? a : b, most = a < b ? b : a;
    const Real rising = least < central ? least : central, falling = most > central ? most : central;
    const Real slope = least > 0 ? rising : most < 0 ? falling : Real(0);
    return shift * (here + Real(0.5) * (1 - shift * per_height) * slope);
}

/// Free pigment rises, column by column: with turnover in the epidermis, and with exudate through the open
/// channel from the dermis to the scab. In as many rounds as keep a shift below a cell; positive.
template <typename TeamT, typename Fields>
FADECAST_HD void rise(const TeamT& team, const Fields& p, const Step& step) {
    constexpr int N = Fields::width;
    team.for_lines(p.n_r(), [&](int first, int last, auto lanes) {
        constexpr int W = decltype(lanes)::width;
        Real turnover[W], exudate[W];  // shift of a round, mm
        int rounds[W], most_rounds = 1;
        bool wells = false;
        for (int i = 0; i < W; ++i) {
            const int lane = lanes.first + i;
            const DotInput& dot = p.dot(lane);
            const bool hurried =
                step.start_day - step.visit_day < open_days;  // turnover in the first two weeks
            turnover[i] = Real(dot.epidermis_mm * step.dt_day / (dot.turnover_day * (hurried ? 0.6 : 1.0)));
            exudate[i] = Real(p.state(lane).channel_mm);
            const Real thin = p.layer(height, 0)[lane], thick = p.layer(height, p.n_e())[lane];
            rounds[i] = 1 + int((turnover[i] + exudate[i]) / (thin < thick ? thin : thick));
            turnover[i] /= Real(rounds[i]), exudate[i] /= Real(rounds[i]);
            most_rounds = rounds[i] > most_rounds ? rounds[i] : most_rounds;
            wells = wells || exudate[i] > 0;
        }
        const int bottom = wells ? p.n_z() : p.n_e(), depth = p.depth_stride();
        for (int c = 0; c < p.n_c(); ++c)
            for (int r = first; r < last; ++r) {
                Real at_surface[W] = {}, at_membrane[W] = {};
                for (int round = 0; round < most_rounds; ++round) {
                    Real drift[W], well[W], leaving[W];
                    Real* x = p.row(c, free_pool, 0) + r * N + lanes.first;
                    const Real* per_dz = p.layer(per_height, 0) + lanes.first;
                    const Real* in_channel = p.ring(channel, r) + lanes.first;
                    for (int i = 0; i < W; ++i) {
                        drift[i] = round < rounds[i] ? turnover[i] : Real(0);
                        well[i] = round < rounds[i] ? exudate[i] * in_channel[i] : Real(0);
                        Real slope = x[i] - x[depth + i];  // so that between 0 and twice x leaves
                        slope = slope < -x[i] ? -x[i] : slope > x[i] ? x[i] : slope;
                        leaving[i] = upward_flux(drift[i] + well[i], per_dz[i], x[i], slope, slope);
                        at_surface[i] += leaving[i];
                    }
                    for (int z = 0; z < bottom; ++z, x += depth) {
                        // Through the cell's floor; turnover carries nothing through the membrane.
                        const bool floor = z + 1 < p.n_z();
                        const Real carried = z + 1 < p.n_e() ? Real(1) : Real(0);
                        const Real *under = floor ? x + depth : x,
                                   *deep = z + 2 < p.n_z() ? under + depth : under;
                        const Real *per_here = per_dz + z * N, *per_under = floor ? per_here + N : per_here;
                        const Real passes = floor ? Real(1) : Real(0);
                        FADECAST_SIMD
                        for (int i = 0; i < W; ++i) {
                            const Real entering =
                                upward_flux(passes * (carried * drift[i] + well[i]), per_under[i], under[i],
                                            x[i] - under[i], under[i] - deep[i]);
                            x[i] += (entering - leaving[i]) * per_here[i];
                            leaving[i] = entering;
                        }
                        if (z + 1 == p.n_e())
                            for (int i = 0; i < W; ++i) at_membrane[i] += leaving[i];
                    }
                }
                for (int i = 0; i < W; ++i) {
                    const int lane = lanes.first + i;
                    const Real ring_area = p.ring(area, r)[lane],
                               well = exudate[i] * p.ring(channel, r)[lane], both = well + turnover[i];
                    p.loss(r, c, to_scab)[lane] = both > 0 ? ring_area * at_surface[i] * (well / both) : 0;
                    p.loss(r, c, to_shed)[lane] =
                        both > 0 ? ring_area * at_surface[i] * (turnover[i] / both) : 0;
                    p.loss(r, c, through_membrane)[lane] = ring_area * at_membrane[i];
                }
            }
    });
}

}  // namespace fadecast
