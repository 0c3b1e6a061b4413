// Resamples: each has a stream of random numbers of its own, so that threads do not matter.

#include "sweep/bootstrap.hpp"

#include "random.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace fadecast {
namespace {

template <class Draw>
std::vector<std::vector<double>> repeated(std::int64_t units, std::uint64_t seed, std::uint32_t first_stream,
                                          const Statistic& statistic, const Draw& draw) {
    std::vector<std::vector<double>> results(resamples);
#pragma omp parallel
    {
        std::vector<int> rows(units);
#pragma omp for schedule(dynamic, 16)
        for (int i = 0; i < resamples; ++i) {
            Random random(seed, Purpose::bootstrap, first_stream + std::uint32_t(i));
            draw(rows, random);
            results[i] = statistic(rows);
        }
    }
    std::vector<std::vector<double>> turned(results[0].size(), std::vector<double>(resamples));
    for (std::size_t s = 0; s < turned.size(); ++s)
        for (int i = 0; i < resamples; ++i) turned[s][i] = results[i][s];
    return turned;
}

int below(std::size_t count, Random& random) { return int(double(random.uniform()) * double(count)); }

}  // namespace

std::vector<std::vector<double>> bootstrap(std::int64_t units, std::uint64_t seed,
                                           const Statistic& statistic) {
    return repeated(units, seed, 0, statistic, [](std::vector<int>& rows, Random& random) {
        for (int& row : rows) row = below(rows.size(), random);
    });
}

std::vector<std::vector<double>> shuffled(std::int64_t units, std::uint64_t seed,
                                          const Statistic& statistic) {
    return repeated(units, seed, resamples, statistic, [](std::vector<int>& rows, Random& random) {
        std::iota(rows.begin(), rows.end(), 0);
        for (std::size_t left = rows.size(); left > 1; --left)
            std::swap(rows[left - 1], rows[below(left, random)]);
    });
}

double quantile_of(std::vector<double> values, double probability) {
    std::erase_if(values, [](double value) { return !std::isfinite(value); });
    if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
    std::sort(values.begin(), values.end());
    const double place = probability * double(values.size() - 1);
    const std::size_t before = std::size_t(place), after = std::min(before + 1, values.size() - 1);
    return values[before] + (place - double(before)) * (values[after] - values[before]);
}

Index percentile_index(double value, const std::vector<double>& resampled, double floor) {
    const double low = quantile_of(resampled, .025);
    return {value, low, quantile_of(resampled, .975), low > floor};
}

Index reflected_index(double value, const std::vector<double>& resampled, double floor) {
    const double low = 2 * value - quantile_of(resampled, .975);
    const double high = std::min(1., 2 * value - quantile_of(resampled, .025));
    return {value, std::max(0., low), std::max(value, high), low > floor};
}

double float_rounding(std::span<const double> values) {
    double largest = 0;
    for (const double value : values)
        if (std::isfinite(value)) largest = std::max(largest, std::abs(value));
    return largest * std::numeric_limits<float>::epsilon();
}

}  // namespace fadecast
