#pragma once
// What photons travel through, as kernels see it: layers with their surfaces, slices and rings of the
// tallies, and the grid of the pigment.

#include "portable.hpp"

#include <fadecast/photons.hpp>

#include <cstdint>

namespace fadecast {

/// A layer, or a part of one; lengths in mm, float because they are read for every flight.
struct PhotonLayer {
    float top, bottom;
    float extinction, inverse_extinction;  ///< of a flight: absorption + scattering + the most of the pigment
    float absorption, scattering;          ///< without pigment
    float absorbed_share;                  ///< absorption / extinction
    float anisotropy;
    float ratio_up, ratio_down;  ///< refractive index over that of the neighbour
    float slice_scale;           ///< slices per mm
    std::int32_t first_slice, last_slice;
    float pigmented;  ///< 1 where pigment may lie, else 0
};

inline constexpr int most_photon_layers = 24;  ///< 16, cut where pigment begins and ends

/// Pigment in equal cells, [z][y][x], and one empty cell at the end for what lies outside.
struct PigmentGrid {
    bool axisymmetric;  ///< x is the radius, y does not matter
    std::int32_t cells[3];
    float first[3], cells_per_mm[3];
    const float *absorption, *scattering;  ///< 1/mm
    FADECAST_HD int empty_cell() const { return cells[0] * cells[1] * cells[2]; }

    /// The cell of a place; of rings with the radius for x and 0 for y.
    FADECAST_HD int cell(float x, float y, float z) const {
        const float i = (x - first[0]) * cells_per_mm[0], j = (y - first[1]) * cells_per_mm[1],
                    k = (z - first[2]) * cells_per_mm[2];
        const bool inside = (i >= 0) & (i < float(cells[0])) & (j >= 0) & (j < float(cells[1])) & (k >= 0) &
                            (k < float(cells[2]));
        const std::int32_t at =
            (std::int32_t(inside ? k : 0.f) * cells[1] + std::int32_t(inside ? j : 0.f)) * cells[0] +
            std::int32_t(inside ? i : 0.f);
        return inside ? at : empty_cell();
    }
};

struct PhotonMedium {
    PhotonLayer layers[most_photon_layers];
    std::int32_t layer_count;
    float index_above;      ///< over that of the first layer
    std::int32_t specular;  ///< of collimated light, in units of weight

    bool diffuse;
    float source_offset, source_radius;

    // Tallies of one group of photons: specular, won by roulette, rings above, rings below, then for each
    // slice and inner ring what was absorbed and what collided.
    std::int32_t rings, inner_rings;  ///< inner: 1, or `rings` with a map
    float rings_per_mm;
    std::int32_t slices;
    FADECAST_HD int tallies() const { return 2 + 2 * rings + 2 * slices * inner_rings; }
    PigmentGrid grid;
};

/// Positions in the tallies of one group.
enum PhotonTally : int { tally_specular, tally_won, tally_rings };

/// Weights are integers, so that sums do not depend on their order and energy closes exactly.
inline constexpr std::int32_t unit_weight = 1 << 30;
/// Weights that collide add up over many collisions: their unit is coarser, so that 10^10 photons fit.
inline constexpr int collided_shift = 6;

}  // namespace fadecast
