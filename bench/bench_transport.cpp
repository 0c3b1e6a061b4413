// Transport in the domain's units: dot histories (one dot, 20 years, one pigment component, standard mesh and
// steps) and cell-pool-steps (one step = exchange, bleaching and spread in both directions of one pool of one
// cell; the epidermis has one pool, and none once it is renewed).

#include <fadecast/transport.hpp>

#include "../tests/support/nominal_dot.hpp"

#include <benchmark/benchmark.h>
#include <omp.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace fadecast;

namespace {

/// Pack by pack of the next session.
std::vector<DotInput> nominal_dots(int dots, int sessions) {
    std::vector<DotInput> ensemble(dots, test::nominal_dot());
    for (int d = 0; d < dots; ++d) ensemble[d].session = d / pack_width % sessions;
    return ensemble;
}

const std::vector<double> history_sessions{-28, -14, 0};
std::vector<double> history_days() {
    std::vector<double> days{0, 7, 14, 28, 42, 91, 183};
    for (int year = 1; year <= 20; ++year) days.push_back(year * test::year);
    return days;
}

/// Runs dots over a schedule; `parts` cuts every pair of steps.
void run(benchmark::State& state, const char* device, const std::vector<double>& sessions,
         const std::vector<double>& days, int parts) {
    if (device == std::string("gpu") && !gpu_available()) return state.SkipWithError("no GPU answers");
    const Backend backend = Backend::named(device);
    const int dots = int(state.range(0));
    if (state.range(1)) omp_set_num_threads(int(state.range(1)));
    const Mapping mapping = state.range(2) ? Mapping::dot : Mapping::pack;
    StepControl control;
    control.parts = parts;
    const Schedule schedule = make_schedule(sessions, days, control);
    const std::vector<DotInput> ensemble = nominal_dots(dots, int(sessions.size()));
    const GridShape grid;
    std::vector<double> steps_by_session, pool_steps_by_session;
    for (std::size_t session = 0; session < sessions.size(); ++session) {
        double& steps = steps_by_session.emplace_back(0);
        double& pool_steps = pool_steps_by_session.emplace_back(0);
        for (const Step& step : steps_of(schedule, 1u << session, parts)) {
            if (!(step.dt_day > 0)) continue;
            const int epidermis = step.epidermis ? grid.epidermis_cells : 0;
            steps += 1;
            pool_steps += grid.radial_cells * (3. * (grid.depth_cells - grid.epidermis_cells) + epidermis);
        }
    }
    double steps = 0, pool_steps = 0;
    for (const DotInput& dot : ensemble) {
        steps += steps_by_session[dot.session];
        pool_steps += pool_steps_by_session[dot.session];
    }
    for (auto _ : state)
        benchmark::DoNotOptimize(
            transport(backend, grid, schedule, {{1, 5.5e-3}}, ensemble, nullptr, mapping));
    const auto rate = [&](double amount) {
        return benchmark::Counter(amount, benchmark::Counter::kIsIterationInvariantRate);
    };
    state.counters["steps"] = steps / dots;
    state.counters["dot_histories/s"] = rate(dots);
    state.counters["cell_pool_steps/s"] = rate(pool_steps);
}

}  // namespace

/// What a forecast does: three sessions, healing, 27 snapshots in 20 years.
static void transport_history(benchmark::State& state, const char* device) {
    run(state, device, history_sessions, history_days(), 1);
}
/// The bare step: a healed dot in steps of days, seen twice.
static void transport_step(benchmark::State& state, const char* device) {
    run(state, device, {0}, {42, 20 * test::year}, 32);
}

/// The same by instruction set: 0 baseline, 1 AVX2, 2 AVX-512.
static void transport_by_simd(benchmark::State& state) {
    const Simd set = Simd(state.range(3));
    if (set > widest_simd()) return state.SkipWithError("this processor lacks it");
    use_simd(set);
    transport_history(state, "cpu");
    use_simd(widest_simd());
}
BENCHMARK(transport_by_simd)
    ->ArgNames({"dots", "threads", "mapping", "set"})
    ->Args({192, 1, 0, 0})
    ->Args({192, 1, 0, 1})
    ->Args({192, 1, 0, 2})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

/// A million histories in batches, as a sweep on a GPU has them; scalars come to the host.
static void million(benchmark::State& state) {
    if (!gpu_available()) return state.SkipWithError("no GPU answers");
    const Backend backend = Backend::gpu();
    constexpr int dots = 1000000, batch = 65536;
    const Mapping mapping = state.range(0) ? Mapping::dot : Mapping::pack;
    const Schedule schedule = make_schedule(history_sessions, history_days());
    const std::vector<DotInput> ensemble = nominal_dots(dots, int(history_sessions.size()));
    for (auto _ : state)
        for (int first = 0; first < dots; first += batch) {
            const std::vector<DotInput> some(ensemble.begin() + first,
                                             ensemble.begin() + std::min(first + batch, dots));
            benchmark::DoNotOptimize(
                transport(backend, {}, schedule, {{1, 5.5e-3}}, some, nullptr, mapping).scalars.to_host());
        }
    state.counters["dot_histories/s"] =
        benchmark::Counter(dots, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(million)->ArgName("mapping")->Arg(0)->Arg(1)->Iterations(1)->UseRealTime()->Unit(
    benchmark::kMillisecond);

#define ON_EACH_DEVICE(stage, gpu_dots)            \
    BENCHMARK_CAPTURE(stage, cpu, "cpu")           \
        ->ArgNames({"dots", "threads", "mapping"}) \
        ->Args({192, 1, 0})                        \
        ->Args({384, 2, 0})                        \
        ->UseRealTime()                            \
        ->Unit(benchmark::kMillisecond);           \
    BENCHMARK_CAPTURE(stage, gpu, "gpu")           \
        ->ArgNames({"dots", "threads", "mapping"}) \
        ->Args({gpu_dots, 0, 0})                   \
        ->Args({gpu_dots, 0, 1})                   \
        ->UseRealTime()                            \
        ->Unit(benchmark::kMillisecond)
ON_EACH_DEVICE(transport_history, 32768);
ON_EACH_DEVICE(transport_step, 4096);
