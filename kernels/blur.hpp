#pragma once
// The sideways spread of light that makes a dot look wider and paler than its pigment: the share with which
// pigment in a ring at some depth counts for the colour at a radius on the surface.

#include "fast_math.hpp"

#include <fadecast/real.hpp>

namespace fadecast::blur {

// Light that has gone a path of length s through the dermis has spread sideways to a Gaussian of variance 2 s
// / (3 mus') (diffusion), so each width stands for a path length, and absorption along the path weakens the
// wide ones: pigment at depth z counts with the mixture  share_j(z) exp(-1.5 mua mus' sigma_j^2), normalised.
// The shares are fitted to the lateral distribution of photon paths at 13 depths and 6 wavelengths in Monte
// Carlo runs of light skin (melanosomes 2 %, scattering x 1.9), to 2-4 % of the cumulated weight in the
// dermis; blood then enters through mua only.

/// Widths of the mixture, in order: the beam itself, which widens with depth, then four fixed ones.
inline constexpr int widths = 5;
/// The first two see single rings of pigment; the wide ones blend a dot with its surroundings.
inline constexpr int narrow_widths = 2;
FADECAST_HD inline double fixed_width_mm(int j) {
    constexpr double width[widths] = {0, .1, .22, .55, 1.6};
    return width[j];
}
FADECAST_HD inline double width_mm(int j, double depth_mm) {
    return j == 0 ? .002 + .35 * depth_mm : fixed_width_mm(j);
}
inline constexpr double core_bottom_mm = .2;  ///< below, nothing is left of the beam

/// Shares of the widths for pigment at a (scattering) depth, where the dermis absorbs mua and scatters mus',
/// 1/mm; they sum to 1.
FADECAST_HD inline void spread_shares(double depth_mm, double absorption, double reduced, double* share) {
    constexpr int knots = 13;
    constexpr double depth[knots] = {.015, .045, .073, .103, .145, .2, .265, .35, .45, .575, .725, .9, 1.15};
    constexpr double fitted[knots][widths] = {
        {.126, .250, .148, .282, .194}, {.121, .211, .172, .291, .205}, {.091, .174, .203, .309, .223},
        {.053, .139, .235, .329, .244}, {.022, .102, .256, .350, .270}, {0, .066, .251, .381, .302},
        {0, .025, .224, .410, .341},    {0, .002, .172, .435, .391},    {0, 0, .104, .443, .453},
        {0, 0, .054, .418, .528},       {0, 0, .015, .365, .620},       {0, 0, .003, .293, .704},
        {0, 0, 0, .207, .793}};
    int k = 0;
    while (k < knots - 2 && depth_mm > depth[k + 1]) ++k;
    const double at = (depth_mm - depth[k]) / (depth[k + 1] - depth[k]), x = at < 0 ? 0 : at > 1 ? 1 : at;
    double sum = 0;
    for (int j = 0; j < widths; ++j) {
        const double s = width_mm(j, depth_mm);
        share[j] = (fitted[k][j] + x * (fitted[k + 1][j] - fitted[k][j])) *
                   std::exp(-1.5 * absorption * reduced * s * s);
        sum += share[j];
    }
    for (int j = 0; j < widths; ++j) share[j] /= sum;
}

/// exp(-x) I0(x) for x >= 0, I0 the modified Bessel function; Abramowitz and Stegun 9.8.1, 9.8.2, to 2e-7.
template <typename T>
FADECAST_HD T scaled_bessel_i0(T x) {
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
    return x < T(3.75) ? series * fast::exp(-x) : asymptote / std::sqrt(x < T(3.75) ? T(3.75) : x);
}

/// Density per area at `radius` of a radial Gaussian spread around the points of a thin ring, times 2 pi:
/// exp(-(r - rho)^2 / 2 s^2) [exp(-x) I0(x)] / s^2 with x = r rho / s^2.
template <typename T>
FADECAST_HD T ring_density(T radius, T ring, T width) {
    const T scale = 1 / (width * width), away = radius - ring;
    return scale * fast::exp(T(-.5) * away * away * scale) * scaled_bessel_i0(radius * ring * scale);
}

/// What the ring between two faces counts at `radius`, not yet normalised: two Gauss points across the ring.
template <typename T>
FADECAST_HD T ring_weight(T radius, T inner, T outer, T width) {
    const T middle = (inner + outer) / 2, half = (outer - inner) / 2, node = half * T(.57735026919);
    return half * ((middle - node) * ring_density(radius, middle - node, width) +
                   (middle + node) * ring_density(radius, middle + node, width));
}

}  // namespace fadecast::blur
