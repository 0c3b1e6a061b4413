#include <fadecast/buffer.hpp>
#include <fadecast/statistics.hpp>

#include "algorithms.hpp"

#include <thrust/sort.h>

#include <bit>
#include <cstdint>

namespace fadecast {
namespace {

constexpr std::uint32_t sign = 0x80000000u;

// Whole numbers in the order of the rows and, within a row, of the values: one sort does for all rows.
std::uint64_t key_of(std::size_t row, float value) {
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
    return std::uint64_t(row) << 32 | (bits & sign ? ~bits : bits | sign);
}

}  // namespace

std::vector<std::uint32_t> sorted_positions(const Backend& backend, const std::vector<float>& values,
                                            int row_size) {
    if (row_size < 1 || values.size() % std::size_t(row_size))
        throw Error("sorted_positions: " + std::to_string(values.size()) + " values are no rows of " +
                    std::to_string(row_size));
    std::vector<std::uint64_t> keys(values.size());
    std::vector<std::uint32_t> places(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        keys[i] = key_of(i / std::size_t(row_size), values[i]);
        places[i] = std::uint32_t(i % std::size_t(row_size));
    }
    Buffer<std::uint64_t> there(backend, keys);
    Buffer<std::uint32_t> sorted(backend, places);
    with_policy(backend, [&](auto policy) {
        thrust::stable_sort_by_key(policy, there.data(), there.data() + there.size(), sorted.data());
    });
    return sorted.to_host();
}

}  // namespace fadecast
