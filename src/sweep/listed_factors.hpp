#pragma once
// Factors as a study lists them, and as the files that it names do.

#include "sweep/factor.hpp"

#include <filesystem>
#include <vector>

namespace fadecast {

/// The [[factor]]s of a study. @throws ConfigError  as read_factor, or one is listed twice
std::vector<FactorEntry> listed_factors(const Section& study);

/// Gives factors the laws of a SALib problem; those not listed yet are parameters of the registry.
/// @param factors       changed: in the order of the file, then those that only the study lists
/// @throws ConfigError  a factor with values of its own in the study, or not known; as read_problem, set_law
void add_problem(const std::filesystem::path& file, std::vector<FactorEntry>& factors);

/// Values of the points of a table, [points][factors], in the factors' units; words are positions of levels.
/// @param factors       changed: its columns, in their order; words become levels as they come
/// @throws ConfigError  a factor with values of its own in the study, not known or without a column; a value
///                      of the wrong kind or out of range; as read_points
std::vector<std::vector<double>> read_listed_points(const std::filesystem::path& file,
                                                    std::vector<FactorEntry>& factors);

}  // namespace fadecast
