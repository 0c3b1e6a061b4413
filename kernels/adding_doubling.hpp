#pragma once
// Adding-doubling for layered turbid media, on N discrete directions per hemisphere ("streams") and W lanes
// at once. Prahl, van Gemert, Welch, Appl. Opt. 32 (1993) 559; symmetric form: the amplitude of stream i is
// sqrt(2 mu_i w_i) times its radiance, so that reciprocity makes every matrix of a homogeneous layer
// symmetric and the unit matrix is 1. Henyey-Greenstein scattering with the delta-M cut (Wiscombe, J. Atmos.
// Sci. 34 (1977) 1408).

#include "streams.hpp"

namespace fadecast::adding_doubling {

template <int N, int W>
struct Matrix {
    double v[N][N][W];
};
template <int N, int W>
struct Vector {
    double v[N][W];
};

/// out = a b
template <int N, int W>
FADECAST_HD void multiply(const Matrix<N, W>& a, const Matrix<N, W>& b, Matrix<N, W>& out) {
    for (int i = 0; i < N; ++i)
        for (int j = 0; j < N; ++j) {
            double sum[W] = {};
            for (int k = 0; k < N; ++k)
                for (int l = 0; l < W; ++l) sum[l] += a.v[i][k][l] * b.v[k][j][l];
            for (int l = 0; l < W; ++l) out.v[i][j][l] = sum[l];
        }
}

/// m = 1 - m
template <int N, int W>
FADECAST_HD void subtract_from_one(Matrix<N, W>& m) {
    for (int i = 0; i < N; ++i)
        for (int j = 0; j < N; ++j)
            for (int l = 0; l < W; ++l) m.v[i][j][l] = (i == j ? 1. : 0.) - m.v[i][j][l];
}

/// Gauss-Jordan in place without pivoting: energy conservation keeps these matrices diagonally strong.
template <int N, int W>
FADECAST_HD void invert(Matrix<N, W>& m) {
    for (int k = 0; k < N; ++k) {
        double pivot[W];
        for (int l = 0; l < W; ++l) pivot[l] = 1 / m.v[k][k][l];
        for (int l = 0; l < W; ++l) m.v[k][k][l] = 1;
        for (int j = 0; j < N; ++j)
            for (int l = 0; l < W; ++l) m.v[k][j][l] *= pivot[l];
        for (int i = 0; i < N; ++i) {
            if (i == k) continue;
            double factor[W];
            for (int l = 0; l < W; ++l) factor[l] = m.v[i][k][l], m.v[i][k][l] = 0;
            for (int j = 0; j < N; ++j)
                for (int l = 0; l < W; ++l) m.v[i][j][l] -= factor[l] * m.v[k][j][l];
        }
    }
}

/// A homogeneous layer: the same from both sides.
template <int N, int W>
struct Layer {
    Matrix<N, W> reflection, transmission;
};

/// Henyey-Greenstein moments after the delta-M cut, and the scattering that the cut leaves per unit of
/// reduced scattering.
template <int N>
FADECAST_HD double cut_scattering_per_reduced(double g) {
    double cut = 1;
    for (int k = 0; k < N; ++k) cut *= g;
    return (1 - cut) / (1 - g);
}

/// Absorption and reduced scattering are optical depths of the whole layer, g the anisotropy, all per lane.
/// The first sublayer, of thickness 2^-doublings, follows from the diamond rule (Wiscombe, JQSRT 16 (1976)
/// 637): with s = (streams loss - forward gain), b = backward gain, T + R = 2 / (1 + s - b) - 1 and T - R = 2
/// / (1 + s + b) - 1.
template <int N, int W>
FADECAST_HD void make_layer(const Streams<N>& streams, const double* absorption, const double* reduced,
                            const double* g, int doublings, Layer<N, W>& layer) {
    double half = .5;
    for (int i = 0; i < doublings; ++i) half *= .5;
    double moment[N][W], scattering[W];
    for (int l = 0; l < W; ++l) {
        double cut = 1, power = 1;
        for (int k = 0; k < N; ++k) cut *= g[l];
        for (int k = 0; k < N; ++k, power *= g[l]) moment[k][l] = (2 * k + 1) * (power - cut) / (1 - cut);
        scattering[l] = reduced[l] * cut_scattering_per_reduced<N>(g[l]);
    }
    Matrix<N, W>&r = layer.reflection, &t = layer.transmission;
    for (int i = 0; i < N; ++i)
        for (int j = 0; j < N; ++j) {
            const double scale =
                .5 * std::sqrt(streams.weight[i] * streams.weight[j] / (streams.mu[i] * streams.mu[j]));
            double even[W] = {}, odd[W] = {};
            for (int k = 0; k < N; ++k) {
                const double p = streams.legendre[k][i] * streams.legendre[k][j];
                double* part = k % 2 ? odd : even;
                for (int l = 0; l < W; ++l) part[l] += moment[k][l] * p;
            }
            for (int l = 0; l < W; ++l) {
                const double loss = i == j ? 1 + half * (absorption[l] + scattering[l]) / streams.mu[i] : 0;
                const double gain = half * scattering[l] * scale;
                t.v[i][j][l] = loss - gain * 2 * even[l];
                r.v[i][j][l] = loss - gain * 2 * odd[l];
            }
        }
    invert(t);
    invert(r);
    for (int i = 0; i < N; ++i)
        for (int j = 0; j < N; ++j)
            for (int l = 0; l < W; ++l) {
                const double plus = t.v[i][j][l], minus = r.v[i][j][l];
                t.v[i][j][l] = plus + minus - (i == j ? 1. : 0.);
                r.v[i][j][l] = plus - minus;
            }
    Matrix<N, W> inverse, through, back;
    for (int d = 0; d < doublings; ++d) {
        multiply(r, r, inverse);
        subtract_from_one(inverse);
        invert(inverse);
        multiply(inverse, t, through);
        multiply(t, through, inverse);  // the new transmission
        multiply(r, through, back);
        multiply(t, back, through);
        for (int i = 0; i < N; ++i)
            for (int j = 0; j < N; ++j)
                for (int l = 0; l < W; ++l) {
                    r.v[i][j][l] += through.v[i][j][l];
                    t.v[i][j][l] = inverse.v[i][j][l];
                }
    }
}

/// below = reflection of the layer on top of what reflects `below`:  R + T Rb (1 - R Rb)^-1 T
template <int N, int W>
FADECAST_HD void add_on_top(const Layer<N, W>& layer, Matrix<N, W>& below) {
    Matrix<N, W> inverse, product;
    multiply(layer.reflection, below, inverse);
    subtract_from_one(inverse);
    invert(inverse);
    multiply(below, inverse, product);
    multiply(product, layer.transmission, inverse);
    multiply(layer.transmission, inverse, below);
    for (int i = 0; i < N; ++i)
        for (int j = 0; j < N; ++j)
            for (int l = 0; l < W; ++l) below.v[i][j][l] += layer.reflection.v[i][j][l];
}

/// Everything above some depth, lit by one unit of flux from the air, at normal incidence unless said
/// otherwise.
template <int N, int W>
struct Above {
    Vector<N, W> down;      ///< amplitudes that arrive at the depth when nothing comes back
    Vector<N, W> out;       ///< flux that leaves the surface per upward amplitude at the depth
    Matrix<N, W> mirror;    ///< reflection of upward light back down
    double reflectance[W];  ///< flux out when nothing comes back, without the specular part
};

template <int N, int W>
FADECAST_HD void start_at_surface(const Streams<N>& streams, Above<N, W>& above) {
    for (int i = 0; i < N; ++i)
        for (int l = 0; l < W; ++l) {
            above.down.v[i][l] = i == N - 1 ? (1 - streams.specular) / streams.root[i] : 0;
            above.out.v[i][l] = streams.root[i] * (1 - streams.mirror[i]);
            for (int j = 0; j < N; ++j) above.mirror.v[i][j][l] = i == j ? streams.mirror[i] : 0;
        }
    for (int l = 0; l < W; ++l) above.reflectance[l] = 0;
}

/// The same under diffuse instead of normal light of unit flux; radiance grows by n^2 on entering.
template <int N, int W>
FADECAST_HD void light_diffusely(const Streams<N>& streams, Above<N, W>& at_surface) {
    for (int i = 0; i < N; ++i)
        for (int l = 0; l < W; ++l)
            at_surface.down.v[i][l] =
                streams.root[i] * (1 - streams.mirror[i]) * streams.index * streams.index;
}

/// Downward amplitudes at the depth with `below` under it:  (1 - mirror below)^-1 down
template <int N, int W>
FADECAST_HD void arriving(const Above<N, W>& above, const Matrix<N, W>& below, Vector<N, W>& amplitude) {
    Matrix<N, W> inverse;
    multiply(above.mirror, below, inverse);
    subtract_from_one(inverse);
    invert(inverse);
    for (int i = 0; i < N; ++i) {
        for (int l = 0; l < W; ++l) amplitude.v[i][l] = 0;
        for (int j = 0; j < N; ++j)
            for (int l = 0; l < W; ++l) amplitude.v[i][l] += inverse.v[i][j][l] * above.down.v[j][l];
    }
}

/// Reflectance of the whole, without the specular part.
template <int N, int W>
FADECAST_HD void total_reflectance(const Above<N, W>& above, const Matrix<N, W>& below, double* reflectance) {
    Vector<N, W> amplitude;
    arriving(above, below, amplitude);
    for (int l = 0; l < W; ++l) reflectance[l] = above.reflectance[l];
    for (int i = 0; i < N; ++i)
        for (int j = 0; j < N; ++j)
            for (int l = 0; l < W; ++l)
                reflectance[l] += above.out.v[i][l] * below.v[i][j][l] * amplitude.v[j][l];
}

/// Flux that arrives at the depth when nothing comes back.
template <int N, int W>
FADECAST_HD void transmittance(const Streams<N>& streams, const Above<N, W>& above, double* flux) {
    for (int l = 0; l < W; ++l) flux[l] = 0;
    for (int i = 0; i < N; ++i)
        for (int l = 0; l < W; ++l) flux[l] += streams.root[i] * above.down.v[i][l];
}

/// Takes one more layer from below.
template <int N, int W>
FADECAST_HD void add_below(const Layer<N, W>& layer, Above<N, W>& above) {
    Vector<N, W> amplitude;
    arriving(above, layer.reflection, amplitude);
    Matrix<N, W> inverse, product;
    multiply(layer.reflection, above.mirror, inverse);
    subtract_from_one(inverse);
    invert(inverse);
    multiply(inverse, layer.transmission, product);
    Vector<N, W> out = above.out;
    for (int i = 0; i < N; ++i)
        for (int j = 0; j < N; ++j)
            for (int l = 0; l < W; ++l)
                above.reflectance[l] += out.v[i][l] * layer.reflection.v[i][j][l] * amplitude.v[j][l];
    for (int i = 0; i < N; ++i) {
        double down[W] = {}, up[W] = {};
        for (int j = 0; j < N; ++j)
            for (int l = 0; l < W; ++l) {
                down[l] += layer.transmission.v[i][j][l] * amplitude.v[j][l];
                up[l] += out.v[j][l] * product.v[j][i][l];
            }
        for (int l = 0; l < W; ++l) above.down.v[i][l] = down[l], above.out.v[i][l] = up[l];
    }
    multiply(above.mirror, product, inverse);
    multiply(layer.transmission, inverse, above.mirror);
    for (int i = 0; i < N; ++i)
        for (int j = 0; j < N; ++j)
            for (int l = 0; l < W; ++l) above.mirror.v[i][j][l] += layer.reflection.v[i][j][l];
}

}  // namespace fadecast::adding_doubling
