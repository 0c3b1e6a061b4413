#include <fadecast/transport.hpp>

#include "support/on_every_backend.hpp"

using namespace fadecast;
struct Transport : OnEveryBackend {};
ON_EVERY_BACKEND(Transport);

TEST_P(Transport, Runs) {
    DotInput dot;
    dot.mass_ng[0] = 34;
    const double year = 365.25;
    dot.residence = {.uptake_per_day = 0.18484, .escape_probability = .10, .slow_per_day = .10 / year, .labile_share = .15,
            .labile_per_day = .6931472 / (.5 * year), .permanent_share = .10, .permanent_per_day = .015 / year, .release_surge = 3};
    const Schedule schedule = make_schedule({0}, {0, .1, .5, 1, 2, 3, 7, 28, 42, 42 + .5 * year, 42 + year, 42 + 5 * year, 42+10 * year, 42+20*year});
    printf("%zu steps\n", schedule.steps.size());
    std::vector<DotInput> dots(32 * 4, dot);
    const Snapshots s = transport(backend, {}, schedule, {{1, 0}}, dots);
    const auto v = s.scalars.to_host();
    for (int t = 0; t < s.times; ++t) {
        const auto g = [&](int k) { return double(v[(t * Snapshots::scalar_count + k) * 32]); };
        printf("%8.1f ret %.4f derm %.4f scab %.4f shed %.4f lymph %.4f closes %.2e fwhm %.4f depth %.4f infl %.3f open %.3f milky %.3f eff %.3f\n",
            schedule.snapshot_day[t], g(0)/34, g(1)/34, g(2)/34, g(3)/34, g(4)/34, (g(0)+g(2)+g(3)+g(4)+g(5))/34-1, g(7), g(8), g(9), g(10), g(11), g(12));
    }
}
