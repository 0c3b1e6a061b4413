#include "gpu.hpp"

#include <fadecast/backend.hpp>

#include <cuda_runtime.h>

namespace fadecast::gpu {
namespace {
void check(cudaError_t status, const char* what) {
    if (status != cudaSuccess) throw Error(std::string(what) + ": " + cudaGetErrorString(status));
}
}  // namespace

int count() {
    int count = 0;
    return cudaGetDeviceCount(&count) == cudaSuccess ? count : 0;
}
void* open_stream(int ordinal) {
    if (count() == 0) throw DeviceError("no GPU answers on this machine; use --device cpu");
    if (ordinal >= count())
        throw DeviceError("there is no gpu:" + std::to_string(ordinal) +
                          " here; the last is gpu:" + std::to_string(count() - 1));
    check(cudaSetDevice(ordinal), "cudaSetDevice");
    cudaStream_t stream = nullptr;
    check(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), "cudaStreamCreate");
    return stream;
}
void wait(void* stream) { check(cudaStreamSynchronize(static_cast<cudaStream_t>(stream)), "GPU work"); }
std::string name(int ordinal) {
    cudaDeviceProp properties;
    check(cudaGetDeviceProperties(&properties, ordinal), "cudaGetDeviceProperties");
    return properties.name;
}
std::size_t free_bytes() {
    std::size_t free = 0, total = 0;
    check(cudaMemGetInfo(&free, &total), "cudaMemGetInfo");
    return free;
}
void* allocate(std::size_t bytes) {
    void* data = nullptr;
    check(cudaMalloc(&data, bytes), "cudaMalloc");
    return data;
}
void release(void* data) noexcept { cudaFree(data); }
void fill(void* data, int byte, std::size_t bytes, void* stream) {
    check(cudaMemsetAsync(data, byte, bytes, static_cast<cudaStream_t>(stream)), "cudaMemset");
}
void copy(void* to, const void* from, std::size_t bytes, void* stream) {
    check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDefault, static_cast<cudaStream_t>(stream)),
          "cudaMemcpy");
    wait(stream);
}
}  // namespace fadecast::gpu
