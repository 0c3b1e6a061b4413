#pragma once
// Pigment of one dot as light sees it from a radius on the surface: blurred sideways, slice by slice.

#include <fadecast/dot.hpp>

#include "blur.hpp"
#include "launch.hpp"
#include "skin_optics.hpp"

namespace fadecast::dot {

inline constexpr int most_components = 8, most_rings = 96;
inline constexpr int radii = DotAppearance::radii;
inline constexpr int colours = wavelength_count;

/// Beyond the mesh there is no pigment, but the blur kernel weighs that skin too.
inline constexpr int outer_rings = 12;
inline constexpr double outer_ring_mm = .5;

/// The wavelength, 545 nm, at which shade within a slice is taken.
inline constexpr int middle_colour = 4;

/// The mean path of diffuse light through a thin sheet, in thicknesses.
inline constexpr double diffuse_path = 2;

/// Absorption and scattering, 1/mm, below which a slice counts as empty: through a whole skin it would change
/// colours by a few float roundings.
inline constexpr double least_seen = 1e-5;

/// The wide blurs take pigment as means over groups of rings.
inline constexpr int rings_per_group = 4, most_groups = most_rings / rings_per_group;

/// Whether light that is still a beam gets into a slice of any lane.
template <int W>
FADECAST_HD bool beam_reaches(const Real* slice_top) {
    bool reaches = false;
    for (int l = 0; l < W; ++l) reaches = reaches || slice_top[l] < Real(blur::core_bottom_mm);
    return reaches;
}

/// Weights of the rings for one radius and one width, summing to 1 on an endless mesh; not written for the
/// beam's width in slices that it does not reach.
/// Index: (pack * radii + radius) * rows + row; the rows are the beam's width in each slice, then the fixed
/// widths.
struct BlurWeights {
    int rings, slices;
    const Real* radial_face;  // [packs][rings + 1][32]
    const Real* slice_face;   // [packs][slices + 1][32]
    const Real* radius;       // [packs][radii][32]
    Real* weight;             // [packs][radii][rows][rings][32]

    static FADECAST_HD int rows(int slices) { return slices + blur::widths - 1; }

    template <int W>
    FADECAST_HD void operator()(Index i, Lanes<W> lanes) const {
        const int row = int(i % rows(slices));
        const Index at = i / rows(slices), pack = at / radii;
        Real* out = weight + i * rings * pack_width + lanes.first;
        const Real* r = radius + at * pack_width + lanes.first;
        const Real* face = radial_face + pack * (rings + 1) * pack_width + lanes.first;
        const Real* top = slice_face + (pack * (slices + 1) + row) * pack_width + lanes.first;
        if (row < slices && !beam_reaches<W>(top)) return;
        Real width[W], sum[W] = {};
        for (int l = 0; l < W; ++l) {
            const Real* depth = top + l;
            width[l] = row < slices ? Real(blur::width_mm(0, double(depth[0] + depth[pack_width]) / 2))
                                    : Real(blur::fixed_width_mm(row - slices + 1));
        }
        for (int ring = 0; ring < rings; ++ring)
            for (int l = 0; l < W; ++l) {
                const Real part = blur::ring_weight(r[l], face[ring * pack_width + l],
                                                    face[(ring + 1) * pack_width + l], width[l]);
                out[ring * pack_width + l] = part;
                sum[l] += part;
            }
        for (int ring = 0; ring < outer_rings; ++ring)
            for (int l = 0; l < W; ++l) {
                const Real inner = face[rings * pack_width + l] + Real(ring * outer_ring_mm);
                sum[l] += blur::ring_weight(r[l], inner, inner + Real(outer_ring_mm), width[l]);
            }
        for (int ring = 0; ring < rings; ++ring)
            for (int l = 0; l < W; ++l) out[ring * pack_width + l] /= sum[l];
    }
};

/// (1 - exp(-depth)) / depth: the share of a depth of pigment that takes light away.
FADECAST_HD inline Real share_that_counts(Real depth) {
    const Real small = Real(.05),
               series = 1 - depth * (Real(.5) - depth * (Real(1. / 6) - depth * Real(1. / 24)));
    return depth < small ? series : (1 - fast::exp(-depth)) / (depth < small ? small : depth);
}

/// Back again: the depth that takes a share of the light away, over that share.
FADECAST_HD inline Real depth_per_share(Real taken) {
    const Real small = Real(.02), most = Real(1 - 1e-6), share = taken < most ? taken : most;
    const Real series = 1 + share * (Real(.5) + share * (Real(1. / 3) + share * Real(.25)));
    return share < small ? series : -fast::log(1 - share) / (share < small ? small : share);
}

/// sum_i a[i * stride_a] b[i * stride_b] of each lane, eight lanes at a time so that the sums stay in
/// registers.
template <int W>
FADECAST_HD void sum_products(int count, const Real* a, int stride_a, const Real* b, int stride_b,
                              Real* sum) {
    constexpr int block = W < 8 ? W : 8;
    for (int first = 0; first < W; first += block) {
        Real s[block] = {};
        for (int i = 0; i < count; ++i)
            for (int l = 0; l < block; ++l) s[l] += a[i * stride_a + first + l] * b[i * stride_b + first + l];
        for (int l = 0; l < block; ++l) sum[first + l] = s[l];
    }
}

/// Slice coefficients of one wavelength, [slice][SliceCoefficient][lane].
template <int W>
using SliceRow = Real[most_slices][slice_coefficients][W];

/// Pigment as the blurs take it: for the narrow ones what counts of it ring by ring, for the wide ones
/// means over groups.
template <int W>
struct Ink {
    Real counts[most_slices][most_rings][W];               ///< share of a slice's pigment that counts, 0..1
    Real absorbing[colours][most_slices][most_groups][W];  ///< what counts of the absorption, 1/mm
    Real scattered[colours][most_slices][most_groups][W];  ///< reduced scattering, 1/mm
    bool empty[most_slices];                               ///< no pigment that could be seen
};

/// Optics of the pigment components and where they are, for one launch.
struct PigmentBlur {
    int rings, slices, times, components;
    bool scattering;          ///< any component scatters
    const Real* optics;       // [components][2][colours]: mass absorption, mass reduced scattering, mm^2/ng
    const Real* radial_face;  // [packs][rings + 1][32]
    const Real* slice_face;   // [packs][slices + 1][32]
    const Real* pigment;      // Snapshots::pigment
    const Real* scalars;      // Snapshots::scalars
    const Real* weight;       // BlurWeights::weight

    FADECAST_HD Real absorption(int component, int w) const { return optics[component * 2 * colours + w]; }
    FADECAST_HD Real reduced(int component, int w) const { return optics[(component * 2 + 1) * colours + w]; }

    /// Where lane `first` of the dots of index pack * times + time has its values.
    FADECAST_HD const Real* scalar_of(Index i, int first) const {
        return scalars + i * Snapshots::scalar_count * pack_width + first;
    }
    FADECAST_HD const Real* faces_of(Index i, int first) const {
        return slice_face + i / times * (slices + 1) * pack_width + first;
    }
    FADECAST_HD const Real* concentration_of(Index i, int first) const {
        return pigment + i * components * slices * rings * pack_width + first;
    }

    /// Pigment shades pigment: a depth of it takes away 1 - exp(-path depth) of the light. Blurred so, weak
    /// pigment counts as it is and opaque pigment by its area. Light that stayed near sees slice by slice
    /// (its shade is taken at one middle wavelength), light that went far sees the whole column, and what it
    /// takes is split over the slices.
    template <int W>
    FADECAST_HD void gather(Index i, int first, Ink<W>& ink) const {
        const Real *scalar = scalar_of(i, first), *face = faces_of(i, first),
                   *concentration = concentration_of(i, first);
        const Index pack = i / times;
        const Real* edge = radial_face + pack * (rings + 1) * pack_width + first;
        const Real* efficiency = scalar + Snapshots::optical_efficiency * pack_width;
        for (int k = 0; k < slices; ++k) {
            Real most = 0;
            for (int c = 0; c < components; ++c) {
                Real strongest = 0;
                for (int w = 0; w < colours; ++w) strongest += absorption(c, w) + reduced(c, w);
                const Real* here = concentration + (c * slices + k) * rings * pack_width;
                for (int ring = 0; ring < rings; ++ring)
                    for (int l = 0; l < W; ++l) {
                        const Real seen = strongest * here[ring * pack_width + l];
                        most = seen > most ? seen : most;
                    }
            }
            ink.empty[k] = most < Real(least_seen);
        }
        for (int ring = 0; ring < rings; ++ring) {
            const int group = ring / rings_per_group, group_end = (group + 1) * rings_per_group;
            const int last = group_end < rings ? group_end : rings;
            Real mass[most_components][W], area[W];
            for (int l = 0; l < W; ++l) {
                const Real inner = edge[ring * pack_width + l], outer = edge[(ring + 1) * pack_width + l];
                const Real low = edge[group * rings_per_group * pack_width + l],
                           high = edge[last * pack_width + l];
                area[l] = (outer * outer - inner * inner) / (high * high - low * low);
            }
            for (int c = 0; c < components; ++c) {
                for (int l = 0; l < W; ++l) mass[c][l] = 0;
                for (int k = 0; k < slices; ++k)
                    for (int l = 0; l < W; ++l)
                        mass[c][l] += (face[(k + 1) * pack_width + l] - face[k * pack_width + l]) *
                                      concentration[((c * slices + k) * rings + ring) * pack_width + l];
            }
            for (int k = 0; k < slices; ++k) {
                if (ink.empty[k]) continue;
                Real depth[W] = {};
                for (int c = 0; c < components; ++c)
                    for (int l = 0; l < W; ++l)
                        depth[l] += absorption(c, middle_colour) *
                                    concentration[((c * slices + k) * rings + ring) * pack_width + l];
                for (int l = 0; l < W; ++l) {
                    const Real mm = face[(k + 1) * pack_width + l] - face[k * pack_width + l];
                    ink.counts[k][ring][l] =
                        share_that_counts(Real(diffuse_path) * mm * efficiency[l] * depth[l]);
                }
            }
            for (int w = 0; w < colours; ++w) {
                Real counts[W] = {};
                for (int c = 0; c < components; ++c)
                    for (int l = 0; l < W; ++l) counts[l] += absorption(c, w) * mass[c][l];
                for (int l = 0; l < W; ++l)
                    counts[l] = share_that_counts(Real(diffuse_path) * counts[l] * efficiency[l]) *
                                efficiency[l] * area[l];
                for (int k = 0; k < slices; ++k) {
                    if (ink.empty[k]) continue;
                    Real* absorbs = ink.absorbing[w][k][group];
                    Real* scatters = ink.scattered[w][k][group];
                    if (ring % rings_per_group == 0)
                        for (int l = 0; l < W; ++l) absorbs[l] = scatters[l] = 0;
                    for (int c = 0; c < components; ++c) {
                        const Real* here = concentration + ((c * slices + k) * rings + ring) * pack_width;
                        for (int l = 0; l < W; ++l) absorbs[l] += absorption(c, w) * here[l] * counts[l];
                        if (scattering)
                            for (int l = 0; l < W; ++l) scatters[l] += reduced(c, w) * here[l] * area[l];
                    }
                }
            }
        }
    }

    /// Absorption and extra scattering, 1/mm, that the column under one radius has in each slice.
    template <int W>
    FADECAST_HD void blur(Index i, int step, int first, const SliceRow<W>* slice, const Ink<W>& ink,
                          Real (*absorbing)[most_slices][W], Real (*scattered)[most_slices][W]) const {
        const Real *scalar = scalar_of(i, first), *face = faces_of(i, first),
                   *concentration = concentration_of(i, first);
        const Index pack = i / times;
        const Real* efficiency = scalar + Snapshots::optical_efficiency * pack_width;
        const Index width_rows = BlurWeights::rows(slices);
        const Real* weights = weight + (pack * radii + step) * width_rows * rings * pack_width + first;
        for (int k = 0; k < slices; ++k) {
            for (int w = 0; w < colours; ++w)
                for (int l = 0; l < W; ++l) absorbing[w][k][l] = scattered[w][k][l] = 0;
            if (ink.empty[k]) continue;
            for (int j = beam_reaches<W>(face + k * pack_width) ? 0 : 1; j < blur::narrow_widths; ++j) {
                const Real* row = weights + (j == 0 ? k : slices + j - 1) * rings * pack_width;
                Real counted[most_rings][W], sum[most_components][W], taken[W] = {};
                for (int ring = 0; ring < rings; ++ring)
                    for (int l = 0; l < W; ++l)
                        counted[ring][l] = row[ring * pack_width + l] * ink.counts[k][ring][l];
                for (int c = 0; c < components; ++c) {
                    sum_products<W>(rings, counted[0], W,
                                    concentration + (c * slices + k) * rings * pack_width, pack_width,
                                    sum[c]);
                    for (int l = 0; l < W; ++l) taken[l] += absorption(c, middle_colour) * sum[c][l];
                }
                for (int l = 0; l < W; ++l) {
                    const Real mm = face[(k + 1) * pack_width + l] - face[k * pack_width + l];
                    taken[l] = depth_per_share(Real(diffuse_path) * mm * efficiency[l] * taken[l]);
                }
                for (int c = 0; c < components; ++c)
                    for (int w = 0; w < colours; ++w)
                        for (int l = 0; l < W; ++l) {
                            const Real seen = slice[w][k][spread_share + j][l] * sum[c][l] * taken[l];
                            absorbing[w][k][l] += absorption(c, w) * efficiency[l] * seen;
                            if (scattering) scattered[w][k][l] += reduced(c, w) * seen;
                        }
            }
        }
        const int groups = (rings + rings_per_group - 1) / rings_per_group;
        for (int j = blur::narrow_widths; j < blur::widths; ++j) {
            const Real* row = weights + (slices + j - 1) * rings * pack_width;
            Real wide[most_groups][W];
            for (int ring = 0; ring < rings; ++ring)
                for (int l = 0; l < W; ++l) {
                    const Real part = row[ring * pack_width + l];
                    Real& sum = wide[ring / rings_per_group][l];
                    sum = ring % rings_per_group == 0 ? part : sum + part;
                }
            for (int w = 0; w < colours; ++w) {
                Real counted[most_slices][W], taken[W] = {};
                for (int k = 0; k < slices; ++k) {
                    if (ink.empty[k]) continue;
                    Real sum[W];
                    sum_products<W>(groups, wide[0], W, ink.absorbing[w][k][0], W, sum);
                    for (int l = 0; l < W; ++l) {
                        counted[k][l] = sum[l];
                        taken[l] += Real(diffuse_path) * sum[l] *
                                    (face[(k + 1) * pack_width + l] - face[k * pack_width + l]);
                    }
                    if (!scattering) continue;
                    sum_products<W>(groups, wide[0], W, ink.scattered[w][k][0], W, sum);
                    for (int l = 0; l < W; ++l)
                        scattered[w][k][l] += slice[w][k][spread_share + j][l] * sum[l];
                }
                for (int l = 0; l < W; ++l) taken[l] = depth_per_share(taken[l]);
                for (int k = 0; k < slices; ++k) {
                    if (ink.empty[k]) continue;
                    for (int l = 0; l < W; ++l)
                        absorbing[w][k][l] += slice[w][k][spread_share + j][l] * counted[k][l] * taken[l];
                }
            }
        }
    }
};

}  // namespace fadecast::dot
