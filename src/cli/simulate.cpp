// fadecast simulate: the nominal dot in full detail.

#include "cli/commands.hpp"
#include "cli/output_check.hpp"
#include "cli/self_test.hpp"
#include "cli/terminal.hpp"
#include "cli/times.hpp"
#include "output/documents.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>

namespace fadecast::cli {
Command add_simulate(CLI::App& program) {
    struct Options {
        ClientOptions client;
        DeviceOptions device;
        std::string times, section;
    };
    const auto options = std::make_shared<Options>();
    CLI::App* app = program.add_subcommand(
        "simulate",
        "Simulate the client's typical dot: its fields in time and space, and where the pigment went");
    options->client.add_to(*app, "file for the fields (HDF5, opens with xarray and ParaView)");
    CLI::Option* at =
        app->add_option("--at", options->times,
                        fmt::format("times of the fields from the last session on; default: {}, as far as "
                                    "the horizon reaches",
                                    usual_times))
            ->type_name("TIMES");
    app->add_option("--section", options->section, "draw the cross-section at these times (PNG)")
        ->type_name("PATH")
        ->check(not_empty);
    options->device.add_to(*app);
    app->footer(
        "Example:\n  fadecast simulate configs/clients/example.toml -o run.h5\n"
        "  fadecast simulate client.toml --at 12h,day3,6w,10y -o run.h5 --section dot.png");

    const auto field_days_of = [options, at](const Case& client) {
        const double horizon_year = client.forecast.horizon_year;
        return at->count() ? days_of(options->times, horizon_year) : usual_days(horizon_year);
    };
    const auto hdf5 = [options, field_days_of](const Provenance& provenance) {
        const Case client = options->client.read();
        const std::vector<double> field_days = field_days_of(client);
        const Backend backend = options->device.open();
        return output::simulation_hdf5(simulate_dot(client, backend, nominal_member, field_days), provenance);
    };
    return {
        app,
        [options, field_days_of](const Provenance& provenance) {
            const Case client = options->client.read();
            const std::vector<double> field_days = field_days_of(client);
            const std::string &file = options->client.output, &section = options->section;
            const auto place = [](const std::string& path) {
                return std::filesystem::weakly_canonical(std::filesystem::absolute(path));
            };
            if (!section.empty() && place(file) == place(section))
                throw UsageError(fmt::format("--section {}: the fields go there (-o)", section));
            if (!section.empty() && std::filesystem::path(section).extension() != ".png" &&
                !std::filesystem::is_directory(section))
                throw UsageError(fmt::format("--section {}: use a name that ends in .png", section));
            const Backend backend = options->device.open();
            check_output_file(file);
            if (!section.empty()) check_output_file(section);
            const Simulation simulation = simulate_dot(client, backend, nominal_member, field_days);
            stop_if_interrupted();
            write_simulation(simulation, file, provenance, section);
            print_result(fmt::format(
                "Wrote {}{}: fields at {} {}, series at {} to day {:.0f} after the last session; the mass "
                "ledger closes to {:.1e} of what was deposited.",
                file, section.empty() ? "" : " and " + section, field_days.size(),
                field_days.size() == 1 ? "time" : "times", simulation.time_day.size(),
                simulation.time_day.back(), ledger_gap(simulation)));
            return ExitCode::ok;
        },
        hdf5};
}

}  // namespace fadecast::cli
