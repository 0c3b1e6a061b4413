#pragma once
// Finds out before a run whether its results can be written.

#include <filesystem>

namespace fadecast::cli {

/// Throws Error unless files can be made in `folder`, which need not exist yet. Leaves nothing behind.
void check_output_folder(const std::filesystem::path& folder);

/// Throws Error unless `file` can be made or replaced. Leaves nothing behind.
void check_output_file(const std::filesystem::path& file);

}  // namespace fadecast::cli
