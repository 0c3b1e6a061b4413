// fadecast render: a client's scalp over the years, under several lights, for clients who fade fast or
// slowly.

#include "cli/commands.hpp"
#include "cli/output_check.hpp"
#include "cli/terminal.hpp"
#include "cli/times.hpp"
#include "config/did_you_mean.hpp"
#include "output/render_documents.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <memory>

namespace fadecast::cli {
namespace {

/// Position of a name that `option` was given among those that are known.
std::size_t position_of(const std::string& option, const char* kind, const std::string& name,
                        const std::vector<std::string>& known) {
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end())
        throw UsageError(
            fmt::format("{}: unknown {} \"{}\"{}", option, kind, name, did_you_mean(name, known)));
    return found - known.begin();
}

std::vector<output::SceneLight> lights_of(const std::string& list) {
    std::vector<std::string> known, before;
    for (const output::SceneLight& light : output::scene_lights) known.emplace_back(light.name);
    std::vector<output::SceneLight> lights;
    for (const std::string& name : items_of(list)) {
        const std::size_t light = position_of("--light " + list, "light", name, known);
        if (std::find(before.begin(), before.end(), name) != before.end())
            throw UsageError(fmt::format("--light {}: \"{}\" is there twice", list, name));
        before.push_back(name);
        lights.push_back(output::scene_lights[light]);
    }
    return lights;
}

Pattern pattern_of(const std::string& name) {
    std::vector<std::string> known;
    for (const PatternName& pattern : patterns) known.emplace_back(pattern.name);
    return patterns[position_of("--pattern", "pattern", name, known)].pattern;
}

std::optional<Zone> zone_of(const std::string& name) {
    if (name.empty()) return std::nullopt;
    std::vector<std::string> known;
    for (const Zone zone : zones) known.emplace_back(zone_name(zone));
    return zones[position_of("--zone", "zone", name, known)];
}

/// Side in mm of a square patch.
double side_of(const std::string& text) {
    double side_mm = 0;
    const char* end = text.data() + text.size();
    if (std::from_chars(text.data(), end, side_mm).ptr != end || !(side_mm >= 3 && side_mm <= 40))
        throw UsageError(fmt::format("--side {}: expected a number of millimetres from 3 to 40", text));
    return side_mm;
}

/// Whole percent, ascending.
std::vector<int> quantiles_of(const std::string& list) {
    std::vector<int> percents;
    for (const std::string& item : items_of(list)) {
        int percent = 0;
        const char* end = item.data() + item.size();
        if (std::from_chars(item.data(), end, percent).ptr != end || percent < 1 || percent > 99)
            throw UsageError(
                fmt::format("--quantile {}: \"{}\" is no whole number from 1 to 99, in percent", list, item));
        if (std::find(percents.begin(), percents.end(), percent) != percents.end())
            throw UsageError(fmt::format("--quantile {}: {} is there twice", list, percent));
        percents.push_back(percent);
    }
    std::sort(percents.begin(), percents.end());
    return percents;
}

}  // namespace

Command add_render(CLI::App& program) {
    struct Options {
        ClientOptions client;
        DeviceOptions device;
        std::string times, lights = "sun", quantiles = "50", zone, pattern = "even", side = "10";
        bool section = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App* app = program.add_subcommand(
        "render", "Draw the client's scalp over the years: pictures, a contact sheet and a time-lapse");
    options->client.add_to(*app, "folder for p50-sun-3y.png and so on, sheet.png and timelapse-sun.webp");
    CLI::Option* at =
        app->add_option("--at", options->times,
                        fmt::format("times from the last session on; default: {}, as far as the horizon "
                                    "reaches",
                                    usual_times))
            ->type_name("TIMES");
    app->add_option("--light", options->lights,
                    "one or more of sun (daylight, D65), office (white LED, LED-B3) and bathroom (warm bulb, "
                    "A); default sun")
        ->type_name("LIGHTS");
    app->add_option(
           "--quantile", options->quantiles,
           "in percent, one or more: 10 is a virtual client whose dots fade faster than those of 90 % "
           "of all, 50 the one in the middle, which is not the typical dot of `plan`, and 90 one whose "
           "dots last; default 50")
        ->type_name("QUANTILES");
    app->add_option("--zone", options->zone,
                    "part of the scalp, for its hair and its sun: hairline, temples, top, crown or sides; "
                    "default: hair as on top, sun as on a horizontal place")
        ->type_name("ZONE")
        ->check(not_empty);
    app->add_option(
           "--pattern", options->pattern,
           "how the patch is dotted: even, soft-hairline, hard-hairline, crown, areata (a bare disk in "
           "hair) or scar (a strip across hair, whose dots heal as in scars); default even")
        ->type_name("PATTERN");
    app->add_option("--side", options->side, "of the square patch, 3 to 40 mm; default 10")->type_name("MM");
    app->add_flag("--section", options->section, "the cross-section of one of the dots beside each picture");
    options->device.add_to(*app);
    app->footer(
        "Example:\n  fadecast render configs/clients/example.toml -o pictures\n"
        "  fadecast render client.toml --at day0,day7,6w,1y,3y,5y,8y --light sun,office,bathroom --quantile "
        "10,50,90 -o pictures");

    return {
        app, [options, at](const Provenance& provenance) {
            const std::vector<int> percents = quantiles_of(options->quantiles);
            output::RenderRequest request{.scalps = {}, .lights = lights_of(options->lights), .time_day = {}};
            PatchOptions patch;
            patch.side_mm = side_of(options->side);
            patch.pattern = pattern_of(options->pattern);
            const std::optional<Zone> zone = zone_of(options->zone);
            Case client = options->client.read();
            client.zone = zone;
            // Dots of this pattern lie in a scar, whatever the rest of the scalp is like.
            if (patch.pattern == Pattern::scar) client.covariates.scar = true;
            if (zone) request.place = options->zone + " zone";
            if (patch.pattern != Pattern::even)
                request.place += (zone ? ", " : "") + options->pattern + " pattern";
            const double horizon_year = client.forecast.horizon_year;
            request.time_day = at->count() ? days_of(options->times, horizon_year) : usual_days(horizon_year);
            const Backend backend = options->device.open();
            const std::string& folder = options->client.output;
            check_output_folder(folder);

            // In packs of dots; a picture takes about as long as half of one.
            const double packs = 1 + double(client.forecast.members) * client.forecast.dots / pack_width;
            const double quantiles = double(percents.size());
            const double pictures =
                quantiles * double(request.lights.size()) * double(request.time_day.size());
            const double all = packs + quantiles + pictures / 2;
            ProgressLine progress;
            const Forecast forecast =
                make_forecast(client, backend, [&](double done) { progress(done * packs / all); },
                              {.cache = cache_folder()});
            for (const int percent : percents) {
                const int member = member_at_quantile(forecast, percent / 100.);
                request.scalps.push_back(
                    {percent, member, make_scalp(client, backend, member, request.time_day, patch)});
                if (options->section)
                    request.scalps.back().dot = simulate_dot(client, backend, member, request.time_day);
                progress((packs + double(request.scalps.size())) / all);
            }
            output::write_render(forecast, request, backend, folder, provenance, [&](double done) {
                progress((packs + quantiles + done * pictures / 2) / all);
            });
            std::string members;
            for (const output::QuantileScalp& each : request.scalps)
                members += fmt::format("{}P{:02} is virtual client {}", members.empty() ? "" : ", ",
                                       each.percent, each.member + 1);
            print_result(fmt::format("Wrote {:.0f} pictures, sheet.png and {} into {}; {} of {}.", pictures,
                                     request.lights.size() == 1
                                         ? fmt::format("timelapse-{}.webp", request.lights[0].name)
                                         : fmt::format("{} time-lapses", request.lights.size()),
                                     folder, members, client.forecast.members));
            return code_of(forecast);
        }};
}

}  // namespace fadecast::cli
