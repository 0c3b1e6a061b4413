#pragma once
// Colour formulas for both devices, templated on the number type: spectra to XYZ, L*a*b*, sRGB and CIEDE2000.

#include <fadecast/colour.hpp>

#include "fast_math.hpp"

#include <cmath>

namespace fadecast::colour {

inline constexpr int wavelengths = wavelength_count;

template <typename T>
struct Triple {
    T x, y, z;
};

/// Weights of the quadrature nodes: the sum over eight nodes gives the XYZ of the full table with the CIE
/// 1931 2 degree observer (CIE 015:2018), Y = 1 for a perfect white. Least squares over 500 skins of this
/// model (melanosomes .8-25 %, blood .4-5 %), half of them behind pigment of depth .05-2, each spectrum
/// weighted as L*a*b* weighs it; D65 from 5 nm and pigments of slope 0-2 alone, A and LED-B3 from 1 nm and
/// with red edges at 560-610 nm among the pigments.
FADECAST_HD inline double quadrature_weight(int wavelength, int axis,
                                            Illuminant illuminant = Illuminant::d65) {
    constexpr double weights[3][wavelengths][3] = {
        {{.02248, -.03082, .15888},
         {.06581, .02721, .28632},
         {.05697, .0294, .50241},
         {.08248, .2165, .16663},
         {-.01426, .25708, -.0443},
         {.33936, .29632, .02474},
         {.25277, .15083, -.0061},
         {.14487, .05345, .0004}},
        {{-.03525, -.05539, .03531},
         {.00978, .03009, .07728},
         {.13860, .07189, .17567},
         {-.12037, .05227, .06921},
         {.11457, .24061, -.00455},
         {.29398, .32178, .00304},
         {.44381, .24248, -.00019},
         {.25335, .09627, .00004}},
        {{-.06803, -.06797, -.01337},
         {.08129, .04903, .31086},
         {.16743, .07043, .32075},
         {-.12547, .07306, .04505},
         {.12685, .26900, .01770},
         {.31064, .34350, -.00586},
         {.39271, .21647, .00185},
         {.12319, .04648, -.00063}},
    };
    return weights[int(illuminant)][wavelength][axis];
}

/// XYZ of a spectrum whose values lie `stride` apart.
template <typename T>
FADECAST_HD Triple<T> xyz_of_spectrum(const T* reflectance, int stride,
                                      Illuminant illuminant = Illuminant::d65) {
    Triple<T> xyz{0, 0, 0};
    for (int w = 0; w < wavelengths; ++w) {
        const T value = reflectance[w * stride];
        xyz.x += T(quadrature_weight(w, 0, illuminant)) * value;
        xyz.y += T(quadrature_weight(w, 1, illuminant)) * value;
        xyz.z += T(quadrature_weight(w, 2, illuminant)) * value;
    }
    return xyz;
}

/// XYZ of the white that CIE L*a*b* is relative to: what the quadrature itself gives for reflectance 1, so
/// that every grey is exactly neutral.
template <typename T>
FADECAST_HD Triple<T> white(Illuminant illuminant = Illuminant::d65) {
    Triple<T> sum{0, 0, 0};
    for (int w = 0; w < wavelengths; ++w) {
        sum.x += T(quadrature_weight(w, 0, illuminant));
        sum.y += T(quadrature_weight(w, 1, illuminant));
        sum.z += T(quadrature_weight(w, 2, illuminant));
    }
    return sum;
}

/// The cube root of CIE L*a*b* with its straight piece near black.
template <typename T>
FADECAST_HD T lab_root(T t) {
    const T straight = t * T(841. / 108) + T(4. / 29), root = fast::cube_root(t > T(216. / 24389) ? t : T(1));
    return t > T(216. / 24389) ? root : straight;
}
template <typename T>
FADECAST_HD T lab_root_inverse(T f) {
    return f > T(6. / 29) ? f * f * f : (f - T(4. / 29)) * T(108. / 841);
}

/// (L*, a*, b*) as (x, y, z), of X, Y and Z over those of the white.
template <typename T>
FADECAST_HD Triple<T> lab_of_relative_xyz(Triple<T> xyz) {
    const T fx = lab_root(xyz.x), fy = lab_root(xyz.y), fz = lab_root(xyz.z);
    return {116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)};
}
template <typename T>
FADECAST_HD Triple<T> lab_of_xyz(Triple<T> xyz, Illuminant illuminant = Illuminant::d65) {
    const Triple<T> reference = white<T>(illuminant);
    return lab_of_relative_xyz(Triple<T>{xyz.x / reference.x, xyz.y / reference.y, xyz.z / reference.z});
}
template <typename T>
FADECAST_HD Triple<T> xyz_of_lab(Triple<T> lab, Illuminant illuminant = Illuminant::d65) {
    const Triple<T> reference = white<T>(illuminant);
    const T fy = (lab.x + 16) / 116;
    return {reference.x * lab_root_inverse(fy + lab.y / 500), reference.y * lab_root_inverse(fy),
            reference.z * lab_root_inverse(fy - lab.z / 200)};
}

/// CIEDE2000 of two (L*, a*, b*); equation numbers of Sharma, Wu, Dalal, Color Res. Appl. 30 (2005) 21.
template <typename T>
FADECAST_HD T delta_e00(Triple<T> first, Triple<T> second) {
    const T pi = T(3.14159265358979323846), degree = pi / 180;
    const auto seventh_power = [](T v) { return v * v * v * v * v * v * v; };
    const T to_the_seventh = seventh_power(T(25));
    // (2)-(7): a* is stretched near the grey axis, then chroma and hue.
    const T mean_chroma = (std::sqrt(first.y * first.y + first.z * first.z) +
                           std::sqrt(second.y * second.y + second.z * second.z)) /
                          2;
    const T chroma7 = seventh_power(mean_chroma);
    const T stretch = 1 + (1 - std::sqrt(chroma7 / (chroma7 + to_the_seventh))) / 2;
    const T a1 = stretch * first.y, a2 = stretch * second.y;
    const T c1 = std::sqrt(a1 * a1 + first.z * first.z), c2 = std::sqrt(a2 * a2 + second.z * second.z);
    const auto hue = [&](T b, T a) {
        const T h = a == 0 && b == 0 ? T(0) : std::atan2(b, a);
        return h < 0 ? h + 2 * pi : h;
    };
    const T h1 = hue(first.z, a1), h2 = hue(second.z, a2);
    // (8)-(11), (14): differences and means. A pair of opposite hues sits on the branch of both, where
    // rounding decides: the tolerance puts it on the side of the published values.
    const T tolerance = sizeof(T) == 8 ? T(1e-11) : T(1e-6);
    const bool grey = c1 * c2 == 0;
    const bool far = std::abs(h2 - h1) > pi + tolerance;
    T dh = h2 - h1;
    if (far) dh += dh > 0 ? -2 * pi : 2 * pi;
    const T mean_hue = grey   ? h1 + h2
                       : !far ? (h1 + h2) / 2
                              : (h1 + h2 + (h1 + h2 < 2 * pi ? 2 * pi : -2 * pi)) / 2;
    const T dl = second.x - first.x, dc = c2 - c1;
    const T dbig_h = grey ? T(0) : 2 * std::sqrt(c1 * c2) * std::sin(dh / 2);
    // (15)-(21): weights.
    const T mean_l = (first.x + second.x) / 2, mean_c = (c1 + c2) / 2;
    const T t = 1 - T(.17) * std::cos(mean_hue - 30 * degree) + T(.24) * std::cos(2 * mean_hue) +
                T(.32) * std::cos(3 * mean_hue + 6 * degree) - T(.20) * std::cos(4 * mean_hue - 63 * degree);
    const T bump = (mean_hue / degree - 275) / 25;
    const T mean_c7 = seventh_power(mean_c);
    const T rotation =
        -2 * std::sqrt(mean_c7 / (mean_c7 + to_the_seventh)) * std::sin(60 * degree * std::exp(-bump * bump));
    const T from_middle = (mean_l - 50) * (mean_l - 50);
    const T l = dl / (1 + T(.015) * from_middle / std::sqrt(20 + from_middle));
    const T c = dc / (1 + T(.045) * mean_c);
    const T h = dbig_h / (1 + T(.015) * mean_c * t);
    const T square = l * l + c * c + h * h + rotation * c * h;
    return std::sqrt(square > 0 ? square : T(0));  // rounding may take a zero below zero
}

/// Linear light of the primaries of sRGB, IEC 61966-2-1.
template <typename T>
FADECAST_HD Triple<T> linear_srgb_of_xyz(Triple<T> xyz) {
    return {T(3.2404542) * xyz.x - T(1.5371385) * xyz.y - T(.4985314) * xyz.z,
            T(-.9692660) * xyz.x + T(1.8760108) * xyz.y + T(.0415560) * xyz.z,
            T(.0556434) * xyz.x - T(.2040259) * xyz.y + T(1.0572252) * xyz.z};
}

/// sRGB with its transfer curve. What it does not have loses chroma at constant L* and hue of L*a*b*, by
/// halving the interval between grey and the colour.
template <typename T>
FADECAST_HD Triple<T> srgb_of_xyz(Triple<T> xyz) {
    const T slack = T(1e-5);  // of linear light: rounding, and a thirtieth of one of 255 levels near black
    const auto within = [&](T v) { return v >= -slack && v <= 1 + slack; };
    const auto shown = [&](Triple<T> c) { return within(c.x) && within(c.y) && within(c.z); };
    Triple<T> linear = linear_srgb_of_xyz(xyz);
    if (!shown(linear)) {
        Triple<T> lab = lab_of_xyz(xyz);
        lab.x = lab.x < 0 ? T(0) : lab.x > 100 ? T(100) : lab.x;
        const auto paler = [&](T share) {
            return linear_srgb_of_xyz(xyz_of_lab(Triple<T>{lab.x, share * lab.y, share * lab.z}));
        };
        T low = 0, high = 1;
        for (int i = 0; i < 16; ++i) {
            const T middle = (low + high) / 2;
            (shown(paler(middle)) ? low : high) = middle;
        }
        linear = paler(low);
    }
    const auto encode = [](T v) {
        v = v < 0 ? T(0) : v > 1 ? T(1) : v;
        return v <= T(.0031308) ? T(12.92) * v : T(1.055) * std::pow(v, T(1 / 2.4)) - T(.055);
    };
    return {encode(linear.x), encode(linear.y), encode(linear.z)};
}

/// To cone responses of Bradford, scaled by the whites, and back: the colour that looks alike to an eye used
/// to `to_white`.
template <typename T>
FADECAST_HD Triple<T> adapt(Triple<T> xyz, Triple<T> from_white, Triple<T> to_white) {
    const auto cones = [](Triple<T> c) -> Triple<T> {
        return {T(.8951) * c.x + T(.2664) * c.y - T(.1614) * c.z,
                T(-.7502) * c.x + T(1.7135) * c.y + T(.0367) * c.z,
                T(.0389) * c.x - T(.0685) * c.y + T(1.0296) * c.z};
    };
    const Triple<T> seen = cones(xyz), from = cones(from_white), to = cones(to_white);
    const T l = seen.x / from.x * to.x, m = seen.y / from.y * to.y, s = seen.z / from.z * to.z;
    return {T(.9869929) * l - T(.1470543) * m + T(.1599627) * s,
            T(.4323053) * l + T(.5183603) * m + T(.0492912) * s,
            T(-.0085287) * l + T(.0400428) * m + T(.9684867) * s};
}
template <typename T>
FADECAST_HD Triple<T> adapt_to_d65(Triple<T> xyz, Illuminant illuminant) {
    return adapt(xyz, white<T>(illuminant), white<T>());
}

}  // namespace fadecast::colour
