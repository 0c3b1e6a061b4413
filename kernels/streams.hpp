#pragma once
// The discrete directions of adding-doubling, and what a surface of other refractive index does to each.

#include "portable.hpp"

#include <cmath>

namespace fadecast::adding_doubling {

/// The directions, inside a medium of refractive index n under air.
template <int N>
struct Streams {
    double mu[N], weight[N];  ///< quadrature of the integral over mu from 0 to 1; the last node is mu = 1
    double root[N];           ///< sqrt(2 mu w)
    double mirror[N];         ///< internal Fresnel reflection of the surface
    double legendre[N][N];    ///< P_k(mu_i), [k][i]
    double index;             ///< refractive index n
    double specular;          ///< external reflection at normal incidence
    double diffuse_mirror;    ///< internal reflection of isotropic light
};

FADECAST_HD inline double fresnel(double inside, double n) {
    const double outside_square = 1 - n * n * (1 - inside * inside);
    if (outside_square <= 0) return 1;
    const double outside = std::sqrt(outside_square);
    const double s = (n * inside - outside) / (n * inside + outside),
                 p = (n * outside - inside) / (n * outside + inside);
    return (s * s + p * p) / 2;
}

/// P_m(x) and P_{m-1}(x).
inline void legendre(int m, double x, double& value, double& previous) {
    value = 1, previous = 0;
    for (int k = 0; k < m; ++k) {
        const double next = ((2 * k + 1) * x * value - k * previous) / (k + 1);
        previous = value, value = next;
    }
}

/// Gauss nodes on (low, high), or Radau nodes that include `high`.
inline void place_nodes(double* node, double* weight, int m, double low, double high, bool include_high) {
    // Roots of f = P_m, or of (P_m + P_{m-1}) / (1 + x) with x = -1 fixed and the axis then flipped.
    int found = 0;
    const auto f = [&](double x) {
        double p, q;
        legendre(m, x, p, q);
        return include_high ? p + q : p;
    };
    const auto keep = [&](double x, double w) {
        node[found] = low + (high - low) * (1 + (include_high ? -x : x)) / 2;
        weight[found++] = w * (high - low) / 2;
    };
    if (include_high) keep(-1, 2.0 / (m * m));
    const int scan = 400 * m;
    for (int i = 1; i < scan && found < m; ++i) {
        double left = -std::cos(3.14159265358979323846 * i / scan),
               right = -std::cos(3.14159265358979323846 * (i + 1) / scan);
        if (f(left) * f(right) > 0) continue;
        for (int j = 0; j < 60; ++j) {
            const double middle = (left + right) / 2;
            (f(left) * f(middle) <= 0 ? right : left) = middle;
        }
        const double x = (left + right) / 2;
        double p, q;
        legendre(m, x, p, q);
        const double slope = m * (q - x * p) / (1 - x * x);
        keep(x, include_high ? (1 - x) / (m * m * q * q) : 2 / ((1 - x * x) * slope * slope));
    }
    if (include_high) {  // flipped: mu = 1 came first
        for (int i = 0; i < m / 2; ++i) {
            const double x = node[i], w = weight[i];
            node[i] = node[m - 1 - i], weight[i] = weight[m - 1 - i];
            node[m - 1 - i] = x, weight[m - 1 - i] = w;
        }
    }
}

/// Half of the streams below the critical angle, half above, so that no interval holds the kink of total
/// reflection.
template <int N>
Streams<N> make_streams(double n) {
    Streams<N> streams;
    if (n > 1) {
        const double critical = std::sqrt(1 - 1 / (n * n));
        place_nodes(streams.mu, streams.weight, N / 2, 0, critical, false);
        place_nodes(streams.mu + N / 2, streams.weight + N / 2, N / 2, critical, 1, true);
    } else {
        place_nodes(streams.mu, streams.weight, N, 0, 1, true);
    }
    streams.index = n;
    streams.specular = (n - 1) * (n - 1) / ((n + 1) * (n + 1));
    streams.diffuse_mirror = 0;
    double total = 0;
    for (int i = 0; i < N; ++i) {
        const double flux = 2 * streams.mu[i] * streams.weight[i];
        streams.root[i] = std::sqrt(flux);
        streams.mirror[i] = fresnel(streams.mu[i], n);
        streams.diffuse_mirror += flux * streams.mirror[i];
        total += flux;
        for (int k = 0; k < N; ++k) {
            double previous;
            legendre(k, streams.mu[i], streams.legendre[k][i], previous);
        }
    }
    streams.diffuse_mirror /= total;
    return streams;
}

}  // namespace fadecast::adding_doubling
