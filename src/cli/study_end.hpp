#pragma once
// How a run of a study ends: what is told, and the exit code.

#include "cli/commands.hpp"

#include <fadecast/sweep.hpp>

namespace fadecast::cli {

/// @param with_master  the file that shows all samples was written; otherwise the summary is of a part
ExitCode end_of_study(const Study& study, const std::filesystem::path& output, const SweepSummary& summary,
                      bool with_master, bool json);

}  // namespace fadecast::cli
