#pragma once
// The wavelengths that all optics is computed on.

#include <array>

namespace fadecast {

inline constexpr int wavelength_count = 8;
using Spectrum = std::array<double, wavelength_count>;

/// Nodes of the quadratures from spectra to XYZ.
extern const Spectrum wavelength_nm;

}  // namespace fadecast
