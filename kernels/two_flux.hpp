#pragma once
// Slices of skin as a stack for diffuse light going down and up (Kubelka and Munk), cheap enough for every
// dot, radius, time and wavelength. Taken from first principles it would be wrong by several delta E00, so
// its coefficients are not: each slice's K and S are such that the stack has the reflectance and
// transmittance of adding-doubling for the slices down to any depth on black, and the gains of K and S with
// pigment are such that a little pigment in one slice changes the reflectance as it does in adding-doubling
// (prepare_skins.cu); so does extra scattering, of the amount of a milky epidermis. Weak pigment at any depth
// and an opaque sheet at any depth are then both right.

#include "fast_math.hpp"

namespace fadecast::two_flux {

inline constexpr float shallowest = 1e-3f;  ///< least sqrt(K (K + 2 S)): below it float loses 1 - exp(-2 x)

/// Reflectance of a slice on top of something that reflects `below`.
template <typename T>
FADECAST_HD T add_slice(T absorption, T scattering, T below) {
    T x = std::sqrt(absorption * (absorption + 2 * scattering));
    x = x < T(shallowest) ? T(shallowest) : x;
    const T e = fast::exp(-2 * x);
    const T sinh = 1 - e, cosh = x * (1 + e), sum = (absorption + scattering) * sinh;
    return (scattering * sinh + (cosh - sum) * below) / (cosh + sum - scattering * sinh * below);
}

/// Reflectance seen from the air, without the specular part.
template <typename T>
FADECAST_HD T add_surface(T specular, T mirror, T below) {
    return (1 - specular) * (1 - mirror) * below / (1 - mirror * below);
}

/// K and S of a slice that reflects r and transmits t.
FADECAST_HD inline void slice_of(double r, double t, double& absorption, double& scattering) {
    double a = (1 + r * r - t * t) / (2 * r);
    a = a > 1 + 1e-6 ? a : 1 + 1e-6;  // no slice gains energy
    const double b = std::sqrt(a * a - 1);
    scattering = std::atanh(b / (1 / r - a)) / b;
    absorption = scattering * (a - 1);
}

}  // namespace fadecast::two_flux
