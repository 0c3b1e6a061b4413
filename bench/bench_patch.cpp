// Pictures per second: a patch of scalp of 500 x 500 pixels with 600 dots, alone or among shaved hair.

#include <fadecast/patch.hpp>

#include <benchmark/benchmark.h>

#include <string>

#include "../tests/support/sample_forecast.hpp"

namespace {

using namespace fadecast;

void patches(benchmark::State& state, const char* device, double hairs_per_cm2) {
    if (device == std::string("gpu") && !gpu_available()) return state.SkipWithError("no GPU answers");
    const Backend backend = Backend::named(device);
    const std::vector<double> times_day{0, 7, 42, 365, 3650};
    const PatchOptions options{.side_mm = 20, .full_hairs_per_cm2 = hairs_per_cm2};
    const PatchLayout layout = lay_out_patch(options, std::vector<int>(dot_count(options), 0));
    PatchScene scene = sample::scene(layout, sample::gallery(times_day), times_day, 100);
    scene.texture = {.melanin = {-.1, -.1, -.08, -.05, -.05, -.04, -.02, -.02}, .relief = .02};
    scene.x_mm.insert(scene.x_mm.end(), layout.hair_x_mm.begin(), layout.hair_x_mm.end());
    scene.y_mm.insert(scene.y_mm.end(), layout.hair_y_mm.begin(), layout.hair_y_mm.end());
    scene.look.resize(scene.x_mm.size(), 0);
    for (auto _ : state) benchmark::DoNotOptimize(render_patch(backend, scene, .04));
    state.counters["patches/s"] = benchmark::Counter(double(state.iterations()), benchmark::Counter::kIsRate);
    state.counters["marks"] = double(scene.x_mm.size());
}
BENCHMARK_CAPTURE(patches, cpu, "cpu", 0)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(patches, cpu_with_hair, "cpu", 226)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(patches, gpu, "gpu", 0)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(patches, gpu_with_hair, "gpu", 226)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
