// Which instruction set the CPU code of transport and photons uses.

#include <fadecast/backend.hpp>

#include <simd.hpp>

extern "C" {
void fadecast_avx2_transport(const void* history, std::int64_t packs, std::size_t bytes);
void fadecast_avx512_transport(const void* history, std::int64_t packs, std::size_t bytes);
void fadecast_avx2_photons(const void* tracer, std::int64_t tasks, std::size_t bytes);
void fadecast_avx512_photons(const void* tracer, std::int64_t tasks, std::size_t bytes);
}

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

WideRunner wide_history() {
#ifdef FADECAST_WIDE
    if (simd_in_use() == Simd::avx512) return fadecast_avx512_transport;
    if (simd_in_use() == Simd::avx2) return fadecast_avx2_transport;
#endif
    return nullptr;
}

WideRunner wide_photons() {
#ifdef FADECAST_WIDE
    if (simd_in_use() == Simd::avx512) return fadecast_avx512_photons;
    if (simd_in_use() == Simd::avx2) return fadecast_avx2_photons;
#endif
    return nullptr;
}

}  // namespace fadecast
