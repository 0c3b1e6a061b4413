// Adding-doubling against published slabs, and skin against measured colours.

#include <fadecast/skin.hpp>

#include <gtest/gtest.h>
#include <adding_doubling.hpp>
#include <skin_optics.hpp>

#include <algorithm>
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

/// L*, a*, b* of forearms of twelve people, colorimetric values under D65 of spectra from NIST, "Reference
/// data set of human skin reflectance", C. C. Cooksey, D. W. Allen, B. K. Tsai, J. Res. NIST 122 (2017) 26.
constexpr double forearms[][3] = {
    {66.753, 8.452, 12.963},  {47.590, 11.520, 20.315}, {66.546, 8.668, 15.312},  {72.111, 6.836, 14.558},
    {69.656, 7.866, 12.310},  {66.032, 9.488, 15.904},  {64.770, 8.694, 18.224},  {70.055, 8.103, 16.914},
    {54.938, 10.228, 19.185}, {66.910, 8.625, 14.760},  {68.301, 10.086, 12.473}, {71.494, 8.396, 13.518},
};

Lab as_measured(const Skin& skin) {
    Spectrum reflectance = skin_reflectance(skin);
    for (double& r : reflectance) r += 1. / 36;  // the specular part of n = 1.4
    return lab_of_xyz(xyz_of_reflectance(reflectance));
}

Skin of_type(int type) {
    Skin skin;
    skin.epidermis_mm = .06;
    skin.melanin_fraction = melanin_fraction_of_ita(ita_of_fitzpatrick(type));
    return skin;
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
TEST(AddingDoubling, FewerStreamsAreCloseOnSkin) {
    // Semi-infinite dermis at 545 nm: 4 streams within 0.3 delta E00, which is 0.4 in L*, 2 % of the
    // reflectance.
    const std::vector<Slab> dermis{{2.5, 470, .778, 20}};
    EXPECT_NEAR(slabs<4>(1.4, dermis, false).reflectance / slabs<24>(1.4, dermis, false).reflectance, 1, .02);
    EXPECT_NEAR(slabs<8>(1.4, dermis, false).reflectance / slabs<24>(1.4, dermis, false).reflectance, 1, .01);
}

TEST(Skin, FitsMeasuredForearms) {
    std::vector<double> misses;
    for (const auto& f : forearms) {
        const Lab lab{f[0], f[1], f[2]};
        Skin start;
        start.epidermis_mm = .06;
        start.melanin_fraction = melanin_fraction_of_ita(ita_deg(lab));
        misses.push_back(delta_e00(as_measured(fit_skin(lab, start)), lab));
    }
    std::sort(misses.begin(), misses.end());
    EXPECT_LE((misses[5] + misses[6]) / 2,
              .4);                  // the aim for all sixty people of the set, see docs/validation.md
    EXPECT_LE(misses.back(), 2.6);  // the worst of the sixty: very little blood, at the edge of the priors
}
TEST(Skin, FindsItsOwnParametersAgain) {
    Skin truth = of_type(3), start = of_type(2);
    truth.blood_fraction = .012;
    const Skin found = fit_skin(as_measured(truth), start);
    EXPECT_NEAR(found.melanin_fraction / truth.melanin_fraction, 1, .02);  // the priors pull a little
    EXPECT_NEAR(found.blood_fraction / truth.blood_fraction, 1, .05);
    EXPECT_NEAR(found.blood_saturation, truth.blood_saturation, .03);
}
TEST(Skin, TypesReachTheirMeasuredColours) {
    // Means of measured skin by ITA class; the fit has to be able to explain each.
    const Lab types[] = {
        {70.8, 8.4, 13.2}, {67.3, 9.5, 14.8}, {63.0, 10.2, 18.1}, {56.5, 11.5, 21.1}, {48.9, 11.6, 19.8}};
    for (int type = 1; type <= 5; ++type) {
        const Lab lab = types[type - 1];
        EXPECT_LE(delta_e00(as_measured(fit_skin(lab, of_type(type))), lab), 1.5) << "type " << type;
    }
}
TEST(Skin, DarkensWithMelaninAndReddensWithBlood) {
    for (int type = 2; type <= 6; ++type)
        EXPECT_LT(skin_colour(of_type(type)).lightness, skin_colour(of_type(type - 1)).lightness);
    Skin flushed = of_type(2);
    flushed.blood_fraction *= 2;
    EXPECT_GT(skin_colour(flushed).a, skin_colour(of_type(2)).a + 2);
}
TEST(Skin, KeepsTheMelaninLoadWhenTheEpidermisIsThicker) {
    Skin thick = of_type(4), loaded = of_type(4);
    thick.epidermis_mm = .12;
    loaded.melanin_fraction *= 2;
    // The same load in twice the thickness scatters a little more; twice the load would be much darker.
    const double thin = skin_colour(of_type(4)).lightness;
    EXPECT_NEAR(skin_colour(thick).lightness, thin, 4);
    EXPECT_LT(skin_colour(loaded).lightness, thin - 8);
}
TEST(Skin, LetsUltravioletThroughAsExpected) {
    // Fluence at 0.3 mm and 365 nm over the irradiance, 60 um epidermis, scatter scale 1.9 and 1.0; ranges as
    // derived for this model with two printed digits, hence the half digit.
    const double range[][3] = {{1, .21, .41}, {3, .14, .31}, {5, .04, .11}};
    for (const auto& r : range)
        for (double scale : {1.9, 1.0}) {
            Skin skin = of_type(int(r[0]));
            skin.scatter_scale = scale;
            EXPECT_GT(fluence_ratio(skin, 365, .3), r[1] - .005) << "type " << r[0];
            EXPECT_LT(fluence_ratio(skin, 365, .3), r[2] + .005) << "type " << r[0];
        }
}
TEST(Skin, DimsLightWithDepthAndMelanin) {
    EXPECT_NEAR(light_transmittance(of_type(2), 0), 1, 1e-3);  // the quadrature's Y of white
    double before = 1.1;
    for (double depth : {.0, .05, .1, .3, .6, 1.2}) {
        const double now = light_transmittance(of_type(2), depth);
        EXPECT_LT(now, before);
        before = now;
    }
    EXPECT_LT(light_transmittance(of_type(6), .3), light_transmittance(of_type(1), .3));
}
TEST(Skin, RejectsValuesThatCannotBe) {
    Skin skin;
    skin.blood_fraction = -1;
    EXPECT_THROW(skin_reflectance(skin), Error);
    EXPECT_THROW(fluence_ratio(Skin{}, 1000, .3), Error);
    EXPECT_THROW(ita_of_fitzpatrick(7), Error);
}
