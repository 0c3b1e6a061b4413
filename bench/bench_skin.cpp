// Skins per second: one reflectance spectrum, one fit to a colorimeter reading, one preparation for dots.

#include <fadecast/skin.hpp>

#include <benchmark/benchmark.h>

#include <cmath>
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

void skin_fits(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(fit_skin({63, 10.2, 18.1}, Skin{}));
    count_skins(state, 1);
}
BENCHMARK(skin_fits)->Unit(benchmark::kMicrosecond);

void skins_prepared(benchmark::State& state) {
    const Backend backend = Backend::cpu();
    const GridShape grid;
    std::vector<Skin> skins(256);
    std::vector<Real> faces;
    for (std::size_t i = 0; i < skins.size(); ++i) {
        skins[i].melanin_fraction = .02 + .0004 * double(i);
        for (int k = 0; k <= grid.slices(); ++k)
            faces.push_back(Real(skins[i].thickness_mm * k / grid.slices()));
    }
    for (auto _ : state) benchmark::DoNotOptimize(prepare_skins(backend, skins, faces, grid));
    count_skins(state, double(skins.size()));
}
BENCHMARK(skins_prepared)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
