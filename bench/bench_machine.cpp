// What this machine can do at most, to hold the stages against: float arithmetic per core by instruction set,
// with and without contraction to FMA, and bytes read plus written per second at working sets of each level
// of memory.

#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#if defined(__x86_64__)

namespace {

// Twelve chains of vectors hide the latency of a multiplication and an addition, and fit in 16 registers.
// Without contraction they are what the engine's code may use; contracted, the peak of the data sheet.
#define ARITHMETIC(name, isa, bytes)                                                               \
    [[gnu::target(isa), gnu::noinline]] float name(long rounds, float factor) {                    \
        typedef float Vector __attribute__((vector_size(bytes)));                                  \
        Vector chain[12], by = Vector{} + factor, plus = Vector{} + (1 - factor);                  \
        for (int k = 0; k < 12; ++k) chain[k] = Vector{} + float(k);                               \
        for (long i = 0; i < rounds; ++i) {                                                        \
            _Pragma("GCC unroll 12") for (int k = 0; k < 12; ++k) chain[k] = chain[k] * by + plus; \
        }                                                                                          \
        float sum = 0;                                                                             \
        for (int k = 0; k < 12; ++k) sum += chain[k][0];                                           \
        return sum;                                                                                \
    }
#define READ_AND_WRITE(name, isa, bytes)                                                         \
    [[gnu::target(isa), gnu::noinline]] void name(float* data, std::size_t count) {              \
        typedef float Vector __attribute__((vector_size(bytes)));                                \
        Vector* vectors = reinterpret_cast<Vector*>(data);                                       \
        const std::size_t n = count * sizeof(float) / bytes;                                     \
        _Pragma("GCC unroll 4") for (std::size_t i = 0; i < n; ++i) vectors[i] = 1 - vectors[i]; \
    }
READ_AND_WRITE(read_and_write_sse2, "sse2", 16)
READ_AND_WRITE(read_and_write_avx2, "avx2", 32)
READ_AND_WRITE(read_and_write_avx512, "avx512f,prefer-vector-width=512", 64)

#pragma GCC push_options
#pragma GCC optimize("fp-contract=off")
ARITHMETIC(arithmetic_sse2, "sse2", 16)
ARITHMETIC(arithmetic_avx2, "avx2", 32)
ARITHMETIC(arithmetic_avx512, "avx512f,prefer-vector-width=512", 64)
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC optimize("fp-contract=fast")
ARITHMETIC(arithmetic_avx2_fma, "avx2,fma", 32)
ARITHMETIC(arithmetic_avx512_fma, "avx512f,fma,prefer-vector-width=512", 64)
#pragma GCC pop_options

void arithmetic(benchmark::State& state, float (*probe)(long, float), int bytes, bool supported) {
    if (!supported) return state.SkipWithError("this processor lacks the instruction set");
    constexpr long rounds = 10000;
    float factor = .999f;
    for (auto _ : state) {
        benchmark::DoNotOptimize(factor);
        benchmark::DoNotOptimize(probe(rounds, factor));
    }
    const double flops = 2. * 12 * (bytes / 4) * rounds * double(state.iterations());
    state.counters["GFLOP/s"] = benchmark::Counter(flops / 1e9, benchmark::Counter::kIsRate);
}

/// Every thread has data of its own; the working set is that of one thread.
void bandwidth(benchmark::State& state) {
    const std::size_t bytes = std::size_t(state.range(0)) << 10, count = bytes / sizeof(float);
    std::vector<float> owner(count + 16, .25f);
    float* data = owner.data();
    while (reinterpret_cast<std::uintptr_t>(data) % 64) ++data;
    const auto probe = __builtin_cpu_supports("avx512f") ? read_and_write_avx512
                       : __builtin_cpu_supports("avx2")  ? read_and_write_avx2
                                                         : read_and_write_sse2;
    for (auto _ : state) {
        probe(data, count);
        benchmark::ClobberMemory();
    }
    const double moved = 2. * double(bytes) * double(state.iterations());
    state.counters["GB/s"] = benchmark::Counter(moved / 1e9, benchmark::Counter::kIsRate);
}

const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
const bool avx512 = __builtin_cpu_supports("avx512f");

}  // namespace

BENCHMARK_CAPTURE(arithmetic, sse2, arithmetic_sse2, 16, true)->ThreadRange(1, 2)->UseRealTime();
BENCHMARK_CAPTURE(arithmetic, avx2, arithmetic_avx2, 32, avx2)->ThreadRange(1, 2)->UseRealTime();
BENCHMARK_CAPTURE(arithmetic, avx2_fma, arithmetic_avx2_fma, 32, avx2)->ThreadRange(1, 2)->UseRealTime();
BENCHMARK_CAPTURE(arithmetic, avx512, arithmetic_avx512, 64, avx512)->ThreadRange(1, 2)->UseRealTime();
BENCHMARK_CAPTURE(arithmetic, avx512_fma, arithmetic_avx512_fma, 64, avx512)
    ->ThreadRange(1, 2)
    ->UseRealTime();
BENCHMARK(bandwidth)  // L1, L2, L3, DRAM of most machines
    ->ArgName("KiB")
    ->Arg(24)
    ->Arg(512)
    ->Arg(8 << 10)
    ->Arg(256 << 10)
    ->ThreadRange(1, 2)
    ->UseRealTime();

#endif
