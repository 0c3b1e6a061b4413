// How far each accuracy is from a converged run, what it costs, and how errors fall with mesh and steps.
//
//   fadecast_convergence CLIENT.toml > bench/results/convergence.json     (two minutes)
//
// Errors are of contrast relative to day 42 and of retained mass relative to what was deposited, at each dot
// and time from day 14 to 20 years, in per cent. bench/convergence/draw makes docs/convergence.svg of it.

#include "../../tests/support/study.hpp"

#include <fmt/format.h>
#include <omp.h>
#include <nlohmann/json.hpp>

#include <ctime>
#include <limits>

using namespace fadecast;
using Json = nlohmann::ordered_json;

namespace {

double percent(double share) { return std::stod(fmt::format("{:.3g}", 100 * share)); }

Json errors(const Differences& apart) {
    const auto of = [](const std::vector<double>& values) {
        return Json{{"p50", percent(test::quantile(values, .5))},
                    {"p95", percent(test::quantile(values, .95))},
                    {"p99", percent(test::quantile(values, .99))},
                    {"worst", percent(test::quantile(values, 1))}};
    };
    return {{"contrast", of(apart.contrast)}, {"retained_mass", of(apart.retained_mass)}};
}

/// Steps of a dot of the last session, those of both runs where there are two.
int steps_in_all(const test::Study& study, const Numerics& numerics) {
    const Schedule schedule = study.schedule(numerics);
    const unsigned last = 1u << (schedule.session_day.size() - 1);
    int steps = 0;
    for (int run = 0; run <= int(numerics.steps.extrapolate); ++run)
        for (const Step& step : steps_of(schedule, last, numerics.steps.parts << run))
            steps += step.dt_day > 0;
    return steps;
}

/// Of processor time on one thread, the least of some runs: others only add what the machine did besides.
double seconds_of_transport(const test::Study& study, const Numerics& numerics) {
    const int threads = omp_get_max_threads();
    omp_set_num_threads(1);
    std::clock_t least = std::numeric_limits<std::clock_t>::max();
    for (int run = 0; run < 9; ++run) {
        const std::clock_t start = std::clock();
        transport(Backend::cpu(), numerics.grid, study.schedule(numerics), study.population().inputs,
                  study.population().dots);
        least = std::min(least, std::clock() - start);
    }
    omp_set_num_threads(threads);
    return double(least) / CLOCKS_PER_SEC;
}

StepControl cut(int parts, bool extrapolate) {  // of draft, so that the longest are as long as any in use
    StepControl steps = numerics_of(Accuracy::draft).steps;
    steps.parts = parts;
    steps.extrapolate = extrapolate;
    return steps;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        fmt::print(stderr, "usage: fadecast_convergence CLIENT.toml > convergence.json\n");
        return 2;
    }
    const test::Study study(argv[1], 48);
    Json result = {{"dots", study.dots()}};

    const Numerics converged{test::mesh(96, 128, 9), cut(12, true)};
    const DotTable truth = study.follow(converged);
    result["converged"] = {{"rings", converged.grid.radial_cells},
                           {"layers", converged.grid.depth_cells},
                           {"steps", steps_in_all(study, converged)}};
    constexpr const char* names[] = {"draft", "standard", "reference"};
    const double standard_s = seconds_of_transport(study, numerics_of(Accuracy::standard));
    for (const Accuracy accuracy : {Accuracy::draft, Accuracy::standard, Accuracy::reference}) {
        const Numerics numerics = numerics_of(accuracy);
        const DotTable run = study.follow(numerics);
        const NumericalError estimate = study.estimate(numerics, run);
        const std::size_t bytes = transport_bytes_per_pack(numerics.grid, 0, 1);
        result["accuracies"].push_back(
            {{"name", names[int(accuracy)]},
             {"rings", numerics.grid.radial_cells},
             {"layers", numerics.grid.depth_cells},
             {"epidermis_layers", numerics.grid.epidermis_cells},
             {"steps", steps_in_all(study, numerics)},
             {"fields_mb_per_pack", std::stod(fmt::format("{:.3g}", bytes / 1e6))},
             {"relative_time",
              std::stod(fmt::format("{:.2g}", seconds_of_transport(study, numerics) / standard_s))},
             {"error", errors(study.apart(run, truth))},
             {"error_of_nominal_dots", errors(study.apart_nominal(run, truth))},
             {"estimate",
              {{"contrast", percent(estimate.contrast)},
               {"retained_mass", percent(estimate.retained_mass)}}}});
        fmt::print(stderr, "{} done\n", names[int(accuracy)]);
    }

    // One thing at a time, the others as in `reference`, against the finest of its own.
    const auto sweep = [&](const char* name, const char* count, std::vector<Numerics> runs,
                           const auto& count_of) {
        const DotTable finest = study.follow(runs.back());
        runs.pop_back();
        for (const Numerics& numerics : runs)
            result["sweeps"][name].push_back(
                {{count, count_of(numerics)},
                 {"error", errors(study.apart(study.follow(numerics), finest))}});
        fmt::print(stderr, "{} done\n", name);
    };
    const Numerics fine = numerics_of(Accuracy::reference);
    std::vector<Numerics> runs;
    for (const int rings : {8, 12, 16, 24, 32, 48, 96})
        runs.push_back({test::mesh(rings, 64, 6), fine.steps});
    sweep("rings", "cells", runs, [](const Numerics& n) { return n.grid.radial_cells; });
    runs.clear();
    for (const int layers : {4, 8, 16, 32, 64, 256}) runs.push_back({test::mesh(64, layers, 6), fine.steps});
    sweep("layers of the epidermis", "cells", runs, [](const Numerics& n) { return n.grid.epidermis_cells; });
    runs.clear();
    for (const int layers : {1, 2, 3, 6, 24}) runs.push_back({test::mesh(64, 64, layers), fine.steps});
    sweep("layers of the dermis", "cells", runs,
          [](const Numerics& n) { return n.grid.depth_cells - n.grid.epidermis_cells; });
    for (const bool extrapolate : {false, true}) {
        runs.clear();
        for (const int parts : {1, 2, 4, 8}) runs.push_back({fine.grid, cut(parts, extrapolate)});
        runs.push_back({fine.grid, cut(16, true)});
        sweep(extrapolate ? "extrapolated" : "steps", "steps", runs,
              [&](const Numerics& n) { return steps_in_all(study, n); });
    }
    fmt::print("{}\n", result.dump(1));
}
