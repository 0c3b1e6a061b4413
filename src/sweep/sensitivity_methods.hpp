#pragma once
// Which method a study's design is for, and what of the study goes into it.

#include "sweep/study_sensitivity.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace fadecast {

/// What one call of a method gives.
struct Found {
    std::vector<std::vector<Index>> kinds;  ///< [kinds][inputs]
    std::vector<double> mu, sigma, dummy;
    std::int64_t used, dropped;
    double between = 0;
};

/// A method with the values of one output.
struct Ready {
    std::int64_t units;                                ///< that there are
    std::function<Found(std::int64_t first)> indices;  ///< of the first so many. @throws Error  too few
};

struct Method {
    std::string inputs_word;  ///< "factors" or "draws"
    std::string units, each;  ///< OutputSensitivity's
    std::vector<int> inputs;  ///< columns
    int fewest;               ///< units
    /// @param values  [samples], NaN where there is none
    std::function<Ready(const std::vector<double>& values)> with;
};

struct Methods {
    std::string name;
    std::vector<std::string> kinds;
    std::vector<Method> each;  ///< one, or of factors and of draws where both vary
};

Methods methods_of(const StudyData& data, std::uint64_t seed);

std::vector<int> columns_of(const StudyData& data, Column::Role role);

/// Level of each sample as the design laid it, also of samples that are missing, [factors][samples].
std::vector<std::vector<int>> design_levels(const StudyData& data);

/// Fills in the medians of a grid. @param values  [samples], NaN where there is none
void add_levels(OutputSensitivity& output, const StudyData& data, const std::vector<double>& values);

}  // namespace fadecast
