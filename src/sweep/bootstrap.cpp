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
std::vector<std::vector<double>> repeated(std::int64_t units, int count, std::uint64_t seed,
                                          std::uint32_t first_stream, const Statistic& statistic,
                                          const Draw& draw) {
    std::vector<std::vector<double>> results(count);
#pragma omp parallel
    {
        std::vector<int> rows(units);
#pragma omp for schedule(dynamic, 16)
        for (int i = 0; i < count; ++i) {
            Random random(seed, Purpose::bootstrap, first_stream + std::uint32_t(i));
            draw(rows, random);
            results[i] = statistic(rows);
        }
    }
    std::vector<std::vector<double>> turned(results[0].size(), std::vector<double>(count));
    for (std::size_t s = 0; s < turned.size(); ++s)
        for (int i = 0; i < count; ++i) turned[s][i] = results[i][s];
    return turned;
}

int below(std::size_t count, Random& random) { return int(double(random.uniform()) * double(count)); }

/// Rows 0, 1, ... in random order from number `from` on.
void mix(std::vector<int>& rows, std::size_t from, Random& random) {
    std::iota(rows.begin(), rows.end(), 0);
    for (std::size_t left = rows.size(); left > from; --left)
        std::swap(rows[left - 1], rows[below(left, random)]);
}

}  // namespace

std::vector<std::vector<double>> bootstrap(std::int64_t units, std::uint64_t seed,
                                           const Statistic& statistic) {
    return repeated(units, resamples, seed, 0, statistic, [](std::vector<int>& rows, Random& random) {
        for (int& row : rows) row = below(rows.size(), random);
    });
}

std::vector<std::vector<double>> shuffled(std::int64_t units, std::uint64_t seed,
                                          const Statistic& statistic) {
    return repeated(units, resamples, seed, resamples, statistic,
                    [](std::vector<int>& rows, Random& random) { mix(rows, 1, random); });
}

std::vector<std::vector<double>> half_samples(std::int64_t units, std::uint64_t seed, int count,
                                              const Statistic& statistic) {
    return repeated(units, count, seed, 2 * resamples, statistic,
                    [units](std::vector<int>& rows, Random& random) {
                        rows.resize(std::size_t(units));
                        mix(rows, rows.size() / 2, random);
                        rows.erase(rows.begin(), rows.begin() + units / 2);
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

Index share_index(double value, const std::vector<double>& resampled, double floor) {
    const double lower = quantile_of(resampled, .025), upper = quantile_of(resampled, .975);
    const double low = std::min({value, lower, 2 * value - upper});
    const double high = std::max({value, upper, 2 * value - lower});
    return {value, std::max(0., low), std::min(1., high), low > floor};
}

Index mean_index(double value, const std::vector<double>& resampled, std::int64_t units, double floor) {
    Index index = percentile_index(value, resampled, floor);
    if (!(value > 0)) return index;
    // 97.5 % point of Student's t by its series in 1 / degrees of freedom (Abramowitz and Stegun 26.7.5).
    const double n = double(units), free = n - 1, z = 1.959964, z3 = z * z * z, z5 = z3 * z * z;
    const double t = z + (z3 + z) / (4 * free) + (5 * z5 + 16 * z3 + 3 * z) / (96 * free * free);
    const double wider = std::sqrt(n / free) * t / z;
    index.low = value * std::pow(index.low / value, wider);
    index.high = value * std::pow(index.high / value, wider);
    return index;
}

double float_rounding(std::span<const double> values) {
    double largest = 0;
    for (const double value : values)
        if (std::isfinite(value)) largest = std::max(largest, std::abs(value));
    return largest * std::numeric_limits<float>::epsilon();
}

}  // namespace fadecast
