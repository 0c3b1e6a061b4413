// Dot colours per second: one dot at one time, from pigment in slices to contrast, colour and width.

#include <fadecast/dot.hpp>

#include <benchmark/benchmark.h>

#include <cmath>
#include <string>
#include <vector>

#include "validation/made_up_dots.hpp"

namespace {

using namespace fadecast;
using validation::MadeUpDots;

void dot_colours(benchmark::State& state, const char* device) {
    const bool on_gpu = device == std::string("gpu");
    if (on_gpu && !gpu_available()) return state.SkipWithError("no GPU answers");
    const Backend backend = Backend::named(device);
    const bool spectra = state.range(0) != 0;
    MadeUpDots dots;
    dots.packs = on_gpu ? 256 : 4;
    dots.times = 57;
    dots.concentration = [](int dot, int, double radius, double depth) {
        const double sigma = .0934 * (1 + .005 * dot);
        return depth < .4 ? 3.75 * std::exp(-radius * radius / (2 * sigma * sigma)) : 0;
    };
    PigmentComponent carbon;
    carbon.material = "carbon black";
    for (double nm = 400; nm <= 700; nm += 50) {
        carbon.wavelength_nm.push_back(nm);
        carbon.absorption_mm2_per_ng.push_back(std::pow(550 / nm, 1.2));
    }
    const Snapshots snapshots = dots.make(backend);
    const auto skins = prepare_skins(backend, {Skin{}}, dots.slice_faces(), dots.grid);
    const std::vector<int> owner(dots.packs * pack_width, 0);
    for (auto _ : state) benchmark::DoNotOptimize(see_dots(snapshots, {carbon}, *skins, owner, spectra));
    state.counters["dot_colours/s"] =
        benchmark::Counter(double(dots.packs * pack_width * dots.times) * double(state.iterations()),
                           benchmark::Counter::kIsRate);
}
#define ON_EACH_DEVICE(device)                      \
    BENCHMARK_CAPTURE(dot_colours, device, #device) \
        ->Arg(0)                                    \
        ->Arg(1)                                    \
        ->ArgName("spectra")                        \
        ->Unit(benchmark::kMillisecond)             \
        ->UseRealTime()
ON_EACH_DEVICE(cpu);
ON_EACH_DEVICE(gpu);

}  // namespace
