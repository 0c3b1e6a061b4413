#pragma once
// The parts of a sensitivity chart, each from `upper` down; 10 units are one millimetre.

#include "sweep/study_sensitivity.hpp"

#include <string>

namespace fadecast::sensitivity_charts {

inline constexpr double width = 1860;
inline constexpr std::size_t most_rows = 20;  ///< more bars than that are not shown, but counted

/// A drawing and where it ends.
struct Part {
    std::string svg;
    double lower;
};

/// Bars with intervals, the strongest first, beside each how its index goes with the number of samples.
Part bars(const StudySensitivity& study, const OutputSensitivity& output, double upper);
/// Morris: mean size of effects across, their scatter up.
Part scatter(const OutputSensitivity& output, double upper);
/// Grids: median and range of 8 in 10 at each level of each factor.
Part level_panels(const OutputSensitivity& output, double upper);
/// Grids: medians at the levels of two factors, the darker the larger.
Part heat_table(const OutputSensitivity& output, const PairOfFactors& pair, double upper);

/// A step of 1, 2 or 5 times a power of ten that makes about so many of a range.
double tick_step(double range, int about);

}  // namespace fadecast::sensitivity_charts
