#pragma once
// A shard: a range of samples in one file beside the master, study.shards/samples-FIRST-LAST.h5.

#include <fadecast/study.hpp>
#include <fadecast/sweep.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace fadecast {

namespace output {
class Hdf5File;
class Hdf5Input;
}  // namespace output

inline constexpr const char* study_format_version = "1.0";  ///< the part before the point: readers break
inline constexpr const char* design_words[] = {"population", "grid",     "random", "lhs",
                                               "sobol",      "saltelli", "morris", "points"};

/// Numbers of samples, the last not among them.
struct Range {
    std::int64_t first = 0, last = 0;
    auto operator<=>(const Range&) const = default;
};

std::filesystem::path shard_folder(const std::filesystem::path& output);
std::string shard_name(Range range);
/// Those in a folder, ascending; none when there is no such folder.
std::vector<Range> shards_in(const std::filesystem::path& folder);
/// The range that a name starts with, whatever stands behind it: a shard or an unfinished part of one.
std::optional<Range> range_in_name(const std::string& name);

/// A hash of Study::resolved, as 16 hexadecimal digits.
std::string study_key(const Study& study);

/// What shard and master say of their study and of how they were made.
void describe_study(output::Hdf5File& file, const Study& study, const std::string& device,
                    const Provenance& provenance);
/// The dimension of the samples, and the point and member of each.
void number_samples(output::Hdf5File& file, const Study& study, Range range);
void describe_column(output::Hdf5File& file, const Column& column, const std::string& path);
/// Dimensions of a column's values; makes that of a series' times.
std::vector<std::string> dimensions_of(output::Hdf5File& file, const Column& column);
/// Failed samples with their factors' values in a group of their own; none without failures.
struct Failures {
    std::vector<std::int64_t> sample;
    std::vector<Status> status;
    std::vector<std::string> reason;
    std::vector<std::vector<float>> factors;  ///< [factors][failures]
};
void add_failures(output::Hdf5File& file, const Study& study, const Failures& failures);
Failures failures_in(const output::Hdf5Input& shard, const Study& study);

/// The file of some samples. The same samples give the same datasets; what hangs on the machine and the
/// clock are attributes.
std::string shard_bytes(const Study& study, const Rows& rows, const std::string& device, double seconds,
                        const Provenance& provenance);

/// @throws Error  the shard belongs to another study: which entry differs, and what to do.
void check_same_study(const output::Hdf5Input& shard, const std::filesystem::path& file, Range range,
                      const Study& study);

}  // namespace fadecast
