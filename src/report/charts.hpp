#pragma once
// The charts of the page, as SVG that needs no style from outside: 10 units are one millimetre on paper.

#include "report/page.hpp"

namespace fadecast::report {

/// Years that the charts show: 10, or more where the window reaches further, within the horizon.
double shown_years(const Forecast& forecast);

/// Visible strength over the years: median, bands, lines, sessions, what was seen of the client; beneath it
/// on the same years the window with its bands, the chance to be inside, and the visits planned.
Chart course_chart(const Forecast& forecast);

/// Bars of months for the six strongest changes, with the range of 8 in 10 virtual clients.
Chart change_chart(const Forecast& forecast);

}  // namespace fadecast::report
