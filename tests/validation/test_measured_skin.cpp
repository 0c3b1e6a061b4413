// The model's skin against the colours of sixty measured people.

#include <fadecast/skin.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "validation/reference_values.hpp"

using namespace fadecast;
using validation::forearms;

namespace {

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
