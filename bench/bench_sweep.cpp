// A study's samples against the bare ensemble of the same virtual clients: what the driver costs.

#include <fadecast/config.hpp>
#include <fadecast/ensemble.hpp>
#include <fadecast/sweep.hpp>

#include <benchmark/benchmark.h>

#include <filesystem>
#include <fstream>
#include <numeric>

#include <unistd.h>

namespace {

using namespace fadecast;
namespace fs = std::filesystem;

constexpr int clients = 2048;

void ensemble_of_clients(benchmark::State& state) {
    const Case client = read_case(data_folder() / "clients/example.toml", {});
    std::vector<VirtualClient> all;
    for (int member = 0; member < clients; ++member) all.push_back({&client, member});
    for (auto _ : state)
        benchmark::DoNotOptimize(simulate_clients(all, Backend::cpu(), {.realism = false}, {}));
    state.counters["clients/s"] = benchmark::Counter(clients, benchmark::Counter::kIsIterationInvariantRate);
}

void sweep_of_clients(benchmark::State& state) {
    const fs::path folder = fs::temp_directory_path() / ("fadecast-bench-" + std::to_string(getpid()));
    fs::create_directories(folder);
    std::ofstream(folder / "study.toml") << "title = \"t\"\nquestion = \"q\"\nclient = \"example\"\n"
                                            "design = \"population\"\nrealism = false\nmembers = "
                                         << clients << "\n";
    const Study study = read_study(folder / "study.toml");
    SweepOptions options;
    options.output = folder / "study.h5", options.devices = {"cpu"};
    for (auto _ : state) {
        run_sweep(study, options, {"bench", {}});
        state.PauseTiming();
        fs::remove_all(folder / "study.shards");
        state.ResumeTiming();
    }
    fs::remove_all(folder);
    state.counters["clients/s"] = benchmark::Counter(clients, benchmark::Counter::kIsIterationInvariantRate);
}

BENCHMARK(ensemble_of_clients)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(sweep_of_clients)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
