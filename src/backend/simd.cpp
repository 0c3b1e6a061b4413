// Which instruction set the CPU code uses.

#include <fadecast/backend.hpp>

#include <simd.hpp>

namespace fadecast {
namespace {
Simd& chosen() {
    static Simd set = widest_simd();
    return set;
}
}  // namespace

Simd widest_simd() {
#ifdef FADECAST_WIDE
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw"))
        return Simd::avx512;
    if (__builtin_cpu_supports("avx2")) return Simd::avx2;
#endif
    return Simd::baseline;
}

Simd simd_in_use() { return chosen(); }

void use_simd(Simd set) {
    if (set > widest_simd())
        throw Error("this processor has no " + name_of(set) + "; the widest set here is " +
                    name_of(widest_simd()));
    chosen() = set;
}

std::string name_of(Simd set) {
    return set == Simd::avx512 ? "AVX-512" : set == Simd::avx2 ? "AVX2" : "baseline";
}

}  // namespace fadecast

// Defines fadecast::function, which finds the runner of a stage.
#ifdef FADECAST_WIDE
#define FADECAST_FIND(function, stage)                                               \
    extern "C" void fadecast_avx2_##stage(const void*, std::int64_t, std::size_t);   \
    extern "C" void fadecast_avx512_##stage(const void*, std::int64_t, std::size_t); \
    fadecast::WideRunner fadecast::function() {                                      \
        if (simd_in_use() == Simd::avx512) return fadecast_avx512_##stage;           \
        if (simd_in_use() == Simd::avx2) return fadecast_avx2_##stage;               \
        return nullptr;                                                              \
    }
#else
#define FADECAST_FIND(function, stage) \
    fadecast::WideRunner fadecast::function() { return nullptr; }
#endif

FADECAST_FIND(wide_history, transport)
FADECAST_FIND(wide_photons, photons)
FADECAST_FIND(wide_blur_weights, blur_weights)
FADECAST_FIND(wide_skins, skins)
FADECAST_FIND(wide_dots, dots)
FADECAST_FIND(wide_patch, patch)
FADECAST_FIND(wide_eye, eye)
