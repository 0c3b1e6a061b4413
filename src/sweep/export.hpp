#pragma once
// Studies in the formats of other tools.

#include <fadecast/sweep.hpp>

#include <string>

namespace fadecast {

/// All scalar columns with sample, point, member and status. Numbers come back as the same float; words as
/// words; empty where there is no value.
std::string study_csv(const StudyData& data);

/// Dakota's annotated tabular format: "%eval_id interface", factors and scalar outputs; samples with a value
/// in all of them. @throws Error  nothing is left
std::string study_dakota(const StudyData& data);

/// A SALib problem as JSON: num_vars, names, bounds, dists and, for factors that have levels or a law that
/// SALib does not know, `notes` that say what stands for it. @throws Error  no factors
std::string study_problem(const StudyData& data);

}  // namespace fadecast
