#pragma once
// How a functor reaches the CPU threads or the GPU: the only place in the project that knows.
// With nvcc both ways are compiled and the backend decides at run time; with g++ only the CPU way is.
// Functors are named structs, never FADECAST_HD lambdas: nvcc calls those through a pointer on the CPU,
// which costs the inlining (measured: 19 times slower). Plain lambdas inside a functor are fine.

#include "portable.hpp"
#include "racing.hpp"
#include "simd.hpp"

#include <fadecast/backend.hpp>
#include <fadecast/buffer.hpp>
#include <fadecast/pack.hpp>

#include <omp.h>
#ifdef __SSE2__
#include <xmmintrin.h>
#endif

#include <cstdint>
#include <new>
#include <string>
#include <vector>

namespace fadecast {

/// Index of a cell, photon, pixel or pack; 64 bits because ensembles are large.
using Index = std::int64_t;

namespace launch {

/// While it lives, this thread's floats below 1e-38 become 0, as a GPU's do: the far tails of a Gaussian
/// would otherwise be worked out in microcode, ten times slower. On x86; doubles too, below 2e-308.
class FlushDenormals {
public:
#ifdef __SSE2__
    FlushDenormals() : before_(_mm_getcsr()) { _mm_setcsr(before_ | 0x8040); }
    ~FlushDenormals() { _mm_setcsr(before_); }

private:
    unsigned before_;
#endif
};

template <typename F>
void in_reference(Index n, const F& f) {
    Racers::run([&] {
        const FlushDenormals flush;
        Racers::share(n, f);
    });
}

template <typename F>
void on_cpu(Index n, const F& f) {
#pragma omp parallel
    {
        const FlushDenormals flush;
#pragma omp for schedule(static)
        for (Index i = 0; i < n; ++i) f(i);
    }
}

#ifdef __CUDACC__
inline constexpr int block_size = 256;

template <typename F>
__global__ void __launch_bounds__(block_size) run(Index n, const __grid_constant__ F f) {
    const Index i = Index(blockIdx.x) * block_size + threadIdx.x;
    if (i < n) f(i);
}

inline constexpr int team_size = 256;  // 8 lines of 32 lanes at a time

template <typename F>
__global__ void __launch_bounds__(team_size, 4)
    run_team(const __grid_constant__ F f, char* memory, std::size_t bytes) {
    f(Index(blockIdx.x), memory + blockIdx.x * bytes);
}

template <typename F, int threads, int blocks_per_multiprocessor>
__global__ void __launch_bounds__(threads, blocks_per_multiprocessor) run_block(const __grid_constant__ F f) {
    extern __shared__ __align__(64) char shared[];
    f(Index(blockIdx.x), shared);
}

inline cudaStream_t stream(const Backend& backend) { return static_cast<cudaStream_t>(backend.stream()); }

inline void check() {
    if (const cudaError_t status = cudaGetLastError(); status != cudaSuccess)
        throw Error(std::string("kernel launch: ") + cudaGetErrorString(status));
}

template <typename F>
void on_gpu(const Backend& backend, Index n, const F& f) {
    if (n == 0) return;
    run<<<unsigned((n + block_size - 1) / block_size), block_size, 0, stream(backend)>>>(n, f);
    check();
}
#endif

}  // namespace launch

/// Runs f(i) for i in [0, n). f is a small struct of values and pointers, copied to the device.
template <typename F>
void for_each(const Backend& backend, Index n, const F& f) {
#ifdef __CUDACC__
    if (backend.device() == Device::gpu) return launch::on_gpu(backend, n, f);
#endif
    backend.device() == Device::reference ? launch::in_reference(n, f) : launch::on_cpu(n, f);
}

/// The lanes of a pack that one call works on: all 32 on the CPU, where the inner loop becomes
/// SIMD code; one on the GPU, the thread's own.
template <int Width>
struct Lanes {
    static constexpr int width = Width;
    int first;
    FADECAST_HD int last() const { return first + Width; }
};

template <typename F>
struct AllLanes {
    F f;
    void operator()(Index pack) const { f(pack, Lanes<pack_width>{0}); }
};
template <typename F>
struct OneLane {
    F f;
    FADECAST_HD void operator()(Index i) const { f(i / pack_width, Lanes<1>{int(i % pack_width)}); }
};

/// Runs f(pack, lanes) so that every lane of every pack is visited once.
/// @param wide  f's runner on the CPU, nullptr where there is none
template <typename F>
void for_each_pack(const Backend& backend, Index packs, const F& f, WideRunner wide = nullptr) {
#ifdef __CUDACC__
    if (backend.device() == Device::gpu) return launch::on_gpu(backend, packs * pack_width, OneLane<F>{f});
#endif
    if (backend.device() == Device::reference) return launch::in_reference(packs * pack_width, OneLane<F>{f});
    wide ? wide(&f, packs, 0) : launch::on_cpu(packs, AllLanes<F>{f});
}

/// The threads that carry one pack through a whole computation: one CUDA block whose warps take lines, or one
/// CPU thread that takes all lines at once. W is the number of lanes of one call: 32 on the CPU; 1 on the
/// GPU, and in `reference`, which goes line by line and lane by lane, backwards.
template <int W>
struct Team {
    static constexpr bool in_order = W == pack_width;  ///< one call takes all lines, in ascending order
    static constexpr int width = pack_width;           ///< lanes of the working arrays
    Index index;                                       ///< of the pack
    char* memory;                                      ///< for working arrays, this team's own

    /// Calls body(first, last, lanes) so that every line of [0, n) is visited once for every lane, then waits
    /// for the whole team. Lines must not depend on each other.
    template <typename Body>
    FADECAST_HD void for_lines(int n, const Body& body) const {
#ifdef __CUDA_ARCH__
        for (int line = threadIdx.x / pack_width; line < n; line += blockDim.x / pack_width)
            body(line, line + 1, Lanes<1>{int(threadIdx.x % pack_width)});
        __syncthreads();
#else
        if constexpr (in_order) {
            body(0, n, Lanes<pack_width>{0});
        } else {
            launch::Racers::share(n * pack_width, [&](int i) {
                body(i / pack_width, i / pack_width + 1, Lanes<1>{i % pack_width});
            });
        }
#endif
    }

    /// Calls body(lanes) once for every lane, then waits for the whole team.
    template <typename Body>
    FADECAST_HD void for_lanes(const Body& body) const {
        for_lines(1, [&](int, int, auto lanes) { body(lanes); });
    }
};

/// One CUDA block whose threads take lines, with working arrays in shared memory: it carries a single dot, or
/// some photons. `reference` goes line by line, backwards.
struct Block {
    static constexpr bool in_order = false;
    static constexpr int width = 1;
    Index index;
    char* memory;

    template <typename Body>
    FADECAST_HD void for_lines(int n, const Body& body) const {
#ifdef __CUDA_ARCH__
        for (int line = threadIdx.x; line < n; line += blockDim.x) body(line, line + 1, Lanes<1>{0});
        __syncthreads();
#else
        launch::Racers::share(n, [&](int line) { body(line, line + 1, Lanes<1>{0}); });
#endif
    }
    template <typename Body>
    FADECAST_HD void for_lanes(const Body& body) const {
        for_lines(1, [&](int, int, auto lanes) { body(lanes); });
    }
};

template <typename TeamT, typename F>
struct AsTeam {
    F f;
    FADECAST_HD void operator()(Index index, char* memory) const { f(TeamT{index, memory}); }
};

namespace launch {

/// Memory of one thread's team.
class TeamMemory {
public:
    explicit TeamMemory(std::size_t bytes)
        : data_(static_cast<char*>(::operator new(bytes, std::align_val_t(64)))) {}
    ~TeamMemory() { ::operator delete(data_, std::align_val_t(64)); }
    TeamMemory(const TeamMemory&) = delete;
    char* data() const { return data_; }

private:
    char* data_;
};

template <typename F>
void teams_on_cpu(Index packs, std::size_t bytes, const F& f, WideRunner wide = nullptr) {
    if (wide) return wide(&f, packs, bytes);
#pragma omp parallel
    {
        const TeamMemory memory(bytes);
        const FlushDenormals flush;
#pragma omp for schedule(dynamic)
        for (Index pack = 0; pack < packs; ++pack) f(Team<pack_width>{pack, memory.data()});
    }
}

template <typename TeamT, typename F>
void teams_in_reference(Index n, std::size_t bytes, const F& f) {
    in_reference(n, [&](Index i) {  // new memory for each, as tests may fill it with what is no number
        Buffer<char> memory(Backend::reference(), bytes);
        Racers::run([&] { AsTeam<TeamT, F>{f}(i, memory.data()); });
    });
}

}  // namespace launch

/// Runs f(team) for every pack: f is a functor whose call operator is a template over the team.
/// @param bytes  of memory that each team needs; not initialised.
/// @param wide   f's runner on the CPU, nullptr where there is none
template <typename F>
void for_each_team(const Backend& backend, Index packs, std::size_t bytes, const F& f,
                   WideRunner wide = nullptr) {
#ifdef __CUDACC__
    if (backend.device() == Device::gpu) {
        if (packs == 0) return;
        const Buffer<char> memory(backend, std::size_t(packs) * bytes);
        launch::run_team<<<unsigned(packs), launch::team_size, 0, launch::stream(backend)>>>(
            AsTeam<Team<1>, F>{f}, const_cast<char*>(memory.data()), bytes);
        launch::check();
        return backend.wait();
    }
#endif
    if (backend.device() == Device::reference) return launch::teams_in_reference<Team<1>>(packs, bytes, f);
    launch::teams_on_cpu(packs, bytes, f, wide);
}

/// Shared memory that a block can have.
inline std::size_t block_bytes([[maybe_unused]] const Backend& backend) {
#ifdef __CUDACC__
    if (backend.device() == Device::gpu) {
        int device = 0, bytes = 0;
        cudaGetDevice(&device);
        cudaDeviceGetAttribute(&bytes, cudaDevAttrMaxSharedMemoryPerBlockOptin, device);
        return std::size_t(bytes);
    }
#endif
    return std::size_t(-1);
}

/// Runs f(block) for every block, with `bytes` of a GPU's shared memory each, at most block_bytes(backend);
/// not initialised. On the GPU and in `reference` only.
/// @param threads, blocks_per_multiprocessor  of the GPU; measured where they are chosen.
template <int threads, int blocks_per_multiprocessor, typename F>
void for_each_block([[maybe_unused]] const Backend& backend, Index blocks, std::size_t bytes, const F& f) {
#ifdef __CUDACC__
    if (backend.device() == Device::gpu) {
        if (blocks == 0) return;
        const auto kernel = launch::run_block<AsTeam<Block, F>, threads, blocks_per_multiprocessor>;
        cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, int(bytes));
        kernel<<<unsigned(blocks), threads, bytes, launch::stream(backend)>>>(AsTeam<Block, F>{f});
        return launch::check();
    }
#endif
    launch::teams_in_reference<Block>(blocks, bytes, f);
}

/// *sum += value from any thread. Integers, so that the order of the additions does not matter.
FADECAST_HD inline void atomic_add(unsigned long long* sum, unsigned long long value) {
#ifdef __CUDA_ARCH__
    atomicAdd(sum, value);
#else
    __atomic_fetch_add(sum, value, __ATOMIC_RELAXED);
#endif
}

/// The same in a block's shared memory, where a GPU adds 32 bits at a time.
FADECAST_HD inline void block_add(unsigned long long* sum, unsigned long long value) {
#ifdef __CUDA_ARCH__
    __builtin_assume(__isShared(sum));
    auto* words = reinterpret_cast<unsigned*>(sum);
    const unsigned low = unsigned(value), before = atomicAdd(words, low);
    const unsigned high = unsigned(value >> 32) + (before + low < low ? 1 : 0);
    if (high) atomicAdd(words + 1, high);
#else
    if constexpr (launch::Racers::count > 1)
        atomic_add(sum, value);
    else
        *sum += value;
#endif
}

}  // namespace fadecast
