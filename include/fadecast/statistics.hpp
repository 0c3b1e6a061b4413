#pragma once

#include <fadecast/backend.hpp>

#include <cstdint>
#include <vector>

namespace fadecast {

/// Sorts every row of a matrix.
/// @param values    [rows][row_size], finite.
/// @param row_size  >= 1; divides the number of values.
/// @return          the same shape: positions in the row, that of its lowest value first; equal values in
///                  their order; the same on every backend.
/// @throws Error    a row size that does not fit.
std::vector<std::uint32_t> sorted_positions(const Backend& backend, const std::vector<float>& values,
                                            int row_size);

}  // namespace fadecast
