#pragma once
// What of a study a run has left to do, and with what this process does its share.

#include "sweep/shard_file.hpp"

#include <deque>
#include <string>
#include <vector>

namespace fadecast {

/// Whether a sample is in the part that was asked for. Shards of a study lie at multiples of its shard size;
/// number i belongs to part i modulo n.
bool belongs(const Study& study, const SweepOptions& options, std::int64_t sample);

/// What of the part no shard covers yet, cut at multiples of the shard size.
/// @param covered  ascending, without overlaps
std::deque<Range> uncovered(const Study& study, const SweepOptions& options,
                            const std::vector<Range>& covered);

std::int64_t samples_in(const std::deque<Range>& ranges);

/// The devices of this process: under mpirun one GPU for each process of a machine, in turn.
std::vector<std::string> devices_here(const SweepOptions& options, int ranks);

/// All threads that this process may use, or its share where mpirun left all processes of a machine the same
/// ones.
int threads_here(const SweepOptions& options);

}  // namespace fadecast
