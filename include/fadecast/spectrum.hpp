#pragma once
// The wavelengths that all optics is computed on, and colours as they are told.

#include <array>

namespace fadecast {

inline constexpr int wavelength_count = 8;
using Spectrum = std::array<double, wavelength_count>;

/// Nodes of the quadratures from spectra to XYZ.
extern const Spectrum wavelength_nm;

/// CIE 1976, D65 and 2 degrees where nothing else is said.
struct Lab {
    double lightness = 0, a = 0, b = 0;
    bool operator==(const Lab&) const = default;
};

}  // namespace fadecast
