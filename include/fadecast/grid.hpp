#pragma once

#include <fadecast/buffer.hpp>
#include <fadecast/pack.hpp>
#include <fadecast/real.hpp>

namespace fadecast {

/// The axisymmetric mesh of a dot. Radial cells grow outward from the axis; depth cells are uniform in the
/// epidermis and grow downward in the dermis. Every dot has its own scale, so faces are stored per lane.
struct GridShape {
    int radial_cells = 48;
    int depth_cells = 96;
    int epidermis_cells = 12;
    int slice_cells = 6;  ///< optics and snapshots see depth in slices of so many cells; the epidermis and
                          ///< the dermis are whole numbers of them

    constexpr int slices() const { return depth_cells / slice_cells; }
    constexpr int epidermis_slices() const { return epidermis_cells / slice_cells; }
    constexpr int cells() const { return radial_cells * depth_cells; }
};

}  // namespace fadecast
