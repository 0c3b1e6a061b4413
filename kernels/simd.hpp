#pragma once
// The CPU code of transport once per instruction set, chosen when the program runs.

#include <cstdint>

namespace fadecast {

/// Runs all packs: `fields` is a TransportFields, `steps` an array of Step.
using HistoryRunner = void (*)(const void* fields, const void* steps, int step_count, std::int64_t packs);

/// For the instruction set in use; nullptr for the baseline, which for_each_team runs.
HistoryRunner wide_history();

}  // namespace fadecast
