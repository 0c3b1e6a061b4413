// Judgements per second: patches of 53 x 53 pixels with their dots against hair, as a forecast judges
// members.

#include <fadecast/realism.hpp>

#include <benchmark/benchmark.h>

#include <cmath>
#include <string>

namespace {

using namespace fadecast;

void judgements(benchmark::State& state, const char* device) {
    if (device == std::string("gpu") && !gpu_available()) return state.SkipWithError("no GPU answers");
    const Backend backend = Backend::named(device);
    constexpr int count = 5, width = 53;  // the days of one member
    Images dots{count, width, .15, {}};
    for (int i = 0; i < count * 3 * width * width; ++i)
        dots.xyz.push_back(.3f + .05f * std::sin(.37f * float(i)) * std::cos(.11f * float(i)));
    Images hair = dots;
    for (float& value : hair.xyz) value *= 1.05f;
    Marks marks{8, {}, {}, .35, {48, 7, 11}, {60, 10, 18}};
    for (int i = 0; i < 96; ++i) {
        marks.x_mm.push_back(float(std::fmod(3.7 * i, 8.)));
        marks.y_mm.push_back(float(std::fmod(1.3 * i, 8.)));
    }
    const std::vector<Marks> all(count, marks);
    for (auto _ : state) benchmark::DoNotOptimize(judge_realism(backend, dots, all, hair, all));
    state.counters["judgements/s"] =
        benchmark::Counter(count * double(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK_CAPTURE(judgements, cpu, "cpu")->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(judgements, gpu, "gpu")->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
