// fadecast head: the whole head over the years, and whether a zone of it needs new ink first.

#include "cli/commands.hpp"
#include "cli/output_check.hpp"
#include "cli/terminal.hpp"
#include "cli/times.hpp"
#include "forecast/follow.hpp"
#include "output/head_documents.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>

namespace fadecast::cli {

Command add_head(CLI::App& program) {
    struct Options {
        ClientOptions client;
        DeviceOptions device;
        std::string times = "6w,1y,3y,5y";
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App* app = program.add_subcommand(
        "head", "Draw the whole head over the years and say whether a zone needs a touch-up first");
    options->client.add_to(*app, "folder for head-3y.png and so on, and head-sheet.png");
    app->add_option("--at", options->times,
                    fmt::format("times from the last session on; default {}", options->times))
        ->type_name("TIMES");
    options->device.add_to(*app);
    app->add_flag("--json", options->json, "print the zones' courses as JSON instead of the sentence");
    app->footer(
        "Zones get their sun by their tilt; dots are set where hair is missing. Colours are means over a "
        "zone,\nof the typical client; single dots are in the pictures of `render`.\n\n"
        "Example:\n  fadecast head configs/clients/example.toml --at 6w,1y,3y,5y -o head");

    return {app, [options](const Provenance& provenance) {
                const Case client = options->client.read();
                const std::vector<double> days = days_of(options->times, client.forecast.horizon_year);
                const Backend backend = options->device.open();
                check_output_folder(options->client.output);
                std::vector<double> times;
                std::ranges::set_union(snapshot_days(client), days, std::back_inserter(times));
                const ZoneCourses courses = zone_courses(client, backend, times);
                stop_if_interrupted();
                output::write_heads(client, courses, days, backend, options->client.output, provenance);
                print_result(options->json ? output::head_json(client, courses, days, provenance)
                                           : output::zones_sentence(client, courses));
                return ExitCode::ok;
            }};
}

}  // namespace fadecast::cli
