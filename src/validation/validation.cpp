#include "validation/validation.hpp"

#include "validation/chapters.hpp"

#include <chrono>
#include <cmath>

namespace fadecast::validation {

std::string Comparison::miss() const {
    if (holds()) return {};
    if (ours >= low - tolerance - half_digit && ours <= high + tolerance + half_digit)
        return "within rounding of the reference";
    return cause.empty() ? "not known" : cause;
}

int Validation::misses() const {
    int count = 0;
    for (const Chapter& chapter : chapters)
        for (const Comparison& each : chapter.comparisons) count += !each.holds();
    return count;
}

Validation validate(const Backend& backend, std::int64_t photons, std::uint64_t seed,
                    const std::function<void(double)>& progress) {
    const auto start = std::chrono::steady_clock::now();
    std::uint64_t stream = seed;
    double runs = 0;
    const Trace trace = [&](const PhotonSetup& setup, int parts) {
        const auto shown = [&](double share) {
            if (progress) progress((runs + share / parts) / photon_runs);
        };
        const std::int64_t count = (photons + parts - 1) / parts;
        const PhotonResult result = trace_photons(backend, setup, count, stream++, shown);
        runs += 1. / parts;
        return result;
    };
    Validation all{photons, seed, backend.describe(), 0, {}};
    all.chapters = {published_slabs(trace),    few_streams(),        dots_against_photons(backend, trace),
                    measured_forearms(),       types_of_skin(),      ultraviolet(trace),
                    colour_differences(),      free_spread(backend), closing_holes(),
                    exchange_of_pools(backend)};
    all.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return all;
}

}  // namespace fadecast::validation
