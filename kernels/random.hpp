#pragma once
// Philox4x32-10, Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC11.

#include "portable.hpp"

#include <cmath>
#include <cstdint>
#include <numbers>

namespace fadecast {

/// What a stream of random numbers is for. Numbers of one purpose never depend on how many were drawn for
/// another.
enum class Purpose : std::uint32_t {
    person = 1,
    dot,
    covariate,
    discrepancy,
    patch_layout,
    second_pass,
    photon,
    hair_layout,
    skin_texture,
    observation,
    design,
    bootstrap
};

struct Uint4 {
    std::uint32_t x, y, z, w;
};

FADECAST_HD inline Uint4 philox_block(Uint4 counter, std::uint32_t key0, std::uint32_t key1) {
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t a = 0xD2511F53ull * counter.x;
        const std::uint64_t b = 0xCD9E8D57ull * counter.z;
        counter = {std::uint32_t(b >> 32) ^ counter.y ^ key0, std::uint32_t(b),
                   std::uint32_t(a >> 32) ^ counter.w ^ key1, std::uint32_t(a)};
        key0 += 0x9E3779B9u;
        key1 += 0xBB67AE85u;
    }
    return counter;
}

/// The random numbers of one photon (or cell, or scenario): a pure function of (seed, purpose, index).
class Random {
public:
    FADECAST_HD Random(std::uint64_t seed, Purpose purpose, std::uint32_t index)
        : seed_(seed), counter_{0, index, std::uint32_t(purpose), 0} {}

    /// Uniform in (0, 1): 23 random bits, centred, never 0 and never 1.
    FADECAST_HD float uniform() {
        if (used_ == 4) {
            block_ = philox_block(counter_, std::uint32_t(seed_), std::uint32_t(seed_ >> 32));
            ++counter_.x;
            used_ = 0;
        }
        const std::uint32_t bits = used_ == 0   ? block_.x
                                   : used_ == 1 ? block_.y
                                   : used_ == 2 ? block_.z
                                                : block_.w;
        ++used_;
        return (float(bits >> 9) + 0.5f) * 1.1920929e-7f;  // 2^-23
    }

private:
    std::uint64_t seed_;
    Uint4 counter_;
    Uint4 block_{};
    int used_ = 4;
};

/// Of Box and Muller's pair the one, in double; on the host.
inline double standard_normal(Random& random) {
    const double radius = std::sqrt(-2 * std::log(double(random.uniform())));
    return radius * std::cos(2 * std::numbers::pi * double(random.uniform()));
}

}  // namespace fadecast
