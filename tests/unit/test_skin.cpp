// Bare skin: its reflectance with few streams and wavelengths, and the fit to measured colours.

#include "support/thin_skin.hpp"

#include <fadecast/skin.hpp>

#include <gtest/gtest.h>
#include <support/cie_tables.hpp>
#include <support/on_every_backend.hpp>

#include <cmath>
#include <iterator>
#include <vector>

#include "validation/quantile.hpp"
#include "validation/reference_values.hpp"
#include "validation/streams.hpp"

using namespace fadecast;
using namespace fadecast::validation;

using test::of_type;

TEST(Skin, FourStreamsAreCloseAndEightCloser) {
    // Against 32 streams. .3 and .12 is what they are chosen for; type IV, the furthest, is just above both.
    for (int type = 1; type <= 6; ++type) {
        const Skin skin = skin_of_type(type, Skin{});
        const Lab exact = colour_with<32>(skin);
        EXPECT_LE(delta_e00(colour_with<4>(skin), exact), .35) << "type " << type;
        EXPECT_LE(delta_e00(colour_with<8>(skin), exact), .13) << "type " << type;
    }
}
TEST(Skin, ReflectsAnyListOfWavelengths) {
    const Skin skin = of_type(3);
    const std::vector<double> nm{650, 300, 545, 545, 800, 425, 701, 510, 440, 605, 570};
    const auto four = skin_reflectance(skin, nm), eight = skin_reflectance(skin, nm, 8);
    ASSERT_EQ(four.size(), nm.size());
    const Spectrum nodes = skin_reflectance(skin), finer = reflectance_with<8>(skin);
    for (std::size_t i = 0; i < nm.size(); ++i)
        for (int w = 0; w < wavelength_count; ++w)
            if (nm[i] == wavelength_nm[w]) {
                EXPECT_EQ(four[i], nodes[w]);  // a lane does not know its neighbours
                EXPECT_NEAR(eight[i], finer[w], 1e-12);
            }
    EXPECT_TRUE(skin_reflectance(skin, std::vector<double>{}).empty());
    EXPECT_THROW(skin_reflectance(skin, std::vector<double>{299}), Error);
    EXPECT_THROW(skin_reflectance(skin, nm, 6), Error);
}

class SkinReflectances : public OnEveryBackend {};
TEST_P(SkinReflectances, AreThoseOfEachSkin) {
    std::vector<Skin> skins;
    for (int type = 1; type <= 6; ++type) skins.push_back(of_type(type));
    const std::vector<double> nm{400, 500, 545, 600, 700};
    for (int streams : {4, 8}) {
        const auto all = skin_reflectances(backend, skins, nm, streams);
        ASSERT_EQ(all.size(), skins.size() * nm.size());
        for (std::size_t s = 0; s < skins.size(); ++s) {
            const auto one = skin_reflectance(skins[s], nm, streams);
            for (std::size_t w = 0; w < nm.size(); ++w)
                EXPECT_NEAR(all[s * nm.size() + w], one[w], 1e-6);  // float
        }
    }
    EXPECT_TRUE(skin_reflectances(backend, {}, nm).empty());
}
ON_EVERY_BACKEND(SkinReflectances);

TEST(Skin, FitsMeasuredForearmsWhateverTheEpidermis) {
    for (double epidermis_mm : {.04, .06, .085, .2}) {
        std::vector<double> misses;
        for (std::size_t i = 0; i < std::size(forearms); i += 5) {  // twelve people
            Skin start;
            start.epidermis_mm = epidermis_mm;
            misses.push_back(delta_e00(measured_colour(fit_skin(forearms[i], start)), forearms[i]));
        }
        // .4 is the aim for all sixty people of the set; they reach .09, their worst 2.4: so little blood is
        // at the edge of what the saturation's bound and the priors allow.
        EXPECT_LE(quantile(misses, .5), forearms_median_delta_e00) << epidermis_mm;
        EXPECT_LE(quantile(misses, 1), 2.5) << epidermis_mm;
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
    for (int type = 1; type <= 5; ++type)
        EXPECT_LE(delta_e00(measured_colour(skin_of_type(type, Skin{})), colour_of_type(type)),
                  colour_of_types_delta_e00)
            << "type " << type;
    EXPECT_NEAR(ita_deg(measured_colour(skin_of_type(6, Skin{}))), -35, .01);
}
TEST(Skin, EightWavelengthsGiveTheColourOfTheWholeSpectrum) {
    // .13 is what the quadrature under D65 was made for; the others' weights saw more pigment, less skin, and
    // the steps of 5 nm cost up to .1 under the LED's narrow blue.
    const Illuminant illuminants[] = {Illuminant::d65, Illuminant::a, Illuminant::led_b3};
    for (int type = 1; type <= 6; ++type) {
        const Skin skin = skin_of_type(type, Skin{});
        const auto whole = skin_reflectance(skin, test::table_wavelengths());
        for (const Illuminant illuminant : illuminants)
            EXPECT_LE(
                delta_e00(lab_of_xyz(xyz_of_reflectance(skin_reflectance(skin), illuminant), illuminant),
                          test::lab_of_table(whole, illuminant)),
                illuminant == Illuminant::led_b3 ? .16 : .13)
                << "type " << type << " illuminant " << int(illuminant);
    }
}
TEST(Skin, EightWavelengthsSeePigmentUnderEveryIlluminant) {
    // Behind black pigment of any slope, and behind red: median and worst of the held-back 500 were .05 and
    // .45 against 1 nm (D65, whose weights saw no red, .05 and .67); 5 nm adds up to .1.
    for (const Illuminant illuminant : {Illuminant::d65, Illuminant::a, Illuminant::led_b3}) {
        std::vector<double> misses;
        for (int type = 1; type <= 6; ++type)
            for (const double depth : {.1, .5, 1.5})
                for (const double slope : {0., 1., 2., -1.}) {  // -1: a red edge at 585 nm
                    const auto passes = [&](double nm) {
                        const double edge = .1 + .9 / (1 + std::exp((nm - 585) / 15));
                        return std::exp(-depth * (slope < 0 ? edge : std::pow(nm / 550, -slope)));
                    };
                    const Skin skin = of_type(type);
                    Spectrum nodes = skin_reflectance(skin);
                    auto whole = skin_reflectance(skin, test::table_wavelengths());
                    for (int w = 0; w < wavelength_count; ++w) nodes[w] *= passes(wavelength_nm[w]);
                    for (int row = 0; row < 81; ++row) whole[row] *= passes(test::cie_nm(row));
                    misses.push_back(delta_e00(lab_of_xyz(xyz_of_reflectance(nodes, illuminant), illuminant),
                                               test::lab_of_table(whole, illuminant)));
                }
        EXPECT_LE(quantile(misses, .5), .1) << int(illuminant);
        EXPECT_LE(quantile(misses, 1), illuminant == Illuminant::d65 ? .75 : .55) << int(illuminant);
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
TEST(Skin, RejectsValuesThatCannotBe) {
    Skin skin;
    skin.blood_fraction = -1;
    EXPECT_THROW(skin_reflectance(skin), Error);
    EXPECT_THROW(fluence_ratio(Skin{}, 1000, .3), Error);
    EXPECT_THROW(light_transmittance(Skin{}, -1), Error);
    EXPECT_THROW(light_by_depth(Skin{}, std::vector<double>{.1, .1}), Error);
    EXPECT_THROW(light_by_depth(Skin{}, {}), Error);
    EXPECT_THROW(colour_of_type(6), Error);
    EXPECT_THROW(ita_of_fitzpatrick(7), Error);
}
