// Adding-doubling against published slabs and its own laws.

#include <gtest/gtest.h>
#include <adding_doubling.hpp>

#include <cmath>
#include <vector>

using namespace fadecast;
namespace ad = adding_doubling;

namespace {

struct Slab {
    double absorption, scattering, anisotropy, thickness;
};
struct Result {
    double reflectance, transmittance;
};

/// Slabs under air, lit at normal incidence; air or, without `mirror_below`, the same index beneath.
template <int N>
Result slabs(double index, const std::vector<Slab>& slabs, bool mirror_below) {
    const auto streams = ad::make_streams<N>(index);
    ad::Above<N, 1> above;
    ad::start_at_surface(streams, above);
    ad::Layer<N, 1> layer;
    for (const Slab& s : slabs) {
        const double absorption = s.absorption * s.thickness;
        const double reduced = s.scattering * (1 - s.anisotropy) * s.thickness;
        ad::make_layer(streams, &absorption, &reduced, &s.anisotropy, 24, layer);
        ad::add_below(layer, above);
    }
    ad::Matrix<N, 1> below{};
    for (int i = 0; i < N; ++i) below.v[i][i][0] = mirror_below ? streams.mirror[i] : 0;
    Result result{0, 0};
    ad::total_reflectance(above, below, &result.reflectance);
    ad::Vector<N, 1> down;
    ad::arriving(above, below, down);
    for (int i = 0; i < N; ++i)
        result.transmittance += streams.root[i] * (1 - (mirror_below ? streams.mirror[i] : 0)) * down.v[i][0];
    return result;
}

}  // namespace

// 1e-4 is what 24 streams reach of the published tables (Prahl et al., Appl. Opt. 32 (1993) 559).
TEST(AddingDoubling, MatchesVanDeHulstsSlab) {
    const Result r = slabs<24>(1, {{10, 90, .75, .02}}, false);
    EXPECT_NEAR(r.reflectance, .097395, 2e-6);  // here all printed digits
    EXPECT_NEAR(r.transmittance, .660958, 2e-6);
}
TEST(AddingDoubling, MatchesGiovanellisMedium) {
    EXPECT_NEAR(.04 + slabs<24>(1.5, {{10, 90, 0, 10}}, false).reflectance, .25992, 1e-4);
}
TEST(AddingDoubling, MatchesThreeLayers) {
    const Result r = slabs<24>(1.37, {{1, 100, .9, .1}, {1, 10, 0, .1}, {2, 10, .7, .2}}, true);
    EXPECT_NEAR(r.reflectance, .23786, 1e-4);
    EXPECT_NEAR(r.transmittance, .09605, 1e-4);
}
TEST(AddingDoubling, KeepsTheEnergyOfAWhiteSlab) {
    for (double index : {1., 1.4}) {
        const Result r = slabs<4>(index, {{0, 50, .8, .3}}, true);
        const double specular = std::pow((index - 1) / (index + 1), 2);
        EXPECT_NEAR(r.reflectance + r.transmittance, 1 - specular, 1e-7);  // rounding, doubled 24 times
    }
}
TEST(AddingDoubling, OneLayerIsManyThinnerOnes) {
    // Twelve equal slabs against one: both to about 1e-9, which is what the first sublayer is good for.
    const Slab whole{.4, 300, .8, .6}, part{.4, 300, .8, .05};
    const Result one = slabs<8>(1.4, {whole}, false),
                 many = slabs<8>(1.4, std::vector<Slab>(12, part), false);
    EXPECT_NEAR(one.reflectance, many.reflectance, 1e-9);
    EXPECT_NEAR(one.transmittance, many.transmittance, 1e-9);
}
TEST(AddingDoubling, HalfSpaceIsAVeryThickLayer) {
    // From white as marrow to black as ink: 1e-9 is what the means of doubling are iterated to.
    for (const double absorption : {.01, .3, 5., 300.}) {
        const double reduced = 5, g = .8;
        const auto streams = ad::make_streams<4>(1.4);
        ad::Matrix<4, 1> half_space;
        ad::reflect_half_space(streams, &absorption, &reduced, &g, half_space);
        const double thick_absorption = 100 * absorption, thick_reduced = 100 * reduced;
        ad::Layer<4, 1> layer;
        ad::make_layer(streams, &thick_absorption, &thick_reduced, &g, 18, layer);
        for (int i = 0; i < 4; ++i)
            for (int j = 0; j < 4; ++j)
                EXPECT_NEAR(half_space.v[i][j][0], layer.reflection.v[i][j][0], 1e-9) << absorption;
    }
}
