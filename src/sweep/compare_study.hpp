#pragma once
// A finished study against the same samples followed now.

#include "output/compare_hdf5.hpp"

#include <fadecast/sweep.hpp>

#include <functional>
#include <optional>

namespace fadecast {

/// Follows a study's samples again, a shard at a time, and compares every column and the status of each
/// sample. Samples that were missing are not followed.
/// @param data    what was found: a whole study, or a part from sample `first` on
/// @param shards  compare this many, spread evenly, instead of all
/// @param progress  called with the share done, 0..1; may throw to stop
output::Comparison compare_study(const Study& study, const StudyData& data, std::int64_t first,
                                 const Backend& backend, std::optional<int> shards,
                                 const std::function<void(double)>& progress);

}  // namespace fadecast
