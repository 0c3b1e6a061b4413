// fadecast simulate: the nominal dot in full detail.

#include "cli/commands.hpp"
#include "cli/output_check.hpp"
#include "cli/self_test.hpp"
#include "cli/terminal.hpp"

#include <fmt/format.h>

#include <memory>

namespace fadecast::cli {

Command add_simulate(CLI::App& program) {
    struct Options {
        ClientOptions client;
        DeviceOptions device;
    };
    const auto options = std::make_shared<Options>();
    CLI::App* app = program.add_subcommand(
        "simulate", "Simulate the client's typical dot: fields at snapshots, and where the pigment went");
    options->client.add_to(*app, "file for the fields (HDF5, opens with xarray)");
    options->device.add_to(*app);
    app->footer("Example:\n  fadecast simulate configs/clients/example.toml -o run.h5");

    return {app, [options](const Provenance& provenance) {
                const Case client = options->client.read();
                const Backend backend = options->device.open();
                check_output_file(options->client.output);
                const Simulation simulation = simulate_nominal(client, backend);
                stop_if_interrupted();
                write_simulation(simulation, options->client.output, provenance);
                print_result(fmt::format(
                    "Wrote {}: {} snapshots to day {:.0f} after the last session; the mass ledger closes "
                    "to {:.1e} of what was deposited.",
                    options->client.output, simulation.time_day.size(), simulation.time_day.back(),
                    ledger_gap(simulation)));
                return ExitCode::ok;
            }};
}

}  // namespace fadecast::cli
