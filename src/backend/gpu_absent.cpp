#include "gpu.hpp"

#include <fadecast/backend.hpp>

namespace fadecast::gpu {
namespace {
[[noreturn]] void not_built() {
    throw DeviceError(
        "this build has no GPU support; configure with the preset \"cuda\" or use --device cpu");
}
}  // namespace

int count() { return 0; }
void* open_stream(int) { not_built(); }
void wait(void*) { not_built(); }
std::string name(int) { not_built(); }
std::size_t free_bytes() { not_built(); }
void* allocate(std::size_t) { not_built(); }
void release(void*) noexcept {}
void fill(void*, int, std::size_t, void*) { not_built(); }
void copy(void*, const void*, std::size_t, void*) { not_built(); }
}  // namespace fadecast::gpu
