#pragma once
// A round hole in the epithelium that closes.

#include <fadecast/closure.hpp>

#include <vector>

namespace fadecast::validation {

/// Hours until the centre of a round hole is 80 % covered, with the front's own constants.
inline double hours_to_close(double radius_mm) {
    constexpr double step_h = .05, covered = .8;
    std::vector<double> age_day;
    for (int i = 1; i < 1000; ++i) age_day.push_back(i * step_h / 24);
    const std::vector<double> cover = epithelial_cover(radius_mm, age_day, {0});
    std::size_t i = 1;
    while (i + 1 < cover.size() && cover[i] < covered) ++i;
    return step_h * (double(i + 1) - (cover[i] - covered) / (cover[i] - cover[i - 1]));
}

}  // namespace fadecast::validation
