#pragma once
// Daylight on a surface that is tilted and turns to all sides in time, as heads do.

#include "portable.hpp"

#include <cmath>
#include <numbers>

namespace fadecast {

/// Mean over the directions that the surface turns to of max(0, n . s): what falls on it straight from the
/// sun, of what falls on a surface facing it. With A = cos tilt cos zenith and B = sin tilt sin zenith the
/// cosine is A + B cos psi, above 0 up to psi0 = acos(-A / B):  (A psi0 + B sin psi0) / pi.
/// @param solar_cosine  of the zenith angle, 0..1;  @param cos_tilt  -1..1, 1 is horizontal.
FADECAST_HD inline double sun_on_tilted(double solar_cosine, double cos_tilt) {
    const double a = cos_tilt * solar_cosine;
    const double b = std::sqrt((1 - cos_tilt * cos_tilt) * (1 - solar_cosine * solar_cosine));
    if (a >= b) return a;
    if (a <= -b) return 0;
    const double psi0 = std::acos(-a / b);
    return (a * psi0 + b * std::sin(psi0)) / std::numbers::pi;
}

/// What an evenly bright sky gives a tilted surface, of what it gives a horizontal one; the ground is black.
FADECAST_HD inline double sky_on_tilted(double cos_tilt) { return (1 + cos_tilt) / 2; }

/// Share of the illuminance of a horizontal plane that comes straight from the sun, a mean over clouds: the
/// sun is out half of the time, while clouds pass .7 of all light in the mean, and of a clear sky's light .85
/// is the sun's when it is high and .5 when it sets. Assumed.
FADECAST_HD inline double sun_share(double solar_cosine) {
    const double low = 1 - solar_cosine;
    return .5 / .7 * (.85 - .35 * low * low * low);
}

}  // namespace fadecast
