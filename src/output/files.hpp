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

/// Writes NAME.part for every file, flushes all to disk, then puts all in place. A single file replaces at
/// once what was there; of several files, that waits as NAME.old until everything is in place. On any failure
/// the directory is again as it was, those that were made are removed, and Error is thrown with path and
/// reason.
/// @param outdated  names that leave with the old files; what is a folder, or not there, is let be.
void write_files(const std::filesystem::path& directory, const std::vector<File>& files,
                 const std::vector<std::string>& outdated = {});

/// Writes `part`, flushes it to disk and puts it in the place of `place`, which holds the old bytes or the
/// new ones at any time.
/// @throws Error  with path and reason; `part` is gone then. Also when there is such a part already, which is
/// let be: another program writes it.
void replace_file(const std::filesystem::path& part, const std::filesystem::path& place,
                  const std::string& bytes);

}  // namespace fadecast::output
