#pragma once
// CPU code that is there once per instruction set, chosen when the program runs.

#include <cstddef>
#include <cstdint>

namespace fadecast {

/// Runs a functor of the runner's kind for all indices or teams; `bytes` of working memory for each thread.
using WideRunner = void (*)(const void* functor, std::int64_t n, std::size_t bytes);

/// For the instruction set in use; nullptr for the baseline, which the launcher runs.
WideRunner wide_history();
WideRunner wide_photons();
WideRunner wide_blur_weights();
WideRunner wide_skins();
WideRunner wide_dots();
WideRunner wide_patch();
WideRunner wide_eye();

}  // namespace fadecast
