// The model's skin against the colours of sixty measured people.

#include <fadecast/skin.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace fadecast;

namespace {

/// L*, a*, b* under D65 (2 degrees, specular included) of the forearms of subjects 1-60 of the "Reference
/// data set of human skin reflectance", C. C. Cooksey, D. W. Allen, B. K. Tsai, J. Res. NIST 122 (2017) 26;
/// public domain.
constexpr Lab forearms[60] = {
    {66.753, 8.452, 12.963},  {71.413, 8.750, 14.299},  {61.185, 13.005, 12.772}, {67.593, 11.711, 13.919},
    {69.214, 9.690, 16.731},  {47.590, 11.520, 20.315}, {65.999, 9.560, 13.888},  {57.084, 10.977, 20.576},
    {62.389, 10.977, 15.637}, {66.381, 9.833, 14.033},  {66.546, 8.668, 15.312},  {69.051, 8.573, 12.994},
    {70.594, 7.795, 16.938},  {72.880, 8.298, 11.891},  {68.265, 9.488, 14.966},  {72.111, 6.836, 14.558},
    {50.681, 11.027, 19.104}, {66.286, 9.572, 16.532},  {69.011, 8.700, 12.012},  {67.859, 8.260, 14.982},
    {69.656, 7.866, 12.310},  {71.217, 10.090, 14.601}, {72.263, 7.654, 16.201},  {66.232, 10.735, 13.995},
    {69.281, 6.581, 14.734},  {66.032, 9.488, 15.904},  {64.097, 9.854, 12.416},  {66.123, 9.164, 18.581},
    {61.895, 10.205, 12.351}, {72.269, 6.953, 12.301},  {64.770, 8.694, 18.224},  {65.619, 10.690, 15.159},
    {65.595, 8.751, 12.087},  {65.075, 9.110, 13.720},  {70.424, 7.854, 15.953},  {70.055, 8.103, 16.914},
    {63.350, 7.866, 19.553},  {67.150, 7.630, 18.450},  {61.246, 9.942, 18.416},  {64.357, 11.425, 11.601},
    {54.938, 10.228, 19.185}, {73.642, 8.122, 13.167},  {68.996, 7.706, 12.701},  {43.163, 12.519, 17.361},
    {64.131, 11.308, 14.491}, {66.910, 8.625, 14.760},  {69.326, 9.456, 13.695},  {68.954, 8.171, 14.864},
    {65.702, 10.273, 17.436}, {69.974, 8.605, 17.096},  {68.301, 10.086, 12.473}, {68.769, 8.670, 14.055},
    {69.022, 10.246, 15.644}, {69.546, 9.538, 14.045},  {67.591, 10.553, 19.387}, {71.494, 8.396, 13.518},
    {62.792, 12.731, 10.867}, {65.049, 10.729, 13.603}, {67.837, 10.071, 16.305}, {69.215, 9.297, 14.799}};

std::vector<double> misses_of_fits(const Skin& start) {
    std::vector<double> misses;
    for (const Lab& forearm : forearms)
        misses.push_back(delta_e00(measured_colour(fit_skin(forearm, start)), forearm));
    std::sort(misses.begin(), misses.end());
    return misses;
}

}  // namespace

TEST(MeasuredSkin, IsFittedWithinAFractionOfWhatTheEyeSees) {
    // The aim is a median of .4. The worst, subject 55, is yellow with little blood: at the edge of what the
    // saturation's bound and the priors allow.
    const auto misses = misses_of_fits(Skin{});
    EXPECT_LE((misses[29] + misses[30]) / 2, .4);
    EXPECT_LE(misses[54], 1.5);
    EXPECT_LE(misses.back(), 2.5);
}

TEST(MeasuredSkin, HasMelaninThatFallsWithItaAsPublished) {
    // ln melanin = -2.45 - .0292 ITA, r = -.94, was fitted to a hundred forearms with an epidermis of 60 um.
    // Sixty of them fitted to three numbers each: the slope's standard error is .03 of it, here taken thrice;
    // the intercept, -2.27, is not compared, as that fit's blood is not known.
    double x = 0, y = 0, xx = 0, xy = 0, yy = 0;
    for (const Lab& forearm : forearms) {
        Skin start;
        start.epidermis_mm = .06;
        const double ita = ita_deg(forearm), melanin = std::log(fit_skin(forearm, start).melanin_fraction);
        x += ita / 60, y += melanin / 60;
        xx += ita * ita / 60, xy += ita * melanin / 60, yy += melanin * melanin / 60;
    }
    const double covariance = xy - x * y, spread = xx - x * x;
    EXPECT_NEAR(covariance / spread / -.02923, 1, .09);
    EXPECT_LT(covariance / std::sqrt(spread * (yy - y * y)), -.94);
}

TEST(MeasuredSkin, TypesHaveTheMeanColourOfTheirClass) {
    // Type IV is yellower than any blood of the model makes it.
    for (int type = 1; type <= 5; ++type)
        EXPECT_LE(delta_e00(measured_colour(skin_of_type(type, Skin{})), colour_of_type(type)), 1) << type;
}
