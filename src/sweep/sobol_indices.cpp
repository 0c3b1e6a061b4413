// Sobol's indices by Jansen's estimators.

#include "sweep/bootstrap.hpp"

#include <fadecast/backend.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace fadecast {
namespace {

double squared(double value) { return value * value; }

}  // namespace

SobolIndices sobol_indices(std::span<const double> values, int factors, std::uint64_t seed) {
    const int width = factors + 2;
    if (factors < 1 || values.size() % width != 0)
        throw Error(fmt::format("{} values are no whole blocks of {} factors and 2", values.size(), factors));
    const std::int64_t all = std::int64_t(values.size()) / width;
    std::vector<double> at_a;     // [blocks]
    std::vector<double> changes;  // [blocks][2 factors], squares: of B, then of A
    for (std::int64_t block = 0; block < all; ++block) {
        const auto f = values.subspan(std::size_t(block * width), width);
        if (!std::ranges::all_of(f, [](double value) { return std::isfinite(value); })) continue;
        at_a.push_back(f[0]);
        for (const int base : {1, 0})
            for (int i = 0; i < factors; ++i) changes.push_back(squared(f[base] - f[2 + i]));
    }
    const int blocks = int(at_a.size());
    if (blocks < fewest_sobol_blocks)
        throw Error(
            fmt::format("{} whole blocks of {}; Sobol indices need {} at least: run more with --append "
                        "--samples, or look why samples failed",
                        blocks, all, fewest_sobol_blocks));
    SobolIndices indices;
    indices.used = blocks, indices.dropped = all - blocks;
    for (const double value : at_a) indices.mean += value / blocks;
    for (double& value : at_a) value -= indices.mean;

    const auto shares = [&](std::span<const int> rows) {
        double sum = 0, squares = 0;
        std::vector<double> sums(2 * factors, 0.);
        for (const int row : rows) {
            sum += at_a[row], squares += squared(at_a[row]);
            const double* change = &changes[std::size_t(row) * sums.size()];
            for (std::size_t s = 0; s < sums.size(); ++s) sums[s] += change[s];
        }
        const double n = double(rows.size()), variance = (squares - sum * sum / n) / (n - 1);
        for (double& each : sums) each /= (2 * n - 1) * variance;
        for (int i = 0; i < factors; ++i) sums[i] = 1 - sums[i];
        return sums;
    };
    std::vector<int> once(blocks);
    for (int block = 0; block < blocks; ++block) once[block] = block;
    for (const double value : at_a) indices.variance += squared(value) / (blocks - 1);
    const double rounding = float_rounding(values);
    if (!(indices.variance > squared(rounding)))
        throw Error("all values are equal: there is no variance that factors could share");
    const std::vector<double> found = shares(once);
    const auto resampled = bootstrap(blocks, seed, shares);
    for (int i = 0; i < factors; ++i) {
        indices.first.push_back(percentile_index(found[i], resampled[i]));
        indices.total.push_back(percentile_index(found[factors + i], resampled[factors + i],
                                                 squared(rounding) / (2 * indices.variance)));
    }
    return indices;
}

}  // namespace fadecast
