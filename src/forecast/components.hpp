#pragma once
// From the ingredients of the sessions' pigments to the components that transport and optics follow.

#include <fadecast/population.hpp>

namespace fadecast {

/// Fills `components` and `inputs` of a population: every ingredient in classes of its particles' sizes, and,
/// where a laser is used, the fragments of each. Ingredients that agree in all numbers are one.
/// @return             [sessions], the components of each session's ink, their `mass_share` in that ink.
/// @throws ConfigError more than max_components.
std::vector<std::vector<int>> gather_components(const Case& client, Population& population);

}  // namespace fadecast
