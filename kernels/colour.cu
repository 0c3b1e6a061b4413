// Host side of the colour formulas.

#include <fadecast/colour.hpp>

#include "colour.hpp"

namespace fadecast {

const Spectrum wavelength_nm{425, 440, 460, 510, 545, 570, 605, 650};

Xyz xyz_of_reflectance(const Spectrum& reflectance, Illuminant illuminant) {
    const auto [x, y, z] = colour::xyz_of_spectrum(reflectance.data(), 1, illuminant);
    return {x, y, z};
}

Lab lab_of_xyz(Xyz xyz, Illuminant illuminant) {
    const auto [lightness, a, b] =
        colour::lab_of_xyz(colour::Triple<double>{xyz.x, xyz.y, xyz.z}, illuminant);
    return {lightness, a, b};
}

Xyz xyz_of_lab(Lab lab, Illuminant illuminant) {
    const auto [x, y, z] =
        colour::xyz_of_lab(colour::Triple<double>{lab.lightness, lab.a, lab.b}, illuminant);
    return {x, y, z};
}

Xyz adapt_to_d65(Xyz xyz, Illuminant illuminant) {
    if (illuminant == Illuminant::d65) return xyz;  // to the last bit
    const auto [x, y, z] = colour::adapt_to_d65(colour::Triple<double>{xyz.x, xyz.y, xyz.z}, illuminant);
    return {x, y, z};
}

double delta_e00(Lab first, Lab second) {
    return colour::delta_e00(colour::Triple<double>{first.lightness, first.a, first.b},
                             colour::Triple<double>{second.lightness, second.a, second.b});
}

double ita_deg(Lab lab) { return std::atan2(lab.lightness - 50, lab.b) * 180 / 3.14159265358979323846; }

std::array<double, 3> srgb_of_xyz(Xyz xyz) {
    const auto [red, green, blue] = colour::srgb_of_xyz(colour::Triple<double>{xyz.x, xyz.y, xyz.z});
    return {red, green, blue};
}

}  // namespace fadecast
