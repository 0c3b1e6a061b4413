// fadecast score: past forecasts against what happened.

#include "cli/commands.hpp"
#include "cli/output_check.hpp"
#include "output/files.hpp"

#include <fadecast/score.hpp>

#include <fmt/format.h>

#include <filesystem>
#include <memory>

namespace fadecast::cli {

Command add_score(CLI::App& program) {
    struct Options {
        std::string folder, output;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App* app = program.add_subcommand("score", "Hold past plans against what was seen later");
    app->add_option("DIR", options->folder, "folder with client files and plans, at any depth")
        ->required()
        ->type_name("")
        ->check(not_empty);
    app->add_option("-o,--output", options->output, "folder for scorecard.json and scorecard.svg")
        ->type_name("PATH")
        ->check(not_empty);
    app->add_flag("--json", options->json, "print scorecard.json instead of the table");
    app->footer(
        "A plan is plan*.json, kept under a name or in a folder of its own; a client file has the same id\n"
        "and the [[observation]]s that came later. A plan is scored only by what it did not know.\n\n"
        "Example:\n  fadecast plan clinic/c-017.toml -o clinic/c-017/2027-03\n"
        "  fadecast score clinic -o scores");

    return {app, [options](const Provenance& provenance) {
                const std::filesystem::path folder = options->folder;
                if (!std::filesystem::is_directory(folder))
                    throw UsageError(fmt::format("{}: there is no such folder", folder.string()));
                if (!options->output.empty()) check_output_folder(options->output);
                const Scorecard card = score(folder);
                for (const std::string& file : card.skipped)
                    fmt::print(stderr, "fadecast: skipped {}\n", file);
                for (const std::string& note : card.notes) fmt::print(stderr, "fadecast: {}\n", note);
                if (card.plans == 0)
                    throw UsageError(fmt::format(
                        "{}: no plan that can be read is below this folder; keep there what `fadecast "
                        "plan -o` writes, each plan in a folder of its own",
                        folder.string()));
                const std::string json = score_json(card, provenance.version);
                if (!options->output.empty())
                    output::write_files(options->output,
                                        {{"scorecard.json", json}, {"scorecard.svg", score_svg(card)}});
                print_result(options->json ? json : score_table(card));
                return card.skipped.empty() ? ExitCode::ok : ExitCode::failed_samples;
            }};
}

}  // namespace fadecast::cli
