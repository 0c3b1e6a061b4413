#pragma once
// The mean of a yearly course over any stretch of time, for rates that swing with the seasons.

#include "dose.hpp"
#include "portable.hpp"

#include <cmath>

namespace fadecast {

/// Integral from 0 to `x` of a course that repeats every 12 units, less its first value everywhere. x >= 0.
FADECAST_HD inline double season_integral(const double* twelfths, double x) {
    const double years = std::floor(x / 12), rest = x - 12 * years;
    double year = 0, part = 0;
    for (int i = 0; i < 12; ++i) {
        const double above = twelfths[i] - twelfths[0], inside = rest - i;
        year += above;
        part += above * (inside < 0 ? 0 : inside > 1 ? 1 : inside);
    }
    return years * year + part;
}

/// Mean over [from_day, to_day] of a course with the period of a year, exact for any stretch:
///   (I(to) - I(from)) / (to - from),   I the integral of the course.
/// Values count from the first twelfth, so that a flat course gives its value to the last bit.
/// @param twelfths  [12], the constant values in equal twelfths of the year that begins on day 0.
/// @param from_day  from day 0, any sign;  @param to_day  >= from_day; the value at from_day when equal.
FADECAST_HD inline double season_mean(const double* twelfths, double from_day, double to_day) {
    const double per_day = 12 / day_per_year;
    const double year_start = 12 * std::floor(from_day * per_day / 12);
    const double from = from_day * per_day - year_start, to = to_day * per_day - year_start;
    if (!(to > from)) return twelfths[int(from) % 12];
    return twelfths[0] + (season_integral(twelfths, to) - season_integral(twelfths, from)) / (to - from);
}

}  // namespace fadecast
