// Elementary effects after Morris.

#include "sweep/bootstrap.hpp"

#include <fadecast/backend.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace fadecast {

MorrisEffects morris_effects(std::span<const double> places, std::span<const double> values, int factors,
                             std::uint64_t seed) {
    const std::size_t steps = std::size_t(factors), points = steps + 1;
    if (factors < 1 || values.size() % points != 0 || places.size() != values.size() * steps)
        throw Error(fmt::format("{} values at {} coordinates are no whole trajectories of {} factors",
                                values.size(), places.size(), factors));
    const std::size_t all = values.size() / points;
    std::vector<double> effects;  // [trajectories][factors]
    double smallest_step = 1;
    for (std::size_t trajectory = 0; trajectory < all; ++trajectory) {
        const double* f = &values[trajectory * points];
        if (!std::all_of(f, f + points, [](double value) { return std::isfinite(value); })) continue;
        std::vector<double> found(steps, NAN);
        for (std::size_t step = 0; step < steps; ++step) {
            const double* from = &places[(trajectory * points + step) * steps];
            for (std::size_t factor = 0; factor < steps; ++factor) {
                const double moved = from[steps + factor] - from[factor];
                if (moved == 0) continue;
                if (!std::isnan(found[factor]))
                    throw Error(fmt::format("trajectory {}: factor {} moves twice", trajectory, factor));
                found[factor] = (f[step + 1] - f[step]) / moved;
                smallest_step = std::min(smallest_step, std::abs(moved));
            }
        }
        if (std::ranges::any_of(found, [](double effect) { return std::isnan(effect); }))
            throw Error(fmt::format("trajectory {}: a factor never moves", trajectory));
        effects.insert(effects.end(), found.begin(), found.end());
    }
    const int used = int(effects.size() / steps);
    if (used < fewest_morris_trajectories)
        throw Error(
            fmt::format("{} whole trajectories of {}; elementary effects need {} at least: run more "
                        "with --append --samples, or look why samples failed",
                        used, all, fewest_morris_trajectories));

    MorrisEffects result;
    result.used = used, result.dropped = std::int64_t(all) - used;
    const auto sizes = [&](std::span<const int> rows) {
        std::vector<double> means(steps, 0.);
        for (const int row : rows)
            for (std::size_t i = 0; i < steps; ++i)
                means[i] += std::abs(effects[std::size_t(row) * steps + i]) / double(rows.size());
        return means;
    };
    const auto resampled = bootstrap(used, seed, sizes);
    for (std::size_t i = 0; i < steps; ++i) {
        double mean = 0, size = 0, squares = 0;
        for (int row = 0; row < used; ++row) {
            mean += effects[std::size_t(row) * steps + i] / used;
            size += std::abs(effects[std::size_t(row) * steps + i]) / used;
        }
        for (int row = 0; row < used; ++row)
            squares += std::pow(effects[std::size_t(row) * steps + i] - mean, 2);
        result.mu_star.push_back(
            mean_index(size, resampled[i], used, float_rounding(values) / smallest_step));
        result.mu.push_back(mean);
        result.sigma.push_back(std::sqrt(squares / (used - 1)));
    }
    return result;
}

}  // namespace fadecast
