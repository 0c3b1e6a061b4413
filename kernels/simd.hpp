#pragma once
// The CPU code of transport and of photons once per instruction set, chosen when the program runs.

#include <cstddef>
#include <cstdint>

namespace fadecast {

/// Runs a functor of the runner's kind (TransportHistory, PhotonTracer) over all teams; `bytes` of working
/// memory for each thread.
using WideRunner = void (*)(const void* functor, std::int64_t teams, std::size_t bytes);
using HistoryRunner = WideRunner;

/// For the instruction set in use; nullptr for the baseline, which for_each_team runs.
WideRunner wide_history();
WideRunner wide_photons();

}  // namespace fadecast
