// Photons per second: the published slabs, skin in seven layers, a dot in skin; on as many threads as asked.

#include <fadecast/photons.hpp>

#include <benchmark/benchmark.h>
#include <omp.h>
#include <config/photon_setup.hpp>

#include <string>

namespace {

using namespace fadecast;

/// The first argument is the number of threads; 0 stands for a GPU, which gets a hundred times the photons.
void photons(benchmark::State& state, const std::string& setup_name, std::int64_t count) {
    const int threads = omp_get_max_threads();
    const bool on_gpu = state.range(0) == 0;
    if (on_gpu && !gpu_available()) return state.SkipWithError("no GPU answers");
    if (on_gpu)
        count *= 100;
    else
        omp_set_num_threads(int(state.range(0)));
    const Backend backend = on_gpu ? Backend::gpu() : Backend::cpu();
    const PhotonSetup setup = read_photon_setup(data_folder() / "optics" / (setup_name + ".toml"), {});
    std::uint64_t seed = 0;
    for (auto _ : state) benchmark::DoNotOptimize(trace_photons(backend, setup, count, ++seed));
    state.counters["photons/s"] =
        benchmark::Counter(double(count) * double(state.iterations()), benchmark::Counter::kIsRate);
    state.SetLabel(on_gpu ? "GPU" : name_of(simd_in_use()));
    omp_set_num_threads(threads);
}

// Enough photons that the last ones, for which some lanes wait, do not matter.
#define PHOTONS(name, setup, count)                \
    BENCHMARK_CAPTURE(photons, name, setup, count) \
        ->Arg(0)                                   \
        ->Arg(1)                                   \
        ->Arg(2)                                   \
        ->ArgName("threads")                       \
        ->Unit(benchmark::kMillisecond)            \
        ->UseRealTime()                            \
        ->MeasureProcessCPUTime()
PHOTONS(van_de_hulst, "van-de-hulst", 8000000);
PHOTONS(giovanelli, "giovanelli", 2000000);
PHOTONS(three_layers, "three-layers", 2000000);
PHOTONS(skin_seven_layers, "skin-seven-layers", 1000000);
PHOTONS(dot_in_skin, "dot-in-skin", 1000000);

}  // namespace
