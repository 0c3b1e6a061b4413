#pragma once
// The charts of the page, as inline SVG: 10 units are one millimetre on paper.

#include <fadecast/forecast.hpp>

#include <string>

namespace fadecast::report {

/// Years that the charts show: 10, or more where the window reaches further, within the horizon.
double shown_years(const Forecast& forecast);

/// Three bars over calendar years: earliest, best and latest month with their 50 % and 80 % bands.
/// 186 x 25 mm.
std::string window_chart(const Forecast& forecast);

/// Visible strength over the years: median, bands, the two lines, sessions. 122 x 56 mm.
std::string contrast_chart(const Forecast& forecast);

/// Month by month: the probabilities that ink may be added, that it looks patchy, and of being between.
/// 60 x 56 mm.
std::string monthly_chart(const Forecast& forecast);

}  // namespace fadecast::report
