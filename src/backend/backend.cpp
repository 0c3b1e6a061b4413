#include <fadecast/backend.hpp>

#include "gpu.hpp"

#include <omp.h>

#include <atomic>
#include <charconv>
#include <cstring>
#include <new>

namespace fadecast {
namespace {
constexpr std::align_val_t cpu_alignment{128};  // one pack of 32 floats
constexpr int poison = 0xff;
std::atomic<bool> poisons_new = false;
bool on_gpu(const Backend& backend) { return backend.device() == Device::gpu; }
}  // namespace

Backend Backend::reference() {
    Backend backend;
    backend.device_ = Device::reference;
    return backend;
}

Backend Backend::cpu() { return {}; }

Backend Backend::gpu(int ordinal) {
    Backend backend;
    backend.device_ = Device::gpu;
    backend.ordinal_ = ordinal;
    backend.stream_ = gpu::open_stream(ordinal);
    return backend;
}

Backend Backend::named(const std::string& name) {
    if (name == "reference") return reference();
    if (name == "cpu" || (name == "auto" && !gpu_available())) return cpu();
    if (name == "gpu" || name == "auto") return gpu();
    int ordinal = -1;  // stays so when the text after "gpu:" is no number
    const char* end = name.data() + name.size();
    if (name.rfind("gpu:", 0) == 0 && std::from_chars(name.data() + 4, end, ordinal).ptr == end &&
        ordinal >= 0)
        return gpu(ordinal);
    throw DeviceError("unknown device \"" + name + "\"; use auto, reference, cpu, gpu or gpu:N");
}

void Backend::wait() const {
    if (device_ == Device::gpu) gpu::wait(stream_);
}

std::string Backend::describe() const {
    if (device_ == Device::reference) return "reference, 1 thread";
    if (device_ == Device::cpu)
        return "cpu, " + std::to_string(omp_get_max_threads()) + " threads, " + name_of(simd_in_use());
    return "gpu " + std::to_string(ordinal_) + ", " + gpu::name(ordinal_);
}

bool gpu_available() { return gpu::count() > 0; }

namespace memory {
std::size_t budget(const Backend& backend) {
    constexpr std::size_t per_thread = std::size_t(96) << 20;
    return on_gpu(backend) ? gpu::free_bytes() : per_thread * omp_get_max_threads();
}
void* allocate(const Backend& backend, std::size_t bytes) {
    void* data = on_gpu(backend) ? gpu::allocate(bytes) : ::operator new(bytes, cpu_alignment);
    if (poisons_new && bytes > 0) {
        if (on_gpu(backend))
            gpu::fill(data, poison, bytes, backend.stream());
        else
            std::memset(data, poison, bytes);
    }
    return data;
}
void poison_new(bool on) { poisons_new = on; }
void release(const Backend& backend, void* data) noexcept {
    on_gpu(backend) ? gpu::release(data) : ::operator delete(data, cpu_alignment);
}
void copy_in(const Backend& backend, void* to, const void* from_host, std::size_t bytes) {
    if (on_gpu(backend))
        gpu::copy(to, from_host, bytes, backend.stream());
    else if (bytes > 0)  // an empty vector's data is null, which memcpy must not see
        std::memcpy(to, from_host, bytes);
}
void copy_out(const Backend& backend, void* to_host, const void* from, std::size_t bytes) {
    if (on_gpu(backend))
        gpu::copy(to_host, from, bytes, backend.stream());
    else if (bytes > 0)
        std::memcpy(to_host, from, bytes);
}
}  // namespace memory
}  // namespace fadecast
