#pragma once
// Points and factors from files of other programs.

#include "sweep/factor.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace fadecast {

/// A table of points as its file has it.
struct PointsFile {
    bool other_columns = false;        ///< those not of factors are results: Dakota's
    std::vector<std::string> columns;  ///< names in its header
    std::string header_where;
    std::vector<std::vector<std::string>> rows;  ///< [points][columns]
    std::vector<std::string> where;              ///< [points], "file:line"
};

/// Reads CSV with a header, or Dakota's annotated tabular file, whose header begins with %eval_id.
/// @throws ConfigError  no header, no points, rows of another length
PointsFile read_points(const std::filesystem::path& file);

/// One variable of a SALib problem.
struct ProblemVariable {
    std::string name, where;
    Prior prior;
    double low, high;  ///< infinite where its distribution has no ends
};

/// Reads a SALib problem: JSON with names, bounds and dists, or lines of name, low and high. Distributions
/// unif, logunif, triang, norm and lognorm, with bounds as SALib 1.4 takes them.
/// @throws ConfigError  not such a file, a distribution not known, groups
std::vector<ProblemVariable> read_problem(const std::filesystem::path& file);

}  // namespace fadecast
