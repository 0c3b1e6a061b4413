#pragma once
/// FADECAST_HD marks a function that runs on the CPU and on the GPU. Everything so marked must compile
/// with plain g++ too: no cuda::, no __shared__, no std:: containers.
#ifdef __CUDACC__
#define FADECAST_HD __host__ __device__
#else
#define FADECAST_HD
#endif

/// FADECAST_HD_APART also keeps a function out of its caller on a GPU: what runs now and then, or is called
/// twice, would push the steps' code out of the instruction cache.
#ifdef __CUDACC__
#define FADECAST_HD_APART FADECAST_HD __noinline__
#else
#define FADECAST_HD_APART
#endif

/// Before a loop over lanes: iterations do not depend on each other, so the compiler need not check for
/// overlap.
#ifdef __CUDA_ARCH__
#define FADECAST_SIMD
#else
#define FADECAST_SIMD _Pragma("GCC ivdep")
#endif

/// The same where g++ would rather unroll the loop, as it does with few lanes: every lane on its own, nothing
/// that is carried from one to the next.
#ifdef __CUDA_ARCH__
#define FADECAST_LANES
#else
#define FADECAST_LANES _Pragma("omp simd")
#endif
