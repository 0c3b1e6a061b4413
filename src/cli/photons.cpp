// fadecast photons: Monte Carlo light in layers, from a setup file.

#include "cli/commands.hpp"
#include "cli/output_check.hpp"
#include "cli/terminal.hpp"
#include "config/photon_setup.hpp"
#include "output/files.hpp"
#include "output/photon_documents.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

namespace fadecast::cli {
namespace {

constexpr double most_photons = 1e10, largest_seed = 9007199254740992.;

/// "1e7" or "10000000".
double whole_number(const std::string& option, const std::string& text, double low, double high) {
    double value = 0;
    const char* end = text.data() + text.size();
    if (std::from_chars(text.data(), end, value).ptr != end || !(value >= low && value <= high) ||
        value != std::floor(value))
        throw UsageError(fmt::format("{} {}: expected a whole number from {:g} to {:g}, such as 1e7", option,
                                     text, low, high));
    return value;
}

std::string text_of(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

Command add_photons(CLI::App& program) {
    struct Options {
        std::string file, output, photons = "1e6", seed = "1";
        std::vector<std::string> settings;
        DeviceOptions device;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App* app = program.add_subcommand(
        "photons", "Follow photons through layers: reflectance, transmittance, absorption and their errors");
    app->add_option("SETUP", options->file, "layers, source and tallies (TOML)")
        ->required()
        ->type_name("")
        ->check(not_empty);
    app->add_option("--photons", options->photons, "how many, up to 1e10; default 1e6")
        ->type_name("N")
        ->check(not_empty);
    app->add_option("--seed", options->seed, "of all random numbers; default 1")
        ->type_name("S")
        ->check(not_empty);
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

    return {app, [options](const Provenance& provenance) {
                output::PhotonRun run;
                run.setup = read_photon_setup(options->file, options->settings);
                run.setup_toml = text_of(options->file);
                const double photons = whole_number("--photons", options->photons, 1, most_photons);
                run.seed = std::uint64_t(whole_number("--seed", options->seed, 0, largest_seed));
                const Backend backend = options->device.open();
                run.device = backend.describe();
                const std::string& file = options->output;
                if (!file.empty()) check_output_file(file);
                run.result =
                    trace_photons(backend, run.setup, std::int64_t(photons), run.seed, ProgressLine{});
                stop_if_interrupted();
                if (!file.empty()) {
                    const std::filesystem::path place = std::filesystem::absolute(file);
                    output::write_files(place.parent_path(),
                                        {{place.string(), output::photons_hdf5(run, provenance)}});
                }
                print_result(options->json ? output::photons_json(run) : output::photons_table(run));
                return ExitCode::ok;
            }};
}

}  // namespace fadecast::cli
