// fadecast plan: from a client file to the touch-up window.

#include "cli/commands.hpp"
#include "cli/output_check.hpp"
#include "cli/terminal.hpp"
#include "output/documents.hpp"

#include <fadecast/forecast.hpp>

#include <fmt/format.h>

#include <memory>

namespace fadecast::cli {

Command add_plan(CLI::App& program) {
    struct Options {
        ClientOptions client;
        DeviceOptions device;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App* app =
        program.add_subcommand("plan", "Forecast when a touch-up is due: earliest, best and latest month");
    options->client.add_to(*app, "folder for plan.json, forecast.h5, the page, the calendar and pictures");
    options->device.add_to(*app);
    app->add_flag("--json", options->json, "print plan.json instead of the sentence");
    app->footer(
        "Example:\n  fadecast plan configs/clients/example.toml -o demo\n"
        "  fadecast plan client.toml -o out --members 1024 --set sun.hat=0.8");

    // Histories kept by an earlier run would answer for this one.
    const auto hdf5 = [options](const Provenance& provenance) {
        const Case client = options->client.read();
        const Backend backend = options->device.open();
        const Forecast forecast =
            make_forecast(client, backend, ProgressLine{}, {.pictures = true, .advice = true});
        stop_if_interrupted();
        return output::forecast_hdf5(forecast, provenance);
    };
    return {app,
            [options](const Provenance& provenance) {
                const Case client = options->client.read();
                const Backend backend = options->device.open();
                check_output_folder(options->client.output);
                const Forecast forecast =
                    make_forecast(client, backend, ProgressLine{},
                                  {.pictures = true, .advice = true, .cache = cache_folder()});
                stop_if_interrupted();
                write_plan(forecast, backend, options->client.output, provenance);
                print_result(options->json ? plan_json(forecast, provenance) : window_sentence(forecast));
                return code_of(forecast);
            },
            hdf5};
}

}  // namespace fadecast::cli
