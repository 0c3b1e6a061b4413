#pragma once
// The master: one file that shows all shards of a study as if they were one.

#include "sweep/shard_file.hpp"

namespace fadecast {

/// What the shards of a study come to.
struct Shards {
    std::vector<Range> ranges;
    std::int64_t done = 0, failed = 0;
    Failures failures;
    std::vector<std::string> devices;  ///< different ones, whatever the number of threads
};

/// Adds those of a range of samples.
void append(Failures& to, const Failures& from, Range range);

/// One of the files that a master shows.
struct ShardFile {
    Range range;
    std::filesystem::path file;
    bool is_there;
};
/// All of them, in order. HDF5 itself would take one that is missing from the current folder.
/// @throws DamagedFile  one is damaged, or of another study.
std::vector<ShardFile> shards_of(const output::Hdf5Input& master);

/// Reads every shard beside a master. @throws Error  one belongs to another study, or two hold the same
/// sample.
Shards read_shards(const Study& study, const std::filesystem::path& output);

/// The master as a file.
std::string master_bytes(const Study& study, const std::filesystem::path& output, const Shards& shards,
                         const Provenance& provenance);

/// Writes the master. It names its shards relative to itself, so that both can be moved together.
void write_master(const Study& study, const std::filesystem::path& output, const Shards& shards,
                  const Provenance& provenance);

}  // namespace fadecast
