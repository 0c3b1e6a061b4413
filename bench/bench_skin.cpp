// Skins per second: a reflectance spectrum with 4 and 8 streams, alone and many at once, a fit to a
// colorimeter reading, light by depth, and a preparation for dots.

#include <fadecast/skin.hpp>

#include <benchmark/benchmark.h>

#include <cmath>
#include <string>
#include <vector>

namespace {

using namespace fadecast;

void count_skins(benchmark::State& state, double skins) {
    state.counters["skins/s"] =
        benchmark::Counter(skins * double(state.iterations()), benchmark::Counter::kIsRate);
}

void skin_reflectances(benchmark::State& state) {
    const Skin skin;
    for (auto _ : state) benchmark::DoNotOptimize(skin_reflectance(skin));
    count_skins(state, 1);
}
BENCHMARK(skin_reflectances)->Unit(benchmark::kMicrosecond);

void skin_reflectances_of_many(benchmark::State& state, const char* device) {
    const bool on_gpu = device == std::string("gpu");
    if (on_gpu && !gpu_available()) return state.SkipWithError("no GPU answers");
    const Backend backend = Backend::named(device);
    std::vector<Skin> skins(on_gpu ? 1 << 18 : 1 << 12);
    for (std::size_t i = 0; i < skins.size(); ++i) skins[i].melanin_fraction = .01 + .0001 * double(i % 4096);
    const int streams = int(state.range(0));
    for (auto _ : state) benchmark::DoNotOptimize(skin_reflectances(backend, skins, wavelength_nm, streams));
    count_skins(state, double(skins.size()));
}
#define ON_EACH_DEVICE(device)                                    \
    BENCHMARK_CAPTURE(skin_reflectances_of_many, device, #device) \
        ->Arg(4)                                                  \
        ->Arg(8)                                                  \
        ->ArgName("streams")                                      \
        ->Unit(benchmark::kMillisecond)                           \
        ->UseRealTime()
ON_EACH_DEVICE(cpu);
ON_EACH_DEVICE(gpu);

void skin_light_by_depth(benchmark::State& state) {
    const Skin skin;
    std::vector<double> faces;
    for (int k = 0; k <= 16; ++k) faces.push_back(skin.thickness_mm * std::pow(k / 16., 1.5));
    for (auto _ : state) benchmark::DoNotOptimize(light_by_depth(skin, faces));
    count_skins(state, 1);
}
BENCHMARK(skin_light_by_depth)->Unit(benchmark::kMicrosecond);

void skin_fits(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(fit_skin({63, 10.2, 18.1}, Skin{}));
    count_skins(state, 1);
}
BENCHMARK(skin_fits)->Unit(benchmark::kMicrosecond);

void skins_prepared(benchmark::State& state, const char* device) {
    const bool on_gpu = device == std::string("gpu");
    if (on_gpu && !gpu_available()) return state.SkipWithError("no GPU answers");
    const Backend backend = Backend::named(device);
    const GridShape grid;
    std::vector<Skin> skins(on_gpu ? 1 << 15 : 1 << 8);
    std::vector<Real> faces;
    for (std::size_t i = 0; i < skins.size(); ++i) {
        skins[i].melanin_fraction = .02 + .0004 * double(i % 256);
        for (int k = 0; k <= grid.slices(); ++k)
            faces.push_back(Real(skins[i].thickness_mm * k / grid.slices()));
    }
    for (auto _ : state) benchmark::DoNotOptimize(prepare_skins(backend, skins, faces, grid));
    count_skins(state, double(skins.size()));
}
BENCHMARK_CAPTURE(skins_prepared, cpu, "cpu")->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(skins_prepared, gpu, "gpu")->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
