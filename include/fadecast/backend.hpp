#pragma once
// Where kernels run and where memory lives. No CUDA or Thrust type appears in this header.

#include <cstddef>
#include <stdexcept>
#include <string>

namespace fadecast {

/// Thrown for every problem the caller can act on; what() says what to change.
struct Error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The device that was asked for is unknown or does not answer.
struct DeviceError : Error {
    using Error::Error;
};

/// `reference` runs one index at a time, backwards, in the GPU's decomposition: the oracle of the tests.
enum class Device { reference, cpu, gpu };

/// A place to run kernels: one CPU thread, all CPU threads, or one GPU with one stream. Cheap to copy.
class Backend {
public:
    static Backend reference();
    static Backend cpu();
    static Backend gpu(int ordinal = 0);  ///< Throws DeviceError: no CUDA build, no GPU, bad ordinal.
    static Backend named(const std::string& name);  ///< "auto", "reference", "cpu", "gpu" or "gpu:1".

    Device device() const { return device_; }
    void* stream() const { return stream_; }  ///< cudaStream_t on the GPU, nullptr on the CPU.
    void wait() const;                        ///< Blocks until all queued work is done; throws its error.
    std::string describe() const;             ///< E.g. "cpu, 16 threads" or "gpu 0, NVIDIA H200".

private:
    Device device_ = Device::cpu;
    int ordinal_ = 0;
    void* stream_ = nullptr;
};

/// Instruction sets that the costly CPU kernels are compiled for. All give the same bits.
enum class Simd { baseline, avx2, avx512 };
Simd widest_simd();       ///< that this processor has
Simd simd_in_use();       ///< the widest, unless use_simd chose another
void use_simd(Simd set);  ///< Throws Error when this processor lacks it.
std::string name_of(Simd set);

/// True when this binary has GPU kernels and a GPU answers.
bool gpu_available();

namespace memory {
/// Bytes that can still be allocated on a GPU; on the CPU a modest share, so that a
/// plan takes little memory.
std::size_t budget(const Backend& backend);
void* allocate(const Backend& backend, std::size_t bytes);
void release(const Backend& backend, void* data) noexcept;
void copy_in(const Backend& backend, void* to, const void* from_host, std::size_t bytes);
void copy_out(const Backend& backend, void* to_host, const void* from, std::size_t bytes);
/// While on, new memory is filled with bytes 0xff, not a number in any float: a test then sees what no kernel
/// wrote, or what one read too early.
void poison_new(bool on);
}  // namespace memory

}  // namespace fadecast
