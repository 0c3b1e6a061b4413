#pragma once
// For *_wide.cpp: kernels for one instruction set. Each such file is compiled several times with
// -Dfadecast=fadecast_SET, so that no inline function of one set can stand in for another's when the linker
// keeps a single copy; tests/cli/wide_symbols checks that.

#include <cstddef>
#include <cstdint>

#define FADECAST_JOIN(a, b) a##_##b
#define FADECAST_NAME(a, b) FADECAST_JOIN(a, b)

/// The head of fadecast_SET_stage, a WideRunner, see simd.hpp.
#define FADECAST_WIDE(stage)                                                                             \
    extern "C" void FADECAST_NAME(fadecast, stage)(const void* functor, [[maybe_unused]] std::int64_t n, \
                                                   [[maybe_unused]] std::size_t bytes)
