#pragma once
// Slices of skin as a stack for diffuse light going down and up (Kubelka and Munk), which says how much of
// the light turns around in each slice. Taken from first principles it would be wrong by several delta E00,
// so its coefficients are not: each slice's K and S are such that the stack has the reflectance and
// transmittance of adding-doubling for the slices down to any depth on black, and their gains with extra
// scattering, of the amount of a milky epidermis, are such that it changes the reflectance as it does in
// adding-doubling (skin_slices.hpp).

#include "fast_math.hpp"

namespace fadecast::two_flux {

inline constexpr float shallowest = 1e-3f;  ///< least sqrt(K (K + 2 S)): below it float loses 1 - exp(-2 x)

/// What a slice of optical depths K and S reflects and transmits.
template <typename T>
FADECAST_HD void cross_slice(T absorption, T scattering, T& reflected, T& transmitted) {
    T x = std::sqrt(absorption * (absorption + 2 * scattering));
    x = x < T(shallowest) ? T(shallowest) : x;
    const T down = fast::exp(-x), e = down * down;
    const T sinh = 1 - e, sum = x * (1 + e) + (absorption + scattering) * sinh;
    reflected = scattering * sinh / sum;
    transmitted = 2 * x * down / sum;
}

/// Reflection of a slice with what reflects `below` under it.
template <typename T>
FADECAST_HD T on_top_of(T below, T reflected, T transmitted) {
    return reflected + transmitted * transmitted * below / (1 - reflected * below);
}

/// The surface and the slices so far, as what lies below sees them.
template <typename T>
struct Above {
    T arriving;  ///< share of the light on the skin that gets through
    T leaving;   ///< share of light from below that gets out
    T mirror;    ///< share of light from below that is turned back

    /// Share of the light on the skin that comes back out because something that reflects r lies below.
    FADECAST_HD T turned(T r) const { return arriving * leaving * r / (1 - r * mirror); }
    /// The reflection r that has that share.
    FADECAST_HD T reflection(T turned) const { return turned / (arriving * leaving + turned * mirror); }
    FADECAST_HD void add_below(T r, T t) {
        const T passed = t / (1 - r * mirror);
        arriving *= passed;
        leaving *= passed;
        mirror = r + t * passed * mirror;
    }
};
template <typename T>
FADECAST_HD Above<T> surface(T specular, T mirror) {
    return {1 - specular, 1 - mirror, mirror};
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
