#pragma once
// Finite-volume geometry of one dot, and backward Euler along its lines.

#include "portable.hpp"

#include <fadecast/grid.hpp>

#include <cmath>
#include <numbers>

namespace fadecast {

// Both directions grow geometrically, like (e^(b x) - 1) / (e^b - 1).
FADECAST_HD inline double graded(double x, double growth) {
    return std::expm1(growth * x) / std::expm1(growth);
}

/// Outer radius of ring face i, mm.
FADECAST_HD inline double radial_face(const GridShape& grid, double mesh_radius_mm, double mesh_growth,
                                      int i) {
    return mesh_radius_mm * graded(double(i) / grid.radial_cells, mesh_growth);
}

/// Depth of face k below the surface, mm: uniform in the epidermis, graded in the dermis.
FADECAST_HD inline double depth_face(const GridShape& grid, double epidermis_mm, double skin_mm, int k) {
    if (k <= grid.epidermis_cells) return epidermis_mm * k / grid.epidermis_cells;
    const double x = double(k - grid.epidermis_cells) / (grid.depth_cells - grid.epidermis_cells);
    return epidermis_mm + (skin_mm - epidermis_mm) * graded(x, 2.0);
}

/// One line of  (1 - dt D L) c_new = c_old, L the finite-volume Laplacian with conductances per volume
/// `inner` and `outer` of a cell's two faces, eliminated beforehand: Thomas algorithm, Numerical Recipes 3rd
/// ed., section 2.4. 1 - above is carried along, so that nothing cancels however stiff the line.
template <typename T>
struct EliminatedCell {
    T scale, below, above;  ///< y_i = scale c_i + below y_(i-1);  c_i = y_i + above c_(i+1)
    T rest;                 ///< 1 - above
};
/// @param rest_before  of the cell before; anything where `inner` is 0.
template <typename T>
FADECAST_HD EliminatedCell<T> eliminate(T inner, T outer, T rest_before) {
    const T kept = 1 + inner * rest_before, scale = 1 / (kept + outer);
    return {scale, inner * scale, outer * scale, kept * scale};
}

}  // namespace fadecast
