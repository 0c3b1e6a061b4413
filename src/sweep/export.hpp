#pragma once
// Studies in the formats of other tools.

#include <fadecast/sweep.hpp>

#include <cstdint>
#include <string>

namespace fadecast {

/// All scalar columns with sample, point, member and status. Numbers come back as the same float; words as
/// words; empty where there is no value.
std::string study_csv(const StudyData& data);

struct DakotaTable {
    std::string text;
    std::int64_t left_out = 0;  ///< samples that failed, are missing or lack a number
};

/// Dakota's annotated tabular format: "%eval_id interface", factors and scalar outputs; samples that are ok
/// and have each number. A column of words says "none" where none applies (`ended_by` past the horizon).
/// @throws Error  nothing is left
DakotaTable study_dakota(const StudyData& data);

/// A SALib problem as JSON: num_vars, names, bounds, dists and, for factors that have levels or a law that
/// SALib does not know, `notes` that say what stands for it. @throws Error  no factors
std::string study_problem(const StudyData& data);

}  // namespace fadecast
