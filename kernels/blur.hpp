#pragma once
// How far to the side light meets pigment that lies under a point of the surface: on its way in, and on its
// way out.

#include "fast_math.hpp"

#include <fadecast/real.hpp>

namespace fadecast::blur {

// Every spread is a mixture of Gaussians of the same few widths, so that a dot is blurred once per width for
// all depths and colours. Lengths go with depth, since diffusion has no length of its own; the few numbers
// come from Monte Carlo photons of six skins at eight wavelengths.

inline constexpr int widths = 6;
inline constexpr int narrow_widths = 2;      ///< on the way in, these see single rings of pigment
inline constexpr int first_group_width = 1;  ///< from here on widths are there for groups of rings too
FADECAST_HD inline double width_mm(int j) {
    constexpr double width[widths] = {.025, .06, .14, .32, .75, 1.8};
    return width[j];
}

/// Adds a Gaussian of any width to the shares of a mixture, by its variance.
FADECAST_HD inline void add_gaussian(double part, double sigma_mm, double* share) {
    int j = 0;
    while (j < widths - 2 && sigma_mm > width_mm(j + 1)) ++j;
    const double low = width_mm(j) * width_mm(j), high = width_mm(j + 1) * width_mm(j + 1);
    const double x = (sigma_mm * sigma_mm - low) / (high - low), wider = x < 0 ? 0 : x > 1 ? 1 : x;
    share[j] += part * (1 - wider);
    share[j + 1] += part * wider;
}

/// Adds the spread of light that diffuses until it first gets a distance away. The time that takes has the
/// density t^(-3/2) exp(-distance^2 / 2t) in units in which t is the variance sideways, and absorption along
/// the path, 1.5 mus' t, weakens late arrivals.
FADECAST_HD inline void add_diffusion(double part, double distance_mm, double absorption, double reduced,
                                      int first, double* share) {
    double arrives[widths], sum = 0;
    for (int j = first; j < widths; ++j) {
        const double s = width_mm(j);
        arrives[j] =
            std::exp(-.5 * distance_mm * distance_mm / (s * s) - 1.5 * absorption * reduced * s * s) / s;
        sum += arrives[j];
    }
    for (int j = first; j < widths; ++j) share[j] += part * arrives[j] / sum;
}

/// Shares too small to matter become 0, so that they need not be worked out; the rest sum to 1 again.
FADECAST_HD inline void drop_traces(double* share) {
    double sum = 0;
    for (int j = 0; j < widths; ++j) {
        share[j] = share[j] < 2e-3 ? 0 : share[j];
        sum += share[j];
    }
    for (int j = 0; j < widths; ++j) share[j] /= sum;
}

FADECAST_HD inline double diffusion_distance_mm(double depth_mm) { return .02 + .755 * depth_mm; }

/// Path per thickness on the first way down to a depth: straight at the surface, winding further down.
FADECAST_HD inline double way_in(double depth_mm) { return std::exp(depth_mm / .2); }

/// Shares of the widths, which sum to 1, where light on its way in passes a depth. What is left of the beam
/// is narrow; of the rest, some has been to the surface again and comes from far away.
FADECAST_HD inline void shares_in(double depth_mm, double absorption, double reduced, double* share) {
    for (int j = 0; j < widths; ++j) share[j] = 0;
    const double beam = 1 / (1 + std::pow(depth_mm / .14, 3.3)), diffuse = 1 - beam;
    add_gaussian(beam, .37 * depth_mm, share);
    add_gaussian(.3 * diffuse, 5 * depth_mm, share);
    add_diffusion(.7 * diffuse, diffusion_distance_mm(depth_mm), absorption, reduced, 0, share);
    drop_traces(share);
}

/// The same for all else that light does which got down to a depth and came back; not for the first width.
FADECAST_HD inline void shares_out(double depth_mm, double absorption, double reduced, double* share) {
    for (int j = 0; j < widths; ++j) share[j] = 0;
    add_diffusion(1, diffusion_distance_mm(depth_mm), absorption, reduced, first_group_width, share);
    drop_traces(share);
}

/// exp(-x) I0(x) for x >= 0, I0 the modified Bessel function; Abramowitz and Stegun 9.8.1, 9.8.2, to 2e-7.
template <typename T>
[[gnu::always_inline]] FADECAST_HD inline T scaled_bessel_i0(T x) {
    const T s = x < T(3.75) ? x / T(3.75) : T(1), t = s * s;
    const T series =
        1 + t * (T(3.5156229) +
                 t * (T(3.0899424) +
                      t * (T(1.2067492) + t * (T(.2659732) + t * (T(.0360768) + t * T(.0045813))))));
    const T u = x < T(3.75) ? T(1) : T(3.75) / x;
    const T asymptote =
        T(.39894228) +
        u * (T(.01328592) +
             u * (T(.00225319) +
                  u * (T(-.00157565) +
                       u * (T(.00916281) +
                            u * (T(-.02057706) +
                                 u * (T(.02635537) + u * (T(-.01647633) + u * T(.00392377))))))));
    const T near = series * fast::exp(-x), far = asymptote / std::sqrt(x < T(3.75) ? T(3.75) : x);
    return x < T(3.75) ? near : far;
}

/// Density per area at `radius` of a radial Gaussian spread around the points of a thin ring, times 2 pi:
/// exp(-(r - rho)^2 / 2 s^2) [exp(-x) I0(x)] / s^2 with x = r rho / s^2.
template <typename T>
[[gnu::always_inline]] FADECAST_HD inline T ring_density(T radius, T ring, T width) {
    const T scale = 1 / (width * width), away = radius - ring;
    return scale * fast::exp(T(-.5) * away * away * scale) * scaled_bessel_i0(radius * ring * scale);
}

/// What the ring between two faces counts at `radius`, not yet normalised: two Gauss points across the ring.
template <typename T>
[[gnu::always_inline]] FADECAST_HD inline T ring_weight(T radius, T inner, T outer, T width) {
    const T middle = (inner + outer) / 2, half = (outer - inner) / 2, node = half * T(.57735026919);
    return half * ((middle - node) * ring_density(radius, middle - node, width) +
                   (middle + node) * ring_density(radius, middle + node, width));
}

}  // namespace fadecast::blur
