// fadecast export: a study in the formats of other tools.

#include "sweep/export.hpp"
#include "cli/commands.hpp"
#include "cli/output_check.hpp"
#include "output/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <utility>

namespace fadecast::cli {

Command add_export(CLI::App& program) {
    struct Options {
        std::string study, csv, dakota, problem;
    };
    const auto options = std::make_shared<Options>();
    CLI::App* app = program.add_subcommand("export", "Write a study for other tools");
    app->add_option("STUDY.h5", options->study, "what fadecast sweep wrote")
        ->required()
        ->type_name("")
        ->check(not_empty);
    app->add_option("--csv", options->csv, "all scalar columns, one line per sample")
        ->type_name("FILE")
        ->check(not_empty);
    app->add_option("--dakota", options->dakota, "annotated tabular file: factors and outputs")
        ->type_name("FILE")
        ->check(not_empty);
    app->add_option("--problem", options->problem, "SALib problem (JSON) of the factors")
        ->type_name("FILE")
        ->check(not_empty);
    app->footer("Example:\n  fadecast export study.h5 --csv study.csv --problem problem.json");

    return {app, [options](const Provenance&) {
                std::vector<output::File> files;
                for (const std::string& name : {options->csv, options->dakota, options->problem})
                    if (!name.empty()) {
                        check_output_file(name);
                        const std::string file = std::filesystem::absolute(name).lexically_normal().string();
                        for (const output::File& other : files)
                            if (other.name == file)
                                throw UsageError(name + ": two formats cannot go into one file");
                        files.push_back({file, ""});
                    }
                if (files.empty())
                    throw UsageError("nothing to write: name --csv FILE, --dakota FILE or --problem FILE");
                const StudyData data = read_study_data(options->study, true);
                auto file = files.begin();
                if (!options->csv.empty()) (file++)->bytes = study_csv(data);
                if (!options->dakota.empty()) {
                    DakotaTable table = study_dakota(data);
                    (file++)->bytes = std::move(table.text);
                    if (table.left_out > 0)
                        fmt::print(stderr,
                                   "{}: {} of {} samples are left out: they failed, are missing or lack a "
                                   "number\n",
                                   options->dakota, table.left_out, data.status.size());
                }
                if (!options->problem.empty()) (file++)->bytes = study_problem(data);
                output::write_files(std::filesystem::current_path(), files);
                const auto missing = std::ranges::count(data.status, Status::missing);
                if (missing == 0) return ExitCode::ok;
                fmt::print(
                    stderr,
                    "fadecast: {} of {} samples are missing and stand there without values; the folder of "
                    "shards must lie beside {}\n",
                    missing, data.samples, options->study);
                return ExitCode::failed_samples;
            }};
}

}  // namespace fadecast::cli
