#pragma once

#include <fadecast/case.hpp>

#include <array>

namespace fadecast {

inline constexpr int wavelength_count = 8;
using Spectrum = std::array<double, wavelength_count>;

/// Nodes of the quadrature from spectra to XYZ under D65, 2 degrees: delta E00 <= 0.13 against the full table
/// for skin.
extern const Spectrum wavelength_nm;

/// Y = 1 for a perfect white.
struct Xyz {
    double x, y, z;
};
Xyz xyz_of_reflectance(const Spectrum& reflectance);
Lab lab_of_xyz(Xyz xyz);
Xyz xyz_of_lab(Lab lab);
/// CIEDE2000 with kL = kC = kH = 1; Sharma, Wu, Dalal, Color Res. Appl. 30 (2005) 21.
double delta_e00(Lab first, Lab second);
/// Individual typology angle, degrees: atan2(L* - 50, b*).
double ita_deg(Lab lab);
/// sRGB 0..1 with gamma; out-of-gamut values are clipped channel by channel.
std::array<double, 3> srgb_of_xyz(Xyz xyz);

}  // namespace fadecast
