#pragma once
// The group /VTKHDF, by which ParaView and VTK from 9.1 on open an HDF5 file as an image.

#include "output/hdf5.hpp"

#include <array>

namespace fadecast::output {

struct VtkImage {
    std::array<int, 3> points;                                ///< in x, y, z
    std::array<double, 3> origin, spacing;                    ///< of the first point, between points
    std::vector<std::pair<std::string, std::string>> arrays;  ///< name in VTK, variable of the file
};

/// Adds the group, version 1.0, as VTK's file format description has it. The arrays are hard links: the
/// variables under another name, not copies.
/// Two limits of VTK 9.1 shape what can be written: it fails on values of an image's cells, so that they
/// belong to points; and it breaks down where y or z has one point only.
/// @param image  its variables have the dimensions (z, y, x).
void add_vtk_image(Hdf5File& file, const VtkImage& image);

}  // namespace fadecast::output
