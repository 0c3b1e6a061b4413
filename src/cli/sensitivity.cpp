// fadecast sensitivity: which factors the outputs of a study hang on.

#include "cli/commands.hpp"
#include "cli/output_check.hpp"
#include "output/files.hpp"
#include "sweep/study_sensitivity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <memory>
#include <system_error>

namespace fadecast::cli {

Command add_sensitivity(CLI::App& program) {
    struct Options {
        std::string study, folder, seed = "1";
        std::vector<std::string> outputs;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App* app = program.add_subcommand("sensitivity", "Tell which factors a study's outputs hang on");
    app->add_option("STUDY.h5", options->study, "what fadecast sweep wrote")
        ->required()
        ->type_name("")
        ->check(not_empty);
    app->add_option("--output", options->outputs, "name of a scalar output; repeatable; default: all of them")
        ->type_name("NAME")
        ->check(not_empty)
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    app->add_option("-o", options->folder, "folder for sensitivity.json and sensitivity-OUTPUT.svg")
        ->type_name("PATH")
        ->check(not_empty);
    app->add_option("--seed", options->seed, "of the resamples for intervals; default 1")
        ->type_name("S")
        ->check(not_empty);
    app->add_flag("--json", options->json, "print sensitivity.json instead of the tables");
    app->footer(
        "The design says how: saltelli gives Sobol's first and total indices, morris elementary effects, "
        "grid\n"
        "main effects; all others PAWN indices of the factors (from means over members) and of what was "
        "drawn\n"
        "for each virtual client (from means over points).\n"
        "Intervals are meant to hold the true index in 95 of 100 studies; those of few trajectories or "
        "members\n"
        "with very skewed effects hold it in 85 to 93. Samples that failed are left out and counted.\n\n"
        "Example:\n  fadecast sensitivity study.h5 --output latest_month -o figures");

    return {
        app, [options](const Provenance& provenance) {
            std::uint64_t seed = 0;
            const char* end = options->seed.data() + options->seed.size();
            const auto read = std::from_chars(options->seed.data(), end, seed);
            if (read.ec != std::errc() || read.ptr != end)
                throw UsageError(fmt::format("--seed {}: expected a whole number from 0 to {}", options->seed,
                                             std::numeric_limits<std::uint64_t>::max()));
            if (!options->folder.empty()) check_output_folder(options->folder);
            const StudySensitivity found =
                analyse(read_study_data(options->study, true), options->outputs, seed);
            const std::string json = sensitivity_json(found, provenance.version);
            if (!options->folder.empty()) {
                std::vector<output::File> files{{"sensitivity.json", json}};
                for (const OutputSensitivity& output : found.outputs) {
                    const std::string svg = sensitivity_svg(found, output);
                    const bool of_both = output.inputs == "draws" && found.design != DesignKind::population;
                    if (!svg.empty())
                        files.push_back(
                            {fmt::format("sensitivity-{}{}.svg", output.output.name, of_both ? "-draws" : ""),
                             svg});
                }
                output::write_files(options->folder, files);
            }
            print_result(options->json ? json : sensitivity_table(found));
            const bool all_refused = std::ranges::all_of(
                found.outputs, [](const OutputSensitivity& output) { return !output.refused.empty(); });
            if (all_refused) throw Error(fmt::format("no indices: {}", found.outputs.front().refused));
            return ExitCode::ok;
        }};
}

}  // namespace fadecast::cli
