#pragma once

#include <fadecast/backend.hpp>

#include <vector>

namespace fadecast {

/// Sorts every row of a matrix, ascending.
/// @param values    [rows][row_size], finite.
/// @param row_size  >= 1; divides the number of values.
/// @return          the same shape; the same on every backend.
/// @throws Error    a row size that does not fit.
std::vector<float> sort_rows(const Backend& backend, const std::vector<float>& values, int row_size);

}  // namespace fadecast
