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

/// Colour matching functions (CIE 1931, 2 degrees) times D65 from 400 to 700 nm in steps of 5 nm; what lies
/// outside is added to the ends.
constexpr double xyz_weight[][3] = {
    {0.00104, 0.00003, 0.00494}, {0.00096, 0.00003, 0.00454}, {0.00188, 0.00005, 0.00898},
    {0.00340, 0.00010, 0.01624}, {0.00594, 0.00018, 0.02854}, {0.00915, 0.00031, 0.04428},
    {0.01164, 0.00048, 0.05683}, {0.01489, 0.00076, 0.07355}, {0.01728, 0.00114, 0.08669},
    {0.01827, 0.00156, 0.09357}, {0.01861, 0.00210, 0.09811}, {0.01770, 0.00267, 0.09689},
    {0.01621, 0.00334, 0.09305}, {0.01382, 0.00407, 0.08411}, {0.01062, 0.00494, 0.06998},
    {0.00776, 0.00615, 0.05689}, {0.00525, 0.00763, 0.04459}, {0.00308, 0.00900, 0.03276},
    {0.00165, 0.01071, 0.02395}, {0.00076, 0.01335, 0.01823}, {0.00025, 0.01671, 0.01407},
    {0.00012, 0.02092, 0.01091}, {0.00047, 0.02566, 0.00807}, {0.00146, 0.03059, 0.00562},
    {0.00314, 0.03520, 0.00388}, {0.00551, 0.03987, 0.00288}, {0.00843, 0.04392, 0.00215},
    {0.01133, 0.04590, 0.00150}, {0.01435, 0.04713, 0.00100}, {0.01774, 0.04834, 0.00066},
    {0.02134, 0.04898, 0.00043}, {0.02472, 0.04827, 0.00028}, {0.02813, 0.04708, 0.00018},
    {0.03151, 0.04545, 0.00013}, {0.03474, 0.04339, 0.00010}, {0.03829, 0.04161, 0.00008},
    {0.04153, 0.03943, 0.00007}, {0.04271, 0.03563, 0.00006}, {0.04307, 0.03177, 0.00005},
    {0.04467, 0.02938, 0.00004}, {0.04524, 0.02687, 0.00003}, {0.04443, 0.02408, 0.00003},
    {0.04250, 0.02132, 0.00001}, {0.03936, 0.01851, 0.00001}, {0.03546, 0.01581, 0.00001},
    {0.03040, 0.01299, 0.00000}, {0.02532, 0.01044, 0.00000}, {0.02141, 0.00857, 0.00000},
    {0.01774, 0.00693, 0.00000}, {0.01398, 0.00535, 0.00000}, {0.01073, 0.00405, 0.00000},
    {0.00829, 0.00309, 0.00000}, {0.00626, 0.00232, 0.00000}, {0.00466, 0.00171, 0.00000},
    {0.00340, 0.00125, 0.00000}, {0.00242, 0.00088, 0.00000}, {0.00173, 0.00063, 0.00000},
    {0.00115, 0.00042, 0.00000}, {0.00075, 0.00027, 0.00000}, {0.00053, 0.00019, 0.00000},
    {0.00130, 0.00047, 0.00000},
};

/// Colour of a skin from its whole spectrum.
Lab colour_of_full_spectrum(const Skin& skin) {
    constexpr int n = sweep_streams;
    const auto streams = ad::make_streams<n>(skin_refractive_index);
    Xyz sum{0, 0, 0};
    double nm = 400;
    for (const auto& weight : xyz_weight) {
        const TissueSpectrum t = tissue_spectrum(nm);
        const auto layer = [&](bool epidermis, double mm) {
            const double absorption =
                mm * (epidermis ? epidermis_absorption(t, melanin_in_epidermis(skin))
                                : dermis_absorption(t, skin.blood_fraction, skin.blood_saturation));
            const double reduced = mm * reduced_scattering(t, skin, epidermis);
            ad::Layer<n, 1> l;
            ad::make_layer(streams, &absorption, &reduced, &t.anisotropy, 13, l);
            return l;
        };
        ad::Matrix<n, 1> below = layer(false, 8).reflection;
        ad::add_on_top(layer(true, skin.epidermis_mm), below);
        ad::Above<n, 1> surface;
        ad::start_at_surface(streams, surface);
        double reflectance;
        ad::total_reflectance(surface, below, &reflectance);
        sum.x += weight[0] * reflectance, sum.y += weight[1] * reflectance, sum.z += weight[2] * reflectance;
        nm += 5;
    }
    return lab_of_xyz(sum);
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

TEST(Skin, FitsMeasuredForearmsWhateverTheEpidermis) {
    for (double epidermis_mm : {.04, .06, .085, .2}) {
        std::vector<double> misses;
        for (const auto& f : forearms) {
            const Lab lab{f[0], f[1], f[2]};
            Skin start;
            start.epidermis_mm = epidermis_mm;
            misses.push_back(delta_e00(measured_colour(fit_skin(lab, start)), lab));
        }
        std::sort(misses.begin(), misses.end());
        // .4 is the aim for all sixty people of the set; they reach .09, their worst 2.4: so little blood is
        // at the edge of what the saturation's bound and the priors allow.
        EXPECT_LE((misses[5] + misses[6]) / 2, .4) << epidermis_mm;
        EXPECT_LE(misses.back(), 2.5) << epidermis_mm;
    }
}
TEST(Skin, ReadingsThatNoSkinHasGiveTheNearestSkin) {
    for (const Lab reading : {Lab{12, 39, -9}, Lab{90, 30, 40}, Lab{0, 0, 0}, Lab{100, 0, 0}}) {
        const Skin found = fit_skin(reading, Skin{});
        EXPECT_TRUE(found.scatter_scale >= .5 && found.scatter_scale <= 4.0000001);  // exp(log(4))
        EXPECT_TRUE(found.blood_fraction >= .000999 && found.blood_fraction <= .200001);
        EXPECT_TRUE(found.blood_saturation >= 0 && found.blood_saturation <= 1);
        EXPECT_GT(delta_e00(measured_colour(found), reading), 5);  // so that a caller can tell
        EXPECT_LE(delta_e00(measured_colour(found), reading), delta_e00(measured_colour(Skin{}), reading));
    }
}
TEST(Skin, FindsItsOwnParametersAgain) {
    Skin truth = of_type(3), start = of_type(2);
    truth.blood_fraction = .012;
    const Skin found = fit_skin(measured_colour(truth), start);
    EXPECT_NEAR(found.melanin_fraction / truth.melanin_fraction, 1, .02);  // the priors pull a little
    EXPECT_NEAR(found.blood_fraction / truth.blood_fraction, 1, .05);
    EXPECT_NEAR(found.blood_saturation, truth.blood_saturation, .03);
}
TEST(Skin, HasTheItaItWasMadeFor) {
    for (double epidermis_mm : {.04, .085, .2})
        for (double ita : {65., 58., 34.5, 0., -35., -60.}) {
            Skin start;
            start.epidermis_mm = epidermis_mm;
            start.blood_fraction = .024;
            const Skin skin = skin_of_ita(ita, start);
            EXPECT_NEAR(ita_deg(measured_colour(skin)), ita, .01);  // ten times what the steps stop at
            EXPECT_EQ(skin.blood_fraction, start.blood_fraction);
        }
    EXPECT_THROW(skin_of_ita(100, Skin{}), Error);
}
TEST(Skin, TypesReachTheirMeasuredColours) {
    // Means of measured skin by ITA class. Type IV is yellower than any blood of the model makes it.
    const Lab types[] = {
        {70.8, 8.4, 13.2}, {67.3, 9.5, 14.8}, {63.0, 10.2, 18.1}, {56.5, 11.5, 21.1}, {48.9, 11.6, 19.8}};
    for (int type = 1; type <= 5; ++type)
        EXPECT_LE(delta_e00(measured_colour(skin_of_type(type, Skin{})), types[type - 1]), 1)
            << "type " << type;
    EXPECT_NEAR(ita_deg(measured_colour(skin_of_type(6, Skin{}))), -35, .01);
}
TEST(Skin, EightWavelengthsGiveTheColourOfTheWholeSpectrum) {
    // .13 is what the quadrature was made for.
    for (int type = 1; type <= 6; ++type) {
        const Skin skin = skin_of_type(type, Skin{});
        EXPECT_LE(delta_e00(skin_colour(skin), colour_of_full_spectrum(skin)), .13) << "type " << type;
    }
}
TEST(Skin, DarkensWithMelaninAndReddensWithBlood) {
    for (int type = 2; type <= 6; ++type)
        EXPECT_LT(skin_colour(of_type(type)).lightness, skin_colour(of_type(type - 1)).lightness);
    Skin flushed = of_type(2);
    flushed.blood_fraction *= 2;
    EXPECT_GT(skin_colour(flushed).a, skin_colour(of_type(2)).a + 2);
}
TEST(Skin, KeepsItsColourWhenTheEpidermisIsThicker) {
    for (int type : {1, 4, 6}) {
        Skin thick = of_type(type);
        thick.epidermis_mm = .12;
        // Melanin and scattering stay; only the blood-free baseline of 60 um more of epidermis is added.
        EXPECT_LT(delta_e00(skin_colour(thick), skin_colour(of_type(type))), .8) << "type " << type;
    }
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
