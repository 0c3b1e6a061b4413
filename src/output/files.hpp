#pragma once
// Files that appear all together or not at all.

#include <filesystem>
#include <string>
#include <vector>

namespace fadecast::output {

struct File {
    std::string name;  ///< inside the directory, or an absolute path
    std::string bytes;
};

/// Writes NAME.part for every file, flushes all to disk, then puts all in place. What was there before waits
/// as NAME.old until everything is in place. On any failure the directory is again as it was, those that were
/// made are removed, and Error is thrown with path and reason.
/// @param outdated  names that leave with the old files; what is a folder, or not there, is let be.
void write_files(const std::filesystem::path& directory, const std::vector<File>& files,
                 const std::vector<std::string>& outdated = {});

}  // namespace fadecast::output
