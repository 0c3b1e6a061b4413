#pragma once
// The weights with which pigment in rings counts at a radius on the surface, for each width of the blur.

#include <fadecast/dot.hpp>

#include "blur.hpp"
#include "launch.hpp"

namespace fadecast::dot {

inline constexpr int radii = DotAppearance::radii;

/// Beyond the mesh there is no pigment, but the blur kernel weighs that skin too.
inline constexpr int outer_rings = 12;
inline constexpr double outer_ring_mm = .5;

/// Narrow blurs see pigment as means over cells, of one ring each unless the mesh is finer than light needs;
/// wide ones as means over groups of cells. Any mesh of 32 rings or more has 32 cells.
inline constexpr int most_cells = 32, cells_per_group = 4, most_groups = most_cells / cells_per_group;
inline constexpr int most_rings_per_cell = 4;
struct Cells {
    int rings = 1;

    FADECAST_HD int cells() const { return rings < most_cells ? rings : most_cells; }
    FADECAST_HD int cell_of(int ring) const { return ring * cells() / rings; }
    FADECAST_HD int first_ring(int cell) const {
        return cell < cells() ? (cell * rings + cells() - 1) / cells() : rings;
    }
    FADECAST_HD int groups() const { return (cells() + cells_per_group - 1) / cells_per_group; }
    /// Where the weights of the cells, of the groups for one width begin, and how many weights there are.
    FADECAST_HD int cells_row(int width) const { return width * cells(); }
    FADECAST_HD int groups_row(int width) const {
        return blur::narrow_widths * cells() + (width - blur::first_group_width) * groups();
    }
    FADECAST_HD int weights() const { return groups_row(blur::widths); }
};

/// Weights of the cells and groups for one radius and one width, summing to 1 on an endless mesh.
/// Index: (pack * radii + radius) * widths + width.
struct BlurWeights {
    Cells cells;
    const Real* radial_face;  // [packs][rings + 1][32]
    const Real* radius;       // [packs][radii][32]
    Real* weight;             // [packs][radii][Cells::weights()][32]

    template <int W>
    FADECAST_HD void operator()(Index i, Lanes<W> lanes) const {
        const int j = int(i % blur::widths), rings = cells.rings;
        const Index at = i / blur::widths, pack = at / radii;
        const Real width = Real(blur::width_mm(j));
        Real* const out = weight + at * cells.weights() * pack_width + lanes.first;
        const Real* r = radius + at * pack_width + lanes.first;
        const Real* face = radial_face + pack * (rings + 1) * pack_width + lanes.first;
        Real outside[W] = {}, whole[W] = {};
        for (int ring = 0; ring < outer_rings; ++ring) FADECAST_LANES
        for (int l = 0; l < W; ++l) {
            const Real inner = face[rings * pack_width + l] + Real(ring * outer_ring_mm);
            outside[l] += blur::ring_weight(r[l], inner, inner + Real(outer_ring_mm), width);
        }
        const auto sum_up = [&](Real* row, int together) {  // so many cells
            FADECAST_LANES
            for (int l = 0; l < W; ++l) whole[l] = outside[l];
            for (int n = 0; n * together < cells.cells(); ++n) {
                Real sum[W] = {};
                for (int ring = cells.first_ring(n * together); ring < cells.first_ring((n + 1) * together);
                     ++ring)
                    FADECAST_LANES
                for (int l = 0; l < W; ++l)
                    sum[l] += blur::ring_weight(r[l], face[ring * pack_width + l],
                                                face[(ring + 1) * pack_width + l], width);
                FADECAST_LANES
                for (int l = 0; l < W; ++l) {
                    row[n * pack_width + l] = sum[l];
                    whole[l] += sum[l];
                }
            }
            for (int n = 0; n * together < cells.cells(); ++n) FADECAST_LANES
            for (int l = 0; l < W; ++l) row[n * pack_width + l] /= whole[l];
        };
        if (j < blur::narrow_widths) sum_up(out + cells.cells_row(j) * pack_width, 1);
        if (j >= blur::first_group_width) sum_up(out + cells.groups_row(j) * pack_width, cells_per_group);
    }
};

}  // namespace fadecast::dot
