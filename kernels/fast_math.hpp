#pragma once
// exp, log, cube roots and points of a circle that g++ turns into SIMD code inside a lane loop, and the same
// code on the GPU. Cephes polynomials (S. Moshier), about 1e-7 relative; exp(0) = 1 and log(1) = 0 exactly.
// In double the library's functions serve.

#include "portable.hpp"

#include <bit>
#include <cmath>
#include <cstdint>

namespace fadecast::fast {

FADECAST_HD inline float exp(float x) {
    x = x < -87.f ? -87.f : x > 88.f ? 88.f : x;
    const float scaled = x * 1.44269504088896341f;
    const std::int32_t n = std::int32_t(scaled + (scaled < 0 ? -.5f : .5f));
    const float f = float(n);
    const float r = x - f * .693359375f + f * 2.12194440e-4f;
    const float p =
        ((((1.9875691500e-4f * r + 1.3981999507e-3f) * r + 8.3334519073e-3f) * r + 4.1665795894e-2f) * r +
         1.6666665459e-1f) *
            r +
        5.0000001201e-1f;
    return (p * r * r + r + 1.f) * std::bit_cast<float>((n + 127) << 23);
}

/// x > 0 and normal.
FADECAST_HD inline float log(float x) {
    const std::int32_t bits = std::bit_cast<std::int32_t>(x);
    const std::int32_t exponent = (bits - 0x3f3504f3) >> 23;
    const float f = std::bit_cast<float>(bits - (exponent << 23)) - 1.f, e = float(exponent);
    float p = 7.0376836292e-2f;
    p = p * f - 1.1514610310e-1f;
    p = p * f + 1.1676998740e-1f;
    p = p * f - 1.2420140846e-1f;
    p = p * f + 1.4249322787e-1f;
    p = p * f - 1.6668057665e-1f;
    p = p * f + 2.0000714765e-1f;
    p = p * f - 2.4999993993e-1f;
    p = p * f + 3.3333331174e-1f;
    return f + (p * f * f * f - .5f * f * f - 2.12194440e-4f * e) + .693359375f * e;
}

/// A point of the unit circle for 32 random bits: the upper two choose the quarter, the next 23 the angle.
FADECAST_HD inline void random_direction(std::uint32_t bits, float& cosine, float& sine) {
    const float x = (float(std::int32_t(bits << 2 >> 9)) + .5f - 4194304.f) * 1.8725467e-7f;  // pi/2 2^-23
    const float x2 = x * x;
    const float s = x + x * x2 * ((-1.9515295891e-4f * x2 + 8.3321608736e-3f) * x2 - 1.6666654611e-1f);
    const float c =
        1.f - .5f * x2 +
        x2 * x2 * ((2.443315711809948e-5f * x2 - 1.388731625493765e-3f) * x2 + 4.166664568298827e-2f);
    const bool swapped = std::int32_t(bits << 1) < 0, negative = std::int32_t(bits) < 0;
    const float a = swapped ? -s : c, b = swapped ? c : s;
    cosine = negative ? -a : a;
    sine = negative ? -b : b;
}

/// 0 < x < 1e38 and normal, to 2.4e-7: a guess from the exponent, to 4 %, and two steps of Halley's method,
/// each of which cubes the error.
FADECAST_HD inline float cube_root(float x) {
    float y =
        std::bit_cast<float>(std::int32_t(float(std::bit_cast<std::int32_t>(x)) * (1.f / 3)) + 0x2a5137a0);
    for (int step = 0; step < 2; ++step) {
        const float cube = y * y * y;
        y *= (cube + 2 * x) / (2 * cube + x);
    }
    return y;
}

FADECAST_HD inline double cube_root(double x) { return std::cbrt(x); }
FADECAST_HD inline double exp(double x) { return std::exp(x); }
FADECAST_HD inline double log(double x) { return std::log(x); }

}  // namespace fadecast::fast
