// Designs: the place of any point, without those before it.

#include "random.hpp"
#include "sweep/sobol_sequence.hpp"

#include <fadecast/backend.hpp>
#include <fadecast/study.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <utility>

namespace fadecast {
namespace {

constexpr std::int64_t most_points = 100'000'000;  // a slice of lhs stays wider than the rounding of a place

/// A place moved into the middle of the level in which it lies.
double on_level(double place, int levels) {
    return (std::min(std::floor(place * levels), levels - 1.) + .5) / levels;
}

std::vector<double> random_place(std::uint64_t seed, std::int64_t point, int factors) {
    Random random(seed, Purpose::design, std::uint32_t(point));
    std::vector<double> place(factors);
    for (double& each : place) each = random.uniform();
    return place;
}

/// Where number `index` of 0..count-1 goes in a permutation that hangs on seed and factor: a Feistel network
/// on the next power of four, walked until it comes back below count (Black and Rogaway 2002).
std::int64_t permuted(std::int64_t index, std::int64_t count, std::uint64_t seed, int factor) {
    const int half = std::max(1, (int(std::bit_width(std::uint64_t(count - 1))) + 1) / 2);
    const std::uint32_t mask = (1u << half) - 1;
    constexpr std::uint32_t rounds = 8;
    std::uint64_t walked = std::uint64_t(index);
    do {
        std::uint32_t left = std::uint32_t(walked >> half), right = std::uint32_t(walked) & mask;
        for (std::uint32_t round = 0; round < rounds; ++round) {
            const Uint4 hash =
                philox_block({right, round, std::uint32_t(Purpose::design), std::uint32_t(factor) + 1},
                             std::uint32_t(seed), std::uint32_t(seed >> 32));
            left = std::exchange(right, left ^ (hash.x & mask));
        }
        walked = std::uint64_t(left) << half | right;
    } while (walked >= std::uint64_t(count));
    return std::int64_t(walked);
}

/// Four levels at 1/8, 3/8, 5/8 and 7/8; each factor starts on one of them and jumps once, by two, in an
/// order of chance. From any level just one jump by two stays inside.
std::vector<double> morris_place(std::uint64_t seed, std::int64_t trajectory, int step, int factors) {
    Random random(seed, Purpose::design, std::uint32_t(trajectory));
    std::vector<int> level(factors), order(factors);
    for (int& each : level) each = int(4 * random.uniform());
    std::iota(order.begin(), order.end(), 0);
    for (int k = factors - 1; k > 0; --k) std::swap(order[k], order[int((k + 1.) * random.uniform())]);
    for (int k = 0; k < step; ++k) level[order[k]] ^= 2;
    std::vector<double> place(factors);
    for (int k = 0; k < factors; ++k) place[k] = (level[k] + .5) / 4;
    return place;
}

}  // namespace

Design::Design(DesignKind kind, std::int64_t samples, std::uint64_t seed, std::vector<int> levels)
    : kind_(kind), samples_(samples), seed_(seed), levels_(std::move(levels)) {
    const int factors = int(levels_.size());
    const bool counts = kind != DesignKind::population && kind != DesignKind::grid;
    if (counts && samples < 1) throw Error(fmt::format("samples = {}; allowed: at least 1", samples));
    if (kind != DesignKind::population && factors == 0)
        throw Error("the design has no factors; list at least one");
    if (kind == DesignKind::morris && std::ranges::any_of(levels_, [](int each) { return each > 4; }))
        throw Error(
            fmt::format("a factor has {} levels; trajectories of Morris lie on four, so some would never be "
                        "taken; list at most 4, or take a grid",
                        std::ranges::max(levels_)));
    if (kind == DesignKind::grid) {
        double product = 1;
        for (const int each : levels_) product *= each;
        if (product < 1) throw Error("a factor of a grid has no levels; list them");
        if (product > double(most_points))
            throw Error(
                fmt::format("the grid has {:g} points; allowed: {}; take fewer levels or another design",
                            product, most_points));
    } else if (counts && samples > most_points / block()) {
        throw Error(fmt::format("samples = {}; allowed: 1 to {} for {} factors", samples,
                                most_points / block(), factors));
    }
    const int dimensions = kind == DesignKind::sobol      ? factors
                           : kind == DesignKind::saltelli ? 2 * factors
                                                          : 0;
    if (dimensions > most_sobol_dimensions)
        throw Error(
            fmt::format("{} factors need {} dimensions of Sobol's sequence; there are {}; take fewer "
                        "factors, or the design random or lhs",
                        factors, dimensions, most_sobol_dimensions));
}

int Design::block() const {
    const int factors = int(levels_.size());
    return kind_ == DesignKind::saltelli ? factors + 2 : kind_ == DesignKind::morris ? factors + 1 : 1;
}

std::int64_t Design::points() const {
    if (kind_ == DesignKind::population) return 1;
    if (kind_ != DesignKind::grid) return samples_ * block();
    std::int64_t product = 1;
    for (const int each : levels_) product *= each;
    return product;
}

std::vector<double> Design::place(std::int64_t point) const {
    if (point < 0 || point >= points())
        throw Error(fmt::format("point {} is not in the design; allowed: 0 to {}", point, points() - 1));
    const int factors = int(levels_.size());
    std::vector<double> place(factors, .5);
    switch (kind_) {
        case DesignKind::population:
        case DesignKind::points:
            break;
        case DesignKind::grid:
            for (int k = factors - 1; k >= 0; point /= levels_[k--])
                place[k] = (double(point % levels_[k]) + .5) / levels_[k];
            break;
        case DesignKind::random:
            place = random_place(seed_, point, factors);
            break;
        case DesignKind::lhs:
            place = random_place(seed_, point, factors);
            for (int k = 0; k < factors; ++k)
                place[k] = (double(permuted(point, samples_, seed_, k)) + place[k]) / double(samples_);
            break;
        case DesignKind::sobol:
            for (int k = 0; k < factors; ++k) place[k] = sobol_place(k, std::uint32_t(point), seed_);
            break;
        case DesignKind::saltelli: {
            const auto index = std::uint32_t(point / block());
            const int row = int(point % block());  // A, B, then A with factor row - 2 from B
            for (int k = 0; k < factors; ++k) {
                const bool from_b = row == 1 || row == k + 2;
                place[k] = sobol_place(from_b ? factors + k : k, index, seed_);
            }
            break;
        }
        case DesignKind::morris:
            place = morris_place(seed_, point / block(), int(point % block()), factors);
            break;
    }
    for (int k = 0; k < factors; ++k)
        if (levels_[k] > 0) place[k] = on_level(place[k], levels_[k]);
    return place;
}

}  // namespace fadecast
