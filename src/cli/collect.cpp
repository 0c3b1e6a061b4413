// fadecast collect: one file over the shards that several runs made.

#include "cli/output_check.hpp"
#include "cli/study_end.hpp"

#include <memory>

namespace fadecast::cli {

Command add_collect(CLI::App& program) {
    struct Options {
        StudyOptions study;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App* app = program.add_subcommand(
        "collect", "Show the shards that several runs of fadecast sweep made as one file");
    options->study.add_to(*app);
    app->add_flag("--json", options->json, "print the result as JSON");
    app->footer("Example:\n  fadecast collect study.toml -o study.h5");
    return {app, [options](const Provenance& provenance) {
                const Study study = options->study.read();
                const std::filesystem::path output = options->study.output;
                check_output_file(output);
                return end_of_study(study, output, collect_sweep(study, output, provenance), true,
                                    options->json);
            }};
}

}  // namespace fadecast::cli
