#pragma once
// The pixels of a patch: what light the marks near each leave, what strands of hair cover of it.

#include "launch.hpp"
#include "patch_geometry.hpp"

#include <fadecast/dot.hpp>

#include <cmath>

namespace fadecast::patch {

inline constexpr int radii = DotAppearance::radii, nodes = Looks::nodes;

/// A mark or a strand, or its image across an edge of a patch that repeats.
struct Near {
    float x_mm, y_mm;
    int item;
};

/// What lies near each tile of a patch, so that a pixel need not ask all.
struct TileLists {
    const int* first;   // [tiles * tiles + 1]
    const Near* items;  // near each tile
};

/// Random values on a lattice that repeats with the patch, their mean 0; between them a cubic B-spline, so
/// that the field's mean is 0 as well and its standard deviation 1.
struct Field {
    int cells;            // along a side
    const float* values;  // [cells * cells]

    /// @param x, y  in shares of the side
    FADECAST_HD float operator()(float x, float y) const {
        float weight_x[4], weight_y[4];
        const int left = spline(x * float(cells), weight_x), top = spline(y * float(cells), weight_y);
        float sum = 0;
        for (int row = 0; row < 4; ++row)
            for (int column = 0; column < 4; ++column)
                sum += weight_y[row] * weight_x[column] *
                       values[(top + row) % cells * cells + (left + column) % cells];
        return sum;
    }

private:
    /// Weights of four neighbours, of which the first is returned.
    FADECAST_HD static int spline(float at, float (&weight)[4]) {
        const int cell = int(at);
        const float t = at - float(cell), s = 1 - t;
        weight[0] = s * s * s / 6;
        weight[1] = (3 * t * t * (t - 2) + 4) / 6;
        weight[2] = (3 * s * s * (s - 2) + 4) / 6;
        weight[3] = t * t * t / 6;
        return cell;
    }
};

/// Pixels are drawn in blocks, whose pixels are the lanes of a pack; tiles are whole blocks.
inline constexpr int block_columns = 8, block_rows = pack_width / block_columns;

/// Index: block. As colour is linear in light, skin and observer fold into `xyz_of_light`: the colour that
/// each wavelength adds at transmittance 1.
struct DrawBlock {
    int width, across;       // pixels and blocks along a side
    int tile_pixels, tiles;  // of a tile; along a side
    float pixel_mm, side_mm;
    Pattern pattern;
    float xyz_of_light[3][wavelength_count];
    TileLists marks, strands;
    const int* look;          // [marks]
    const float* radius_mm;   // [looks][nodes]
    const float* line;        // [looks][radii][2][wavelengths]: transmittance outward from each node,
                              // at the middle if it went on inward, and per mm
    const Strand* strand;     // [strands]
    const float* strand_xyz;  // [colours][3], which no reddening of the skin touches
    bool uneven;              // skin has a texture
    Field melanin, blood, relief;
    float melanin_change[wavelength_count], blood_change[wavelength_count], relief_change, scar;
    float* xyz;  // [3][pixels]

    template <int W>
    FADECAST_HD void operator()(Index block, Lanes<W> lanes) const {
        const int left = int(block % across) * block_columns, top = int(block / across) * block_rows;
        const int tile = top / tile_pixels * tiles + left / tile_pixels;
        float x[W] = {}, y[W] = {}, light[W][wavelength_count];
        for (int l = 0; l < W; ++l) {
            x[l] = (float(left + (lanes.first + l) % block_columns) + .5f) * pixel_mm;
            y[l] = (float(top + (lanes.first + l) / block_columns) + .5f) * pixel_mm;
            for (int w = 0; w < wavelength_count; ++w) light[l][w] = 1;
            if (uneven) vary_skin(x[l] / side_mm, y[l] / side_mm, light[l]);
        }
        const float middle_x = (float(left) + .5f * block_columns) * pixel_mm,
                    middle_y = (float(top) + .5f * block_rows) * pixel_mm,
                    half_diagonal = .5f * (block_columns + block_rows) * pixel_mm;  // and some
        for (int i = marks.first[tile]; i < marks.first[tile + 1]; ++i) {
            const Near& near = marks.items[i];
            const float* radius = radius_mm + look[near.item] * nodes;
            const float away_x = middle_x - near.x_mm, away_y = middle_y - near.y_mm,
                        far = radius[radii] + half_diagonal;
            if (away_x * away_x + away_y * away_y < far * far)
                take_light<W>(near, radius, line + look[near.item] * radii * 2 * wavelength_count, x, y,
                              light);
        }
        float seen[3][W] = {};
        for (int w = 0; w < wavelength_count; ++w) FADECAST_LANES
        for (int l = 0; l < W; ++l) {
            seen[0][l] += xyz_of_light[0][w] * light[l][w];
            seen[1][l] += xyz_of_light[1][w] * light[l][w];
            seen[2][l] += xyz_of_light[2][w] * light[l][w];
        }
        for (int i = strands.first[tile]; i < strands.first[tile + 1]; ++i) {
            const Near& near = strands.items[i];
            const Strand& s = strand[near.item];
            const float* hair = strand_xyz + 3 * s.colour;
            FADECAST_LANES
            for (int l = 0; l < W; ++l) {
                const float covered = cover(s, x[l] - near.x_mm, y[l] - near.y_mm);
                seen[0][l] += covered * (hair[0] - seen[0][l]);
                seen[1][l] += covered * (hair[1] - seen[1][l]);
                seen[2][l] += covered * (hair[2] - seen[2][l]);
            }
        }
        for (int l = 0; l < W; ++l) {
            const int column = left + (lanes.first + l) % block_columns,
                      row = top + (lanes.first + l) / block_columns;
            for (int axis = 0; axis < 3 && column < width && row < width; ++axis)
                xyz[(Index(axis) * width + row) * width + column] = seen[axis][l];
        }
    }

private:
    /// @param x, y  [W];  @param light  [W][wavelengths], multiplied by what a mark leaves of it
    template <int W>
    FADECAST_HD static void take_light(const Near& near, const float* radius, const float* lines,
                                       const float* x, const float* y, float (*light)[wavelength_count]) {
        float r[W];
        int ring[W];
        FADECAST_LANES
        for (int l = 0; l < W; ++l) {
            const float dx = x[l] - near.x_mm, dy = y[l] - near.y_mm;
            const float distance = std::sqrt(dx * dx + dy * dy);
            r[l] = distance > radius[0] ? distance : radius[0];
            ring[l] = 0;
        }
        for (int n = 1; n < nodes; ++n) FADECAST_LANES
        for (int l = 0; l < W; ++l) ring[l] += radius[n] <= r[l] ? 1 : 0;
        for (int l = 0; l < W; ++l) {
            if (ring[l] == radii) continue;
            const float* at = lines + ring[l] * 2 * wavelength_count;
            FADECAST_LANES
            for (int w = 0; w < wavelength_count; ++w) light[l][w] *= at[w] + r[l] * at[wavelength_count + w];
        }
    }

    FADECAST_HD void vary_skin(float x, float y, float* light) const {
        const float scarred = scar_at(pattern, y, side_mm);
        const float more_melanin = melanin(x, y) * (1 - scarred) - scar * scarred, more_blood = blood(x, y);
        const float brighter = 1 + relief_change * relief(x, y) * (1 - scarred);
        for (int w = 0; w < wavelength_count; ++w)
            light[w] = fmaxf(.1f, brighter + melanin_change[w] * more_melanin + blood_change[w] * more_blood);
    }

    /// The share of the pixel that a strand covers is that of a band across a square of its size.
    /// @param x, y  from the strand's middle
    FADECAST_HD float cover(const Strand& s, float x, float y) const {
        const float dx = x + s.along_x_mm / 2, dy = y + s.along_y_mm / 2;
        const float length2 = s.along_x_mm * s.along_x_mm + s.along_y_mm * s.along_y_mm;
        float t = length2 > 0 ? (dx * s.along_x_mm + dy * s.along_y_mm) / length2 : 0;
        t = t < 0 ? 0 : t > 1 ? 1 : t;
        const float off_x = dx - t * s.along_x_mm, off_y = dy - t * s.along_y_mm;
        const float distance = std::sqrt(off_x * off_x + off_y * off_y);
        const float half = s.width_mm / 2, reach = pixel_mm / 2;
        const float from = distance - reach, to = distance + reach;
        const float covered = ((to < half ? to : half) - (from > -half ? from : -half)) / pixel_mm;
        return covered > 0 ? covered : 0;
    }
};

}  // namespace fadecast::patch
