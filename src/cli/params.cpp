// fadecast params: the registry of parameters, and the schema of client files.

#include "cli/commands.hpp"

#include <memory>

namespace fadecast::cli {

Command add_params(CLI::App& program) {
    struct Options {
        bool json = false, schema = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App* app =
        program.add_subcommand("params", "List the parameters with unit, prior, range and evidence");
    CLI::Option* json = app->add_flag("--json", options->json, "as JSON, with sources");
    app->add_flag("--schema", options->schema, "JSON Schema of client files, for editors")->excludes(json);
    app->footer("Example:\n  fadecast params\n  fadecast params --schema > client.schema.json");

    return {app, [options](const Provenance&) {
                print_result(options->schema ? client_schema_json()
                             : options->json ? parameters_json()
                                             : parameters_table());
                return ExitCode::ok;
            }};
}

}  // namespace fadecast::cli
