#pragma once
// The folder of shards, held while a run writes into it.

#include "sweep/shard_file.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <utility>

namespace fadecast {

using Part = std::optional<std::pair<int, int>>;  ///< i of n, from 0; none: all of a study

/// Holds the samples of a part, so that no second run follows them; different parts go side by side. The hold
/// ends with the process, however that ends. On a file system without locks it only warns, on stderr.
class StudyFolder {
public:
    /// Makes the folder and holds the part.
    /// @throws Error  it cannot be made or written to; another run holds the part, or all of it.
    StudyFolder(const std::filesystem::path& folder, const Part& part);
    ~StudyFolder();
    StudyFolder(const StudyFolder&) = delete;
    StudyFolder& operator=(const StudyFolder&) = delete;

    /// Removes what a killed run of this part left half written; where all is held, what those of any part
    /// left. Nothing else is touched.
    void remove_unfinished() const;

private:
    std::filesystem::path folder_;
    Part part_;
    int lock_;
};

/// The name of a shard while it is written, another one for every part.
std::string unfinished_name(Range range, const Part& part);

}  // namespace fadecast
