// Colours: published differences, measured forearms, types of skin.

#include <fadecast/skin.hpp>

#include "validation/chapters.hpp"
#include "validation/quantile.hpp"
#include "validation/reference_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace fadecast::validation {

Chapter colour_differences() {
    double worst = 0;
    for (const auto& p : colour_pairs) {
        const Lab first{p[0], p[1], p[2]}, second{p[3], p[4], p[5]};
        worst = std::max(
            {worst, std::abs(delta_e00(first, second) - p[6]), std::abs(delta_e00(second, first) - p[6])});
    }
    return {"CIEDE2000",
            "Difference to 34 published pairs, either way round; half of the last of four printed digits is "
            "theirs.",
            "G. Sharma, W. Wu, E. N. Dalal, Color Res. Appl. 30 (2005) 21, table 1",
            {{.what = "worst of 34 pairs", .unit = "ΔE00", .ours = worst, .high = colour_pairs_half_digit}}};
}

Chapter measured_forearms() {
    std::vector<double> misses;
    for (const Lab& forearm : forearms)
        misses.push_back(delta_e00(measured_colour(fit_skin(forearm, Skin{})), forearm));
    // One standard error of the median, from its order statistics.
    const double spread = .5 / std::sqrt(double(misses.size()));
    const double error = (quantile(misses, .5 + spread) - quantile(misses, .5 - spread)) / 2;
    return {"Measured forearms",
            "Skin of four parameters fitted to the L\\*a\\*b\\* of 60 people: what is left. The error of the "
            "median is that of sampling 60 people.",
            "C. C. Cooksey, D. W. Allen, B. K. Tsai, J. Res. NIST 122 (2017) 26, subjects 1-60",
            {{.what = "median",
              .unit = "ΔE00",
              .ours = quantile(misses, .5),
              .high = forearms_median_delta_e00,
              .error = error},
             {.what = "90 % of people below", .unit = "ΔE00", .ours = quantile(misses, .9)},
             {.what = "worst", .unit = "ΔE00", .ours = quantile(misses, 1)}}};
}

Chapter types_of_skin() {
    Chapter chapter{
        "Types of skin",
        "Colour of the skin that stands for each type against the mean of its class, which it was fitted to: "
        "no prediction, but what the model cannot reach. One ΔE00 is just seen.",
        "means of measured forearms by class of typology angle, as for the forearms above"};
    for (int type = 1; type <= 5; ++type) {  // of VI there is no mean
        const Lab ours = measured_colour(skin_of_type(type, Skin{})), mean = colour_of_type(type);
        chapter.comparisons.push_back(
            {.what = fmt::format("type {}: {:.1f} {:.1f} {:.1f}, measured {:.1f} {:.1f} {:.1f}",
                                 type_names[type - 1], ours.lightness, ours.a, ours.b, mean.lightness, mean.a,
                                 mean.b),
             .unit = "ΔE00",
             .ours = delta_e00(ours, mean),
             .high = colour_of_types_delta_e00});
    }
    return chapter;
}

}  // namespace fadecast::validation
