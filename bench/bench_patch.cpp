// Pictures per second: a patch of scalp of 500 x 500 pixels with 600 dots.

#include <fadecast/patch.hpp>

#include <benchmark/benchmark.h>

#include <string>

#include "../tests/support/sample_forecast.hpp"

namespace {

using namespace fadecast;

void patches(benchmark::State& state, const char* device) {
    if (device == std::string("gpu") && !gpu_available()) return state.SkipWithError("no GPU answers");
    const Backend backend = Backend::named(device);
    const std::vector<double> time_day{0, 7, 42, 365, 3650};
    const DotAppearance gallery = sample::gallery(time_day);
    PatchOptions options;
    options.side_mm = 20;
    const PatchLayout layout = lay_out_dots(options, std::vector<double>{1}, std::vector<int>(pack_width, 0));
    const Spectrum skin{.21, .23, .26, .33, .33, .36, .47, .55};
    for (auto _ : state)
        benchmark::DoNotOptimize(render_patch(backend, layout, gallery, time_day, 100, skin));
    state.counters["patches/s"] = benchmark::Counter(double(state.iterations()), benchmark::Counter::kIsRate);
    state.counters["dots"] = double(layout.x_mm.size());
}
BENCHMARK_CAPTURE(patches, cpu, "cpu")->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(patches, gpu, "gpu")->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
