// Colour formulas against published numbers.

#include <fadecast/colour.hpp>

#include <gtest/gtest.h>
#include <support/cie_tables.hpp>
#include <validation/reference_values.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace fadecast;

namespace {

constexpr Illuminant illuminants[] = {Illuminant::d65, Illuminant::a, Illuminant::led_b3};

/// L*a*b* of an sRGB colour, by the inverse of IEC 61966-2-1.
Lab lab_of_srgb(const std::array<double, 3>& srgb) {
    double v[3];
    for (int i = 0; i < 3; ++i)
        v[i] = srgb[i] <= .04045 ? srgb[i] / 12.92 : std::pow((srgb[i] + .055) / 1.055, 2.4);
    return lab_of_xyz({.4124564 * v[0] + .3575761 * v[1] + .1804375 * v[2],
                       .2126729 * v[0] + .7151522 * v[1] + .0721750 * v[2],
                       .0193339 * v[0] + .1191920 * v[1] + .9503041 * v[2]});
}

}  // namespace

TEST(Colour, MatchesThePublishedDifferences) {
    for (const auto& p : validation::colour_pairs) {
        const Lab first{p[0], p[1], p[2]}, second{p[3], p[4], p[5]};
        EXPECT_NEAR(delta_e00(first, second), p[6], 5e-5)
            << p[0] << " " << p[1] << " " << p[2];  // four printed digits
        EXPECT_NEAR(delta_e00(second, first), p[6], 5e-5) << "the other way round";
    }
}

TEST(Colour, WhiteAndBlackAreNeutral) {
    Spectrum white, black{};
    white.fill(1);
    const Lab light = lab_of_xyz(xyz_of_reflectance(white)), dark = lab_of_xyz(xyz_of_reflectance(black));
    EXPECT_NEAR(light.lightness, 100, 1e-9);  // rounding only: the white is the quadrature's own
    EXPECT_NEAR(light.a, 0, 1e-9);
    EXPECT_NEAR(light.b, 0, 1e-9);
    EXPECT_NEAR(dark.lightness, 0, 1e-9);
}

TEST(Colour, TheQuadratureHasTheWhiteOfD65) {
    Spectrum white;
    white.fill(1);
    const Xyz xyz = xyz_of_reflectance(white);
    EXPECT_NEAR(xyz.x, .95047,
                5e-4);  // CIE 15, 2 degrees; the weights were fitted to skin spectra, not to white
    EXPECT_NEAR(xyz.y, 1, 5e-4);
    EXPECT_NEAR(xyz.z, 1.08883, 1e-3);
    for (double channel : srgb_of_xyz(xyz)) EXPECT_NEAR(channel, 1, 1e-3);
}

TEST(Colour, LabAndXyzAreInverse) {
    for (const Lab lab : {Lab{67, 9, 14}, Lab{5, 1, -3}, Lab{30, 12, 20}}) {
        const Lab again = lab_of_xyz(xyz_of_lab(lab));
        EXPECT_NEAR(again.lightness, lab.lightness, 1e-9);  // rounding
        EXPECT_NEAR(again.a, lab.a, 1e-9);
        EXPECT_NEAR(again.b, lab.b, 1e-9);
    }
}

TEST(Colour, TheQuadraturesHaveTheWhitesOfTheirIlluminants) {
    // CIE 015:2018, chromaticity to four digits. Half a digit, and as much for steps of 5 nm or the fit.
    constexpr double published[3][2] = {{.3127, .3290}, {.4476, .4074}, {.3756, .3723}};
    Spectrum white;
    white.fill(1);
    for (const Illuminant illuminant : illuminants) {
        const Xyz table = test::xyz_of_table(std::vector<double>(81, 1.), illuminant),
                  nodes = xyz_of_reflectance(white, illuminant);
        for (const Xyz& xyz : {table, nodes}) {
            EXPECT_NEAR(xyz.x / (xyz.x + xyz.y + xyz.z), published[int(illuminant)][0], 1.5e-4);
            EXPECT_NEAR(xyz.y / (xyz.x + xyz.y + xyz.z), published[int(illuminant)][1], 1.5e-4);
        }
        EXPECT_NEAR(lab_of_xyz(nodes, illuminant).a, 0, 1e-9);  // rounding
        EXPECT_NEAR(lab_of_xyz(nodes, illuminant).b, 0, 1e-9);
    }
}

TEST(Colour, AdaptationTakesWhiteToWhiteAndKeepsGreyGrey) {
    Spectrum grey;
    grey.fill(.3);
    for (const Illuminant illuminant : illuminants) {
        const Lab there = lab_of_xyz(xyz_of_reflectance(grey, illuminant), illuminant);
        const Lab seen = lab_of_xyz(adapt_to_d65(xyz_of_reflectance(grey, illuminant), illuminant));
        EXPECT_NEAR(seen.lightness, there.lightness, 1e-4);  // seven printed digits of the matrices
        EXPECT_NEAR(seen.a, 0, 1e-3);
        EXPECT_NEAR(seen.b, 0, 1e-3);
    }
    // A red thing stays a red thing under a light bulb: what was redder than grey still is.
    const Spectrum red{.1, .1, .1, .12, .15, .2, .5, .6};
    EXPECT_GT(lab_of_xyz(adapt_to_d65(xyz_of_reflectance(red, Illuminant::a), Illuminant::a)).a, 20);
}

TEST(Colour, AdaptationHasThePublishedMatrix) {
    // From A to D65 by Bradford's cones, B. Lindbloom, "Chromatic Adaptation"; 1e-3 covers the whites of the
    // quadratures, which differ from his in the fourth digit.
    const double published[3][3] = {
        {.8446965, -.1179225, .3948108}, {-.1366303, 1.1041226, .1291718}, {.0798489, -.1348999, 3.1924009}};
    for (int column = 0; column < 3; ++column) {
        const Xyz seen = adapt_to_d65({column == 0 ? 1. : 0., column == 1 ? 1. : 0., column == 2 ? 1. : 0.},
                                      Illuminant::a);
        EXPECT_NEAR(seen.x, published[0][column], 1e-3);
        EXPECT_NEAR(seen.y, published[1][column], 1e-3);
        EXPECT_NEAR(seen.z, published[2][column], 2e-3);
    }
}

TEST(Colour, SrgbHasThePublishedMiddle) {
    // Grey of Y = 0.2140 is the linear value of sRGB 0.5 (IEC 61966-2-1); 2e-3 covers the white of the
    // quadrature.
    for (double channel : srgb_of_xyz({.9505 * .2140, .2140, 1.089 * .2140})) EXPECT_NEAR(channel, .5, 2e-3);
}

TEST(Colour, SrgbKeepsWhatItHas) {
    for (const Lab lab : {Lab{67, 9, 14}, Lab{20, 5, -8}, Lab{95, 0, 3}}) {
        const Lab again = lab_of_srgb(srgb_of_xyz(xyz_of_lab(lab)));
        EXPECT_LT(delta_e00(again, lab), 1e-3);  // digits of the two matrices
    }
}

TEST(Colour, WhatSrgbLacksLosesChromaAndKeepsLightnessAndHue) {
    for (const Lab wanted : {Lab{60, 110, 20}, Lab{45, -90, 60}, Lab{30, 40, -120}, Lab{85, 10, 120}}) {
        const auto srgb = srgb_of_xyz(xyz_of_lab(wanted));
        const Lab shown = lab_of_srgb(srgb);
        const double chroma = std::hypot(shown.a, shown.b);
        // Digits of the two matrices, and the 1e-5 of linear light past the edge that is then clipped.
        EXPECT_NEAR(shown.lightness, wanted.lightness, .02);
        EXPECT_NEAR(std::atan2(shown.b, shown.a), std::atan2(wanted.b, wanted.a), .002);
        EXPECT_LT(chroma, std::hypot(wanted.a, wanted.b) - 1);
        // At the edge, not paler than need be: a channel is all or nothing.
        const auto [least, most] = std::minmax_element(srgb.begin(), srgb.end());
        EXPECT_TRUE(*least < .005 || *most > .995) << wanted.lightness;
    }
    for (double channel : srgb_of_xyz(xyz_of_lab({130, 5, 5})))
        EXPECT_NEAR(channel, 1, 1e-3);  // brighter than white
    for (double channel : srgb_of_xyz(xyz_of_lab({0, 40, 5}))) EXPECT_NEAR(channel, 0, 1e-3);
}

TEST(Colour, ItaIsTheAngleAboveLightnessFifty) {
    EXPECT_NEAR(ita_deg({60, 0, 10}), 45, 1e-12);
    EXPECT_NEAR(ita_deg({40, 0, 10}), -45, 1e-12);
    // Subject 1 of the NIST set (Cooksey, Allen, Tsai, J. Res. NIST 122 (2017) 26): two printed digits.
    EXPECT_NEAR(ita_deg({66.753, 8.452, 12.963}), 52.27, .005);
}
