#pragma once

#include <fadecast/buffer.hpp>
#include <fadecast/pack.hpp>
#include <fadecast/real.hpp>

namespace fadecast {

/// The axisymmetric mesh of a dot. Radial cells grow outward from the axis; depth cells are uniform in the
/// epidermis and grow downward in the dermis. Every dot has its own scale, so faces are stored per lane.
/// Optics, light and snapshots see depth in slices, each of whole cells; a finer mesh has the same slices.
struct GridShape {
    int radial_cells = 32;
    int depth_cells = 58;
    int epidermis_cells = 16;
    int slice_count = 16;
    int epidermis_slice_count = 2;

    constexpr int slices() const { return slice_count; }
    constexpr int epidermis_slices() const { return epidermis_slice_count; }
    constexpr int cells() const { return radial_cells * depth_cells; }
    /// First depth cell of a slice; that of slice `slices()` is the number of cells.
    constexpr int first_cell(int slice) const {
        return slice <= epidermis_slice_count
                   ? slice * (epidermis_cells / epidermis_slice_count)
                   : epidermis_cells + (slice - epidermis_slice_count) * dermis_slice_cells();
    }
    constexpr int slice_of(int cell) const {
        return cell < epidermis_cells
                   ? cell / (epidermis_cells / epidermis_slice_count)
                   : epidermis_slice_count + (cell - epidermis_cells) / dermis_slice_cells();
    }
    constexpr bool has_whole_slices() const {
        return first_cell(slice_count) == depth_cells && first_cell(epidermis_slice_count) == epidermis_cells;
    }

private:
    constexpr int dermis_slice_cells() const {
        return (depth_cells - epidermis_cells) / (slice_count - epidermis_slice_count);
    }
};

}  // namespace fadecast
