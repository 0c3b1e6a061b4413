#pragma once
// The CPU code of transport once per instruction set, chosen when the program runs.

#include <cstddef>
#include <cstdint>

namespace fadecast {

/// Runs a TransportHistory over all packs; `bytes` of working memory for each thread.
using HistoryRunner = void (*)(const void* history, std::int64_t packs, std::size_t bytes);

/// For the instruction set in use; nullptr for the baseline, which for_each_team runs.
HistoryRunner wide_history();

}  // namespace fadecast
