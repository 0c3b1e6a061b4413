#pragma once
// A finished study against the same samples followed now.

#include "output/compare_hdf5.hpp"

#include <fadecast/sweep.hpp>

#include <filesystem>
#include <functional>
#include <optional>

namespace fadecast {

struct StudyComparison {
    output::Comparison comparison;
    std::int64_t samples = 0;   ///< of the study
    std::int64_t compared = 0;  ///< less than samples when some are missing or not all were asked for
    std::int64_t missing = 0;   ///< of which there is no shard
};

/// Follows a study's samples again, a shard at a time, and compares all that its shards and its master hold
/// of them. Samples without a shard are not followed.
/// @param master  of the study, in `file`
/// @param shards  compare this many, spread evenly, instead of all
/// @param progress  called with the share done, 0..1; may throw to stop
/// @throws DamagedFile  no shard is there; one cannot be read, or belongs to another study.
StudyComparison compare_study(const Study& study, const output::Hdf5Input& master,
                              const std::filesystem::path& file, const Backend& backend,
                              std::optional<int> shards, const std::function<void(double)>& progress);

}  // namespace fadecast
