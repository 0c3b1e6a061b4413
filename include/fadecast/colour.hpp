#pragma once

#include <fadecast/case.hpp>
#include <fadecast/spectrum.hpp>

#include <array>

namespace fadecast {

/// What a scalp is seen under: daylight, a light bulb (CIE A, 2856 K), a white LED (CIE LED-B3, 4103 K).
enum class Illuminant : int { d65, a, led_b3 };

/// Y = 1 for a perfect white under the illuminant.
struct Xyz {
    double x, y, z;
};
/// CIE XYZ for the observer of 2 degrees, as the weighted sum of eight wavelengths. Against the whole 1 nm
/// table, median and worst delta E00 of 500 spectra that the weights were not fitted to, half of them skin,
/// half skin behind pigment (black of any slope, or red):
///   D65 0.05 and 0.67 (without red pigment 0.04 and 0.25),  A 0.04 and 0.35,  LED-B3 0.06 and 0.45.
Xyz xyz_of_reflectance(const Spectrum& reflectance, Illuminant illuminant = Illuminant::d65);
/// Relative to the white of the illuminant.
Lab lab_of_xyz(Xyz xyz, Illuminant illuminant = Illuminant::d65);
Xyz xyz_of_lab(Lab lab, Illuminant illuminant = Illuminant::d65);
/// The colour under D65 that looks alike to an eye used to the illuminant: white becomes white. Complete
/// adaptation in the cone responses of Bradford (Lam, University of Bradford (1985); ICC.1:2022 annex E).
Xyz adapt_to_d65(Xyz xyz, Illuminant illuminant);
/// CIEDE2000 with kL = kC = kH = 1; Sharma, Wu, Dalal, Color Res. Appl. 30 (2005) 21.
double delta_e00(Lab first, Lab second);
/// Individual typology angle, degrees: atan2(L* - 50, b*).
double ita_deg(Lab lab);
/// sRGB 0..1 with gamma, of a colour under D65. One that sRGB does not have becomes paler at the same L* and
/// hue angle of L*a*b* until it has it.
std::array<double, 3> srgb_of_xyz(Xyz xyz);

}  // namespace fadecast
