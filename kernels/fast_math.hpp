#pragma once
// exp and log that g++ turns into SIMD code inside a lane loop, and the same code on the GPU. Cephes
// polynomials (S. Moshier), about 1e-7 relative; exp(0) = 1 and log(1) = 0 exactly. In double the library's
// functions serve.

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

FADECAST_HD inline double exp(double x) { return std::exp(x); }
FADECAST_HD inline double log(double x) { return std::log(x); }

}  // namespace fadecast::fast
