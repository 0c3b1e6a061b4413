#pragma once
// The master: one file that shows all shards of a study as if they were one.

#include "sweep/shard_file.hpp"

namespace fadecast {

/// What the shards of a study come to.
struct Shards {
    std::vector<Range> ranges;
    std::int64_t done = 0, failed = 0;
    Failures failures;
    std::vector<std::string> devices;  ///< different ones
};

/// Reads every shard beside a master. @throws Error  one belongs to another study, or two hold the same
/// sample.
Shards read_shards(const Study& study, const std::filesystem::path& output);

/// Writes the master. It names its shards relative to itself, so that both can be moved together.
void write_master(const Study& study, const std::filesystem::path& output, const Shards& shards,
                  const Provenance& provenance);

}  // namespace fadecast
