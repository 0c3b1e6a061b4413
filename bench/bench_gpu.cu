// What this GPU can do at most, to hold the stages against: bytes read plus written in its memory, float
// arithmetic with contraction to FMA, and bytes read from shared memory.

#include <benchmark/benchmark.h>
#include <cuda_runtime.h>

namespace {

__global__ void copy(const float4* from, float4* to, long count) {
    for (long i = blockIdx.x * long(blockDim.x) + threadIdx.x; i < count; i += long(gridDim.x) * blockDim.x)
        to[i] = from[i];
}

constexpr int chains = 8, rounds = 4096;

__global__ void multiply_add(float* out, float by, float plus) {
    float chain[chains];
    for (int k = 0; k < chains; ++k) chain[k] = float(threadIdx.x + k);
    for (int i = 0; i < rounds; ++i)
#pragma unroll
        for (int k = 0; k < chains; ++k) chain[k] = chain[k] * by + plus;
    float sum = 0;
    for (int k = 0; k < chains; ++k) sum += chain[k];
    out[blockIdx.x * blockDim.x + threadIdx.x] = sum;
}

constexpr int shared_words = 8192;

__global__ void read_shared(float* out, float start) {
    __shared__ float words[shared_words];
    for (int i = threadIdx.x; i < shared_words; i += blockDim.x) words[i] = start + i;
    __syncthreads();
    float sum[chains] = {};
    for (int i = 0; i < rounds; ++i)
#pragma unroll
        for (int k = 0; k < chains; ++k)
            sum[k] += words[(threadIdx.x + 32 * (k + chains * i)) % shared_words];
    float all = 0;
    for (int k = 0; k < chains; ++k) all += sum[k];
    out[blockIdx.x * blockDim.x + threadIdx.x] = all;
}

struct Card {
    int blocks = 0;
    float *from = nullptr, *to = nullptr;
    static constexpr long bytes = 2L << 30;
    Card() {
        cudaDeviceProp properties;
        if (cudaGetDeviceProperties(&properties, 0) != cudaSuccess) return;
        blocks = properties.multiProcessorCount * 8;
        cudaMalloc(&from, bytes);
        cudaMalloc(&to, bytes);
        cudaMemset(from, 1, bytes);
    }
    ~Card() { cudaFree(from), cudaFree(to); }
};

/// @param amount  of one launch;  @param unit  e.g. "GB/s"
template <typename Launch>
void measure(benchmark::State& state, const Card& card, double amount, const char* unit,
             const Launch& launch) {
    if (card.blocks == 0) return state.SkipWithError("no GPU answers");
    cudaEvent_t start, end;
    cudaEventCreate(&start), cudaEventCreate(&end);
    launch();
    for (auto _ : state) {
        cudaEventRecord(start);
        launch();
        cudaEventRecord(end);
        cudaEventSynchronize(end);
        float ms = 0;
        cudaEventElapsedTime(&ms, start, end);
        state.SetIterationTime(ms * 1e-3);
    }
    if (cudaGetLastError() != cudaSuccess) state.SkipWithError("a kernel failed");
    state.counters[unit] =
        benchmark::Counter(amount * 1e-9 * double(state.iterations()), benchmark::Counter::kIsRate);
    cudaEventDestroy(start), cudaEventDestroy(end);
}

void gpu_bandwidth(benchmark::State& state) {
    const Card card;
    measure(state, card, 2. * Card::bytes, "GB/s", [&] {
        copy<<<card.blocks, 512>>>(reinterpret_cast<const float4*>(card.from),
                                   reinterpret_cast<float4*>(card.to), Card::bytes / 16);
    });
}
void gpu_arithmetic(benchmark::State& state) {
    const Card card;
    measure(state, card, 2. * chains * rounds * 256. * card.blocks, "GFLOP/s",
            [&] { multiply_add<<<card.blocks, 256>>>(card.to, .999f, .001f); });
}
void gpu_shared_memory(benchmark::State& state) {
    const Card card;
    measure(state, card, 4. * chains * rounds * 256. * card.blocks, "GB/s",
            [&] { read_shared<<<card.blocks, 256>>>(card.to, 1.f); });
}
BENCHMARK(gpu_bandwidth)->UseManualTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(gpu_arithmetic)->UseManualTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(gpu_shared_memory)->UseManualTime()->Unit(benchmark::kMicrosecond);

}  // namespace
