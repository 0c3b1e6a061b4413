#pragma once
// Adding-doubling for layered turbid media, on N discrete directions per hemisphere ("streams") and W lanes
// at once. Prahl, van Gemert, Welch, Appl. Opt. 32 (1993) 559; symmetric form: the amplitude of stream i is
// sqrt(2 mu_i w_i) times its radiance, so that reciprocity makes every matrix of a homogeneous layer
// symmetric and the unit matrix is 1. Henyey-Greenstein scattering with the delta-M cut (Wiscombe, J. Atmos.
// Sci. 34 (1977) 1408).

#include "lane_matrix.hpp"
#include "streams.hpp"

namespace fadecast::adding_doubling {

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

/// What turns the streams into each other per `scale` of depth: with s = loss - forward gain and b = backward
/// gain, `sum` = s - b drives the difference of downward and upward light by their sum, `difference` = s + b
/// the sum by the difference. Absorption and reduced scattering per unit of depth, g the anisotropy, all per
/// lane.
template <int N, int W>
FADECAST_HD void make_exchange(const Streams<N>& streams, const double* absorption, const double* reduced,
                               const double* g, const double* scale, Matrix<N, W>& sum,
                               Matrix<N, W>& difference) {
    double moment[N][W], absorbed[W], scattered[W];
    for (int l = 0; l < W; ++l) {
        double cut = 1, power = 1;
        for (int k = 0; k < N; ++k) cut *= g[l];
        for (int k = 0; k < N; ++k, power *= g[l]) moment[k][l] = (2 * k + 1) * (power - cut) / (1 - cut);
        absorbed[l] = scale[l] * absorption[l];
        scattered[l] = scale[l] * reduced[l] * cut_scattering_per_reduced<N>(g[l]);
    }
    for (int i = 0; i < N; ++i)
        for (int j = 0; j <= i; ++j) {
            const double gain =
                std::sqrt(streams.weight[i] * streams.weight[j] / (streams.mu[i] * streams.mu[j]));
            double even[W] = {}, odd[W] = {};
            for (int k = 0; k < N; ++k) {
                const double p = streams.legendre[k][i] * streams.legendre[k][j];
                double* part = k % 2 ? odd : even;
                for (int l = 0; l < W; ++l) part[l] += moment[k][l] * p;
            }
            for (int l = 0; l < W; ++l) {
                const double loss = i == j ? (absorbed[l] + scattered[l]) / streams.mu[i] : 0;
                sum.v[i][j][l] = sum.v[j][i][l] = loss - scattered[l] * gain * even[l];
                difference.v[i][j][l] = difference.v[j][i][l] = loss - scattered[l] * gain * odd[l];
            }
        }
}

/// From a layer to one twice as thick. `even` makes the net flux at a face out of the sum of the light there,
/// when the layer is lit alike from both sides: G tanh(X). `odd` does so when the two sides cancel: G
/// coth(X).
///   tanh 2X = 2 / (tanh X + coth X),   coth 2X = (tanh X + coth X) / 2.
/// So doubling takes the harmonic and the arithmetic mean, which meet at the geometric one: G, of the
/// half-space.
template <int N, int W>
FADECAST_HD void double_layer(Matrix<N, W>& even, Matrix<N, W>& odd) {
    Matrix<N, W> inverse, share;
    for (int i = 0; i < N; ++i)
        for (int j = 0; j < N; ++j)
            for (int l = 0; l < W; ++l) inverse.v[i][j][l] = .5 * (even.v[i][j][l] + odd.v[i][j][l]);
    const Matrix<N, W> mean = inverse;
    invert_symmetric(inverse);
    multiply(inverse, odd, share);
    multiply_to_symmetric(even, share, inverse);
    even = inverse;
    odd = mean;
}

/// m = scale / (1 + m) - shift, for a symmetric m
template <int N, int W>
FADECAST_HD void reflect(Matrix<N, W>& m, double scale, double shift) {
    for (int i = 0; i < N; ++i)
        for (int l = 0; l < W; ++l) m.v[i][i][l] += 1;
    invert_symmetric(m);
    for (int i = 0; i < N; ++i)
        for (int j = 0; j < N; ++j)
            for (int l = 0; l < W; ++l) m.v[i][j][l] = scale * m.v[i][j][l] - (i == j ? shift : 0.);
}

/// Absorption and reduced scattering are optical depths of the whole layer, g the anisotropy, all per lane.
/// The first sublayer, of thickness 2^-doublings, has
///   tanh X = 1 / (1/X + X/3),   coth X = 1/X + X/3,
/// to X^4/45, and positive for any X: the means of X and 3/X, stretched.
template <int N, int W>
FADECAST_HD void make_layer(const Streams<N>& streams, const double* absorption, const double* reduced,
                            const double* g, int doublings, Layer<N, W>& layer) {
    double half[W];
    for (int l = 0; l < W; ++l) half[l] = .5;
    for (int i = 0; i < doublings; ++i)
        for (int l = 0; l < W; ++l) half[l] *= .5;
    Matrix<N, W>&even = layer.transmission, &odd = layer.reflection;
    make_exchange(streams, absorption, reduced, g, half, even, odd);
    invert_symmetric(odd);
    stretch(odd, 3);
    double_layer(even, odd);
    stretch(even, .5);
    stretch(odd, 2. / 3);
    for (int d = 0; d < doublings; ++d) double_layer(even, odd);
    reflect(even, 1, .5);
    reflect(odd, 1, .5);
    for (int i = 0; i < N; ++i)
        for (int j = 0; j < N; ++j)
            for (int l = 0; l < W; ++l) {
                const double lit_alike = even.v[i][j][l], lit_against = odd.v[i][j][l];
                layer.transmission.v[i][j][l] = lit_alike - lit_against;
                layer.reflection.v[i][j][l] = lit_alike + lit_against;
            }
}

/// Reflection of a half-space that absorbs, from the two means of doubling: the thickness that they begin at
/// does not matter for where they meet, and is chosen so that they do soon.
/// @param absorption  as `reduced`, per unit of depth
template <int N, int W>
FADECAST_HD void reflect_half_space(const Streams<N>& streams, const double* absorption,
                                    const double* reduced, const double* g, Matrix<N, W>& reflection) {
    constexpr int doublings = N <= 4 ? 8 : N <= 8 ? 9 : 13;  // to 1e-9 for anything like skin
    double scale[W];
    for (int l = 0; l < W; ++l) {  // one over the geometric mean of the fastest and the slowest decay
        const double extinction = absorption[l] + reduced[l] * cut_scattering_per_reduced<N>(g[l]);
        const double slowest = std::sqrt(3 * absorption[l] * (absorption[l] + reduced[l]));
        scale[l] = std::sqrt(streams.mu[0] / (extinction * slowest));
    }
    Matrix<N, W> even;
    make_exchange(streams, absorption, reduced, g, scale, even, reflection);
    invert_symmetric(reflection);
    for (int d = 0; d < doublings; ++d) double_layer(even, reflection);
    reflect(reflection, 2, 1);
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
