// fadecast validate: the model against published numbers and against itself.

#include "cli/commands.hpp"
#include "cli/output_check.hpp"
#include "cli/terminal.hpp"
#include "output/files.hpp"
#include "output/validation_documents.hpp"

#include <filesystem>
#include <memory>

namespace fadecast::cli {

Command add_validate(CLI::App& program) {
    struct Options {
        std::string output, pictures;
        PhotonOptions count{.photons = "2e6"};
        DeviceOptions device;
        bool json = false, markdown = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App* app = program.add_subcommand("validate",
                                           "Compare the model with published numbers, with photons and with "
                                           "itself; exit code 1 when a comparison "
                                           "misses, of a known cause or not");
    options->count.add_to(*app);
    app->add_option("-o,--output", options->output, "file for the result, instead of standard output")
        ->type_name("PATH")
        ->check(not_empty);
    app->add_option("--pictures", options->pictures,
                    "folder for maps of the dot model's error and for the types of skin (PNG)")
        ->type_name("DIR")
        ->check(not_empty);
    options->device.add_to(*app);
    CLI::Option* json = app->add_flag("--json", options->json, "as JSON");
    app->add_flag("--markdown", options->markdown, "as the chapters of docs/validation.md")->excludes(json);
    app->footer("Example:\n  fadecast validate --photons 1e7 --pictures out");

    return {app, [options](const Provenance& provenance) {
                const auto [photons, seed] = options->count.read();
                const Backend backend = options->device.open();
                const std::string &file = options->output, &folder = options->pictures;
                if (!file.empty()) check_output_file(file);
                if (!folder.empty()) check_output_folder(folder);
                const auto validation = validation::validate(backend, photons, seed, ProgressLine{});
                stop_if_interrupted();
                const std::string text = options->json       ? output::validation_json(validation)
                                         : options->markdown ? output::validation_markdown(validation)
                                                             : output::validation_table(validation);
                if (!folder.empty())
                    output::write_files(folder, output::validation_pictures(backend, provenance));
                if (file.empty()) {
                    print_result(text);
                } else {
                    const std::filesystem::path place = std::filesystem::absolute(file);
                    output::write_files(place.parent_path(), {{place.string(), text + "\n"}});
                }
                return validation.holds() ? ExitCode::ok : ExitCode::run_failed;
            }};
}

}  // namespace fadecast::cli
