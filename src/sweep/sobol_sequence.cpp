// Points of Sobol's sequence by their number.

#include "sweep/sobol_sequence.hpp"

#include "random.hpp"

#include <bit>
#include <vector>

namespace fadecast {
namespace {

using Columns = std::array<std::uint32_t, 32>;  // of a generating matrix, the first bit of a place on top

/// v_i = v_(i-d) ^ (v_(i-d) >> d) ^ a_1 v_(i-1) ^ ... ^ a_(d-1) v_(i-d+1)   (Bratley and Fox 1988)
Columns columns_of(const SobolDirection& direction) {
    const int degree = std::bit_width(direction.polynomial) - 1;
    Columns v;
    for (int i = 0; i < 32; ++i) {
        if (i < degree) {
            v[i] = std::uint32_t(direction.starts[i]) << (31 - i);
            continue;
        }
        v[i] = v[i - degree] ^ (v[i - degree] >> degree);
        for (int k = 1; k < degree; ++k)
            if (direction.polynomial >> (degree - k) & 1) v[i] ^= v[i - k];
    }
    return v;
}

const std::vector<Columns>& generating_matrices() {
    static const std::vector<Columns> matrices = [] {
        std::vector<Columns> all(1);
        for (int i = 0; i < 32; ++i) all[0][i] = 1u << (31 - i);
        for (const SobolDirection& direction : sobol_directions) all.push_back(columns_of(direction));
        return all;
    }();
    return matrices;
}

}  // namespace

std::uint32_t sobol_bits(int dimension, std::uint32_t index) {
    const Columns& columns = generating_matrices()[dimension];
    std::uint32_t bits = 0;
    for (std::uint32_t gray = index ^ (index >> 1); gray != 0; gray &= gray - 1)
        bits ^= columns[std::countr_zero(gray)];
    return bits;
}

std::uint32_t owen_scrambled(std::uint32_t bits, int dimension, std::uint64_t seed) {
    std::uint32_t scrambled = 0;
    for (std::uint32_t level = 0; level < 32; ++level) {
        const std::uint32_t above = level == 0 ? 0 : bits >> (32 - level);
        const Uint4 hash =
            philox_block({above, level, std::uint32_t(Purpose::design), std::uint32_t(dimension) + 1},
                         std::uint32_t(seed), std::uint32_t(seed >> 32));
        scrambled = scrambled << 1 | ((bits >> (31 - level) ^ hash.x) & 1);
    }
    return scrambled;
}

double sobol_place(int dimension, std::uint32_t index, std::uint64_t seed) {
    return (owen_scrambled(sobol_bits(dimension, index), dimension, seed) + 0.5) * 0x1p-32;
}

}  // namespace fadecast
