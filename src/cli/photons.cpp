// fadecast photons: Monte Carlo light in layers, from a setup file.

#include "cli/commands.hpp"
#include "cli/output_check.hpp"
#include "cli/terminal.hpp"
#include "config/document.hpp"
#include "config/photon_setup.hpp"
#include "output/files.hpp"
#include "output/photon_documents.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>

namespace fadecast::cli {
namespace {

struct Options {
    std::string file, output;
    std::vector<std::string> settings;
    PhotonOptions count{.photons = "1e6"};
    DeviceOptions device;
    bool json = false;
};

/// @param output  checked before the long work; empty: none
output::PhotonRun trace(const Options& options, const std::string& output) {
    output::PhotonRun run;
    run.setup = read_photon_setup(options.file, options.settings);
    run.setup_toml = read_text(options.file);
    run.settings = options.settings;
    const auto [photons, seed] = options.count.read();
    run.seed = seed;
    const Backend backend = options.device.open();
    run.device = backend.describe();
    if (!output.empty()) check_output_file(output);
    run.result = trace_photons(backend, run.setup, photons, seed, ProgressLine{});
    stop_if_interrupted();
    return run;
}

}  // namespace

Command add_photons(CLI::App& program) {
    const auto options = std::make_shared<Options>();
    CLI::App* app = program.add_subcommand(
        "photons", "Follow photons through layers: reflectance, transmittance, absorption and their errors");
    app->add_option("SETUP", options->file, "layers, source and tallies (TOML)")
        ->required()
        ->type_name("")
        ->check(not_empty);
    options->count.add_to(*app);
    app->add_option("-o,--output", options->output,
                    "file for reflectance by radius, absorption and fluence by depth (HDF5)")
        ->type_name("PATH")
        ->check(not_empty);
    app->add_option("--set", options->settings,
                    "put KEY=VALUE over the setup, e.g. source.kind=diffuse or layer.2.mua=\"2 1/cm\"; "
                    "repeatable")
        ->type_name("KEY=VALUE")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    options->device.add_to(*app);
    app->add_flag("--json", options->json, "print the totals as JSON");
    app->footer(
        "Example:\n  fadecast photons configs/optics/three-layers.toml --photons 1e7 --json -o run.h5");

    return {app,
            [options](const Provenance& provenance) {
                const std::string& file = options->output;
                const output::PhotonRun run = trace(*options, file);
                if (!file.empty()) {
                    const std::filesystem::path place = std::filesystem::absolute(file);
                    output::write_files(place.parent_path(),
                                        {{place.string(), output::photons_hdf5(run, provenance)}});
                }
                print_result(options->json ? output::photons_json(run) : output::photons_table(run));
                return ExitCode::ok;
            },
            [options](const Provenance& provenance) {
                return output::photons_hdf5(trace(*options, {}), provenance);
            }};
}

}  // namespace fadecast::cli
