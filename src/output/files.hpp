#pragma once
// Files that appear all together or not at all.

#include <filesystem>
#include <string>
#include <vector>

namespace fadecast::output {

struct File {
    std::string name;  ///< inside the directory
    std::string bytes;
};

/// Writes NAME.part for every file, flushes all to disk, then renames all. On any failure removes what this
/// call has made, the directories too, and throws Error with path and reason.
void write_files(const std::filesystem::path& directory, const std::vector<File>& files);

}  // namespace fadecast::output
