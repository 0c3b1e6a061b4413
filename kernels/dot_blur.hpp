#pragma once
// Pigment of one dot as light meets it that is seen at a radius on the surface: what is taken on the way in,
// slice by slice, and on the way out, by all slices down to where the light turned around.

#include <fadecast/snapshots.hpp>

#include "dot_skin.hpp"
#include "dot_weights.hpp"

namespace fadecast::dot {

inline constexpr int most_components = 8;

/// Absorption and scattering, 1/mm, below which a ring of a slice counts as empty: through a whole skin it
/// would change colours by a few float roundings.
inline constexpr double least_seen = 1e-5;

/// 1 - exp(-depth), without cancellation.
FADECAST_HD inline Real taken_by(Real depth) {
    const Real series = depth * (1 - depth * (Real(.5) - depth * (Real(1. / 6) - depth * Real(1. / 24)))),
               whole = 1 - fast::exp(-depth);
    return depth < Real(.05) ? series : whole;
}

/// The same where light goes ways of many lengths, which have this mean depth: 1 - 1 / (1 + depth / 2)^2.
FADECAST_HD inline Real taken_on_many_ways(Real depth) {
    const Real half = depth / 2, all = 1 + half;
    return half * (1 + all) / (all * all);
}

/// Shares of light that a dot takes where it lies, before they are blurred.
template <int W, int C>
struct Taken {
    int first, last;                         ///< slices that hold pigment; first > last: none
    int cells, groups;                       ///< that reach as far as pigment does
    Real in[most_slices][most_cells][C][W];  ///< on the first way in through the slice
    Real in_groups[most_slices][most_groups][C][W];
    /// On the way out of light that turned around in a slice, and last of light that went deeper than all.
    Real out_groups[most_slices + 1][most_groups][C][W];
    Real cloud[most_slices][most_cells][C][W];  ///< pigment's reduced scattering, 1/mm
    Real cloud_groups[most_slices][most_groups][C][W];
};

/// Where the dots' pigment is and what it does, for one launch.
struct Ink {
    Cells cells;
    int slices, times, components;
    bool scattering;          ///< any component scatters
    const Real* optics;       // [components][2][colours]: mass absorption, mass reduced scattering, mm^2/ng
    const Real* radial_face;  // [packs][rings + 1][32]
    const Real* pigment;      // Snapshots::pigment
    const Real* scalars;      // Snapshots::scalars
    const Real* weight;       // BlurWeights::weight

    FADECAST_HD Real absorption(int component, int w) const { return optics[component * 2 * colours + w]; }
    FADECAST_HD Real reduced(int component, int w) const { return optics[(component * 2 + 1) * colours + w]; }

    /// Where lane `first` of the dots of index pack * times + time has its values.
    FADECAST_HD const Real* scalar_of(Index i, int first) const {
        return scalars + i * Snapshots::scalar_count * pack_width + first;
    }
    FADECAST_HD const Real* concentration_of(Index i, int first, int component, int slice) const {
        return pigment + ((i * components + component) * slices + slice) * cells.rings * pack_width + first;
    }

    /// Pigment that could be seen, ng/mm^3: what is less counts as none, lane by lane.
    FADECAST_HD static Real seen_of(Real concentration, Real strongest) {
        return strongest * concentration < Real(least_seen) ? Real(0) : concentration;
    }
    FADECAST_HD Real strongest_of(int component) const {
        Real strongest = 0;
        for (int w = 0; w < colours; ++w) strongest += absorption(component, w) + reduced(component, w);
        return strongest;
    }

    /// Finds the slices and cells that hold pigment which could be seen in any lane.
    template <int W, int C>
    FADECAST_HD void find(Index i, int first, Taken<W, C>& taken) const {
        int farthest = -1;
        taken.first = slices, taken.last = -1;
        for (int c = 0; c < components; ++c) {
            const Real strongest = strongest_of(c);
            for (int k = 0; k < slices; ++k) {
                const Real* here = concentration_of(i, first, c, k);
                for (int ring = 0; ring < cells.rings; ++ring) {
                    int seen = 0;
                    for (int l = 0; l < W; ++l) seen |= seen_of(here[ring * pack_width + l], strongest) != 0;
                    if (!seen) continue;
                    taken.first = k < taken.first ? k : taken.first;
                    taken.last = k > taken.last ? k : taken.last;
                    farthest = ring > farthest ? ring : farthest;
                }
            }
        }
        taken.cells = farthest < 0 ? 0 : cells.cell_of(farthest) + 1;
        taken.groups = (taken.cells + cells_per_group - 1) / cells_per_group;
    }

    template <int W, int C>
    FADECAST_HD void take(Index i, int first, int w0, const SkinNow<W, C>& now, Taken<W, C>& taken) const {
        find(i, first, taken);
        const Real* efficiency = scalar_of(i, first) + Snapshots::optical_efficiency * pack_width;
        const Real* edge = radial_face + i / times * (cells.rings + 1) * pack_width + first;
        const auto area = [&](int from, int to, int l) {
            const Real inner = edge[from * pack_width + l], outer = edge[to * pack_width + l];
            return outer * outer - inner * inner;
        };
        for (int k = taken.first; k <= taken.last + 1; ++k)
            for (int g = 0; g < taken.groups; ++g)
                for (int w = 0; w < C; ++w)
                    for (int l = 0; l < W; ++l) {
                        taken.out_groups[k][g][w][l] = 0;
                        if (k <= taken.last) taken.in_groups[k][g][w][l] = taken.cloud_groups[k][g][w][l] = 0;
                    }
        Real strongest[most_components];
        for (int c = 0; c < components; ++c) strongest[c] = strongest_of(c);
        for (int cell = 0; cell < taken.cells; ++cell) {
            const int from = cells.first_ring(cell), to = cells.first_ring(cell + 1);
            const int group = cell / cells_per_group;
            Real in_group[W], in_cell[most_rings_per_cell][W];
            FADECAST_LANES
            for (int l = 0; l < W; ++l) {
                in_group[l] = area(from, to, l) / area(cells.first_ring(group * cells_per_group),
                                                       cells.first_ring((group + 1) * cells_per_group), l);
                for (int ring = from; ring < to; ++ring)
                    in_cell[ring - from][l] = area(ring, ring + 1, l) / area(from, to, l);
            }
            Real above[C][W] = {};  // depth on the way out from the top of the slice
            for (int k = taken.first; k <= taken.last; ++k) {
                Real absorbs[C][W] = {}, scatters[C][W] = {};
                for (int c = 0; c < components; ++c) {
                    const Real* here = concentration_of(i, first, c, k);
                    Real mean[W] = {};
                    for (int ring = from; ring < to; ++ring) FADECAST_LANES
                    for (int l = 0; l < W; ++l)
                        mean[l] +=
                            seen_of(here[ring * pack_width + l], strongest[c]) * in_cell[ring - from][l];
                    for (int w = 0; w < C; ++w) FADECAST_LANES
                    for (int l = 0; l < W; ++l) {
                        absorbs[w][l] += absorption(c, w0 + w) * efficiency[l] * mean[l];
                        scatters[w][l] += reduced(c, w0 + w) * mean[l];
                    }
                }
                for (int w = 0; w < C; ++w) FADECAST_LANES
                for (int l = 0; l < W; ++l) {
                    const Real in = now.slice[w][k][path_in_mm][l] * absorbs[w][l];
                    const Real out = now.slice[w][k][path_out_mm][l] * absorbs[w][l];
                    taken.in[k][cell][w][l] = taken_by(in);
                    taken.cloud[k][cell][w][l] = scatters[w][l];
                    taken.in_groups[k][group][w][l] += in_group[l] * taken_on_many_ways(in);
                    taken.out_groups[k][group][w][l] +=
                        in_group[l] * taken_on_many_ways(above[w][l] + out / 2);
                    taken.cloud_groups[k][group][w][l] += in_group[l] * scatters[w][l];
                    above[w][l] += out;
                }
            }
            for (int w = 0; w < C; ++w) FADECAST_LANES
            for (int l = 0; l < W; ++l)
                taken.out_groups[taken.last + 1][group][w][l] +=
                    in_group[l] * taken_on_many_ways(above[w][l]);
        }
    }

    /// What a dot takes of the light seen at R radii, from `step` on, which are worked out side by side so
    /// that what it takes is read but once. A slice without a lane's pigment gives the same bits among those
    /// with pigment, which other lanes have, and below them.
    /// @param turned  how much light turned around in each slice and, last, below them
    /// @param apart   it differs from radius to radius, [R]; else the same for all
    template <int R, int W, int C>
    FADECAST_HD void take_away(Index i, int step, int first, const SkinNow<W, C>& now,
                               const Turned<W, C>* turned, bool apart, const Taken<W, C>& taken,
                               Real (*lost)[C][W]) const {
        const Real* weights = weights_of(i, step, first);
        Real got_in[R][C][W];
        for (int s = 0; s < R; ++s)
            for (int w = 0; w < C; ++w) FADECAST_LANES
        for (int l = 0; l < W; ++l) lost[s][w][l] = 0, got_in[s][w][l] = 1;
        if (taken.last < taken.first) return;
        for (int k = taken.first; k <= taken.last; ++k) {
            Real in[R][C][W] = {}, out[R][C][W] = {};
            for (int j = 0; j < blur::widths; ++j) {
                const Real* of_cells = weights + cells.cells_row(j) * pack_width;
                const Real* of_groups = weights + cells.groups_row(j) * pack_width;
                const auto way_in = [&](int w, int l) { return now.slice[w][k][share_in + j][l]; };
                const auto way_out = [&](int w, int l) { return now.slice[w][k][share_out + j][l]; };
                if (j < blur::narrow_widths)
                    add_blurred<R>(taken.cells, of_cells, taken.in[k], way_in, in);
                else
                    add_blurred<R>(taken.groups, of_groups, taken.in_groups[k], way_in, in);
                if (j >= blur::first_group_width)
                    add_blurred<R>(taken.groups, of_groups, taken.out_groups[k], way_out, out);
            }
            for (int s = 0; s < R; ++s)
                for (int w = 0; w < C; ++w) FADECAST_LANES
            for (int l = 0; l < W; ++l) {
                // Light that turns around in the slice has come in through part of it: Simpson's rule.
                const Real through = in[s][w][l] < 1 ? 1 - in[s][w][l] : Real(0);
                const Real halfway = (1 + 4 * std::sqrt(through) + through) / 6;
                lost[s][w][l] +=
                    turned[apart * s][w][k][l] * (1 - got_in[s][w][l] * halfway * (1 - out[s][w][l]));
                got_in[s][w][l] *= through;
            }
        }
        // Light from below all pigment meets the same on its way out, spread as wide as its slice spreads it.
        Real met[blur::widths][R][C][W] = {};
        const auto all = [](int, int) { return Real(1); };
        for (int j = blur::first_group_width; j < blur::widths; ++j)
            add_blurred<R>(taken.groups, weights + cells.groups_row(j) * pack_width,
                           taken.out_groups[taken.last + 1], all, met[j]);
        for (int k = taken.last + 1; k <= slices; ++k)
            for (int s = 0; s < R; ++s)
                for (int w = 0; w < C; ++w) {
                    Real out[W] = {};
                    for (int j = blur::first_group_width; j < blur::widths; ++j) FADECAST_LANES
                    for (int l = 0; l < W; ++l)
                        out[l] +=
                            now.slice[w][k < slices ? k : slices - 1][share_out + j][l] * met[j][s][w][l];
                    FADECAST_LANES
                    for (int l = 0; l < W; ++l)
                        lost[s][w][l] += turned[apart * s][w][k][l] * (1 - got_in[s][w][l] * (1 - out[l]));
                }
    }

    /// Pigment's extra scattering, 1/mm, around a radius, in each slice, blurred as light on its way in is.
    template <int W, int C>
    FADECAST_HD void cloud(Index i, int step, int first, const SkinNow<W, C>& now, const Taken<W, C>& taken,
                           Real (*scattered)[most_slices][W]) const {
        const Real* weights = weights_of(i, step, first);
        for (int k = taken.first; k <= taken.last; ++k) {
            Real sum[C][W] = {};
            for (int j = 0; j < blur::widths; ++j) {
                const auto share = [&](int w, int l) { return now.slice[w][k][share_in + j][l]; };
                if (j < blur::narrow_widths)
                    add_blurred<1>(taken.cells, weights + cells.cells_row(j) * pack_width, taken.cloud[k],
                                   share, &sum);
                else
                    add_blurred<1>(taken.groups, weights + cells.groups_row(j) * pack_width,
                                   taken.cloud_groups[k], share, &sum);
            }
            for (int w = 0; w < C; ++w) FADECAST_LANES
            for (int l = 0; l < W; ++l) scattered[w][k][l] += sum[w][l];
        }
    }

private:
    FADECAST_HD const Real* weights_of(Index i, int step, int first) const {
        return weight + (i / times * radii + step) * cells.weights() * pack_width + first;
    }

    /// @param weights  of the first of R radii;  @param sum  [R][C][W]
    template <int R, int W, int C, typename Share>
    FADECAST_HD void add_blurred(int count, const Real* weights, const Real (*values)[C][W],
                                 const Share& share, Real (*sum)[C][W]) const {
        int any = 0;
        for (int w = 0; w < C; ++w)
            for (int l = 0; l < W; ++l) any |= share(w, l) > 0;
        if (!any) return;
        const int radius = cells.weights() * pack_width;
        for (int w = 0; w < C; ++w) {
            Real mean[R][W] = {};  // with AVX-512 and on a GPU, registers
            for (int n = 0; n < count; ++n)
                for (int s = 0; s < R; ++s) FADECAST_LANES
            for (int l = 0; l < W; ++l)
                mean[s][l] += weights[s * radius + n * pack_width + l] * values[n][w][l];
            for (int s = 0; s < R; ++s) FADECAST_LANES
            for (int l = 0; l < W; ++l) sum[s][w][l] += share(w, l) * mean[s][l];
        }
    }
};

}  // namespace fadecast::dot
