// Transport in the domain's units: dot histories (one dot, 20 years, one pigment component, 48 x 96 cells)
// and cell-pool-steps (one step = exchange, bleaching and spread in both directions of the three pools of a
// cell).

#include <fadecast/transport.hpp>

#include "../tests/support/nominal_dot.hpp"

#include <benchmark/benchmark.h>
#include <omp.h>

#include <string>

using namespace fadecast;

static void transport_history(benchmark::State& state, const char* device) {
    if (device == std::string("gpu") && !gpu_available()) return state.SkipWithError("no GPU answers");
    const Backend backend = Backend::named(device);
    const int dots = int(state.range(0));
    if (state.range(1)) omp_set_num_threads(int(state.range(1)));
    std::vector<double> days{0, 7, 14, 28, 42, 91, 183};
    for (int year = 1; year <= 20; ++year) days.push_back(year * test::year);
    const Schedule schedule = make_schedule({-28, -14, 0}, days);
    const std::vector<DotInput> ensemble(dots, test::nominal_dot());
    const GridShape grid;
    for (auto _ : state)
        benchmark::DoNotOptimize(transport(backend, grid, schedule, {{1, 5.5e-3}}, ensemble));
    int moving = 0;
    for (const Step& step : schedule.steps) moving += step.dt_day > 0;
    const auto rate = [&](double amount) {
        return benchmark::Counter(amount, benchmark::Counter::kIsIterationInvariantRate);
    };
    state.counters["steps"] = moving;
    state.counters["dot_histories/s"] = rate(dots);
    state.counters["cell_pool_steps/s"] = rate(double(dots) * moving * grid.cells() * 3);
}
BENCHMARK_CAPTURE(transport_history, cpu, "cpu")
    ->ArgNames({"dots", "threads"})
    ->Args({128, 1})
    ->Args({256, 2})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(transport_history, gpu, "gpu")
    ->ArgNames({"dots", "threads"})
    ->Args({8192, 0})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
