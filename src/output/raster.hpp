#pragma once
// Graded fields on a raster of equal squares, for programs that know no graded mesh.

#include <fadecast/simulation.hpp>

#include <vector>

namespace fadecast::output {

inline constexpr double raster_mm = .01;  ///< side of a square

/// Of a plane through the dot's axis: columns from left to right, the axis in the middle; rows upward, the
/// last one ends at the surface. The row at the bottom may reach out of the skin.
struct Raster {
    int columns = 0, rows = 0;
    std::vector<double> height_mm() const;    ///< [rows], middles, negative below the surface
    std::vector<double> distance_mm() const;  ///< [columns], middles, from the axis, negative on the left
};

/// Half as wide as the radius that holds all but a hundred-thousandth of the pigment at every time, and as
/// high as the skin.
Raster raster_of(const Simulation& simulation);

/// The mean of a field over each square turned around the axis, so that every square holds its mass:
///
///   value = sum over cells of (cell's value x overlap of ring and annulus x overlap in depth) / volume
///
/// @param field   [depth_cells][radial_cells].
/// @param values  [rows][columns] are appended.
void resample(const Simulation& simulation, const Raster& raster, const float* field,
              std::vector<float>& values);

/// Pigment of all pools: of all components, or of one.
/// @return [depth_cells][radial_cells], ng/mm^3
std::vector<float> pigment_at(const Simulation& simulation, std::size_t field_time);
std::vector<float> pigment_at(const Simulation& simulation, std::size_t field_time, std::size_t component);

/// Smallest distance, mm, beyond which less than `share` of the pigment lies at every time of the fields; a
/// face of the mesh. 0 without pigment.
double radius_within(const Simulation& simulation, double share);
double depth_within(const Simulation& simulation, double share);

}  // namespace fadecast::output
