// fadecast observe: writes down in the client file what was seen of the dots.

#include "cli/commands.hpp"
#include "config/observations.hpp"
#include "output/files.hpp"
#include "photo/colour_card.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace fadecast::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct Options {
    std::string file, date, lab, skin_lab, grade, contrast, photo, card, zone, sd;
    std::vector<std::string> regions;
    bool json = false, dry_run = false;
};

/// Regions of a photo by their names: card, dots and skin, each once.
photo::Corners region(const Options& options, const std::string& name) {
    const std::string* found = nullptr;
    for (const std::string& each : options.regions) {
        const std::string which = each.substr(0, each.find(':'));
        if (which == each || (which != "card" && which != "dots" && which != "skin"))
            throw UsageError(fmt::format(
                "--roi {}: expected card:, dots: or skin: and numbers, such as dots:820,400,300,300", each));
        if (which != name) continue;
        if (found) throw UsageError(fmt::format("--roi {}: is given twice", name));
        found = &each;
    }
    if (!found)
        throw UsageError(fmt::format(
            "--roi {0}: is missing; a photo needs --roi card:..., --roi dots:... and --roi skin:...", name));
    try {
        return photo::read_corners(found->substr(name.size() + 1));
    } catch (const Error& error) {
        throw UsageError(fmt::format("--roi {}: {}", name, error.what()));
    }
}

std::optional<photo::Measurement> measure(const Options& options) {
    if (options.photo.empty() != options.card.empty() || (options.photo.empty() && !options.regions.empty()))
        throw UsageError("--photo, --card and three --roi belong together; see fadecast observe --help");
    if (options.photo.empty()) return std::nullopt;
    if (options.card != "X-Rite24")
        throw UsageError(
            fmt::format("--card {}: unknown; allowed: X-Rite24, the ColorChecker Classic of 24 "
                        "patches made since November 2014",
                        options.card));
    const auto card = region(options, "card"), dots = region(options, "dots"), skin = region(options, "skin");
    const photo::Photo picture = photo::read_photo(options.photo);
    try {
        return photo::measure(picture, card, dots, skin);
    } catch (const Error& error) {
        throw Error(fmt::format("{}: {}", options.photo, error.what()));
    }
}

std::string lab_text(Lab lab) { return fmt::format("{:.2f}, {:.2f}, {:.2f}", lab.lightness, lab.a, lab.b); }

std::vector<ObservationKey> keys_of(const Options& options,
                                    const std::optional<photo::Measurement>& measured) {
    std::vector<ObservationKey> keys;
    const auto add = [&](const char* key, const std::string& option, const std::string& text,
                         bool is_text = false) {
        if (option.empty()) return;
        keys.push_back({key, text, fmt::format("--{} {}", key, option), is_text});
        std::replace(keys.back().where.begin(), keys.back().where.end(), '_', '-');
    };
    const int seen =
        !options.lab.empty() + !options.grade.empty() + !options.contrast.empty() + measured.has_value();
    if (seen != 1)
        throw UsageError(fmt::format("{} of --lab with --skin-lab, --grade, --contrast and --photo; give one",
                                     seen == 0 ? "none" : "more than one"));
    add("date", options.date, options.date);
    add("lab", options.lab, "[" + options.lab + "]");
    add("skin_lab", options.skin_lab, "[" + options.skin_lab + "]");
    add("grade", options.grade, options.grade);
    add("contrast", options.contrast, options.contrast);
    if (measured) {
        const std::string name = fs::path(options.photo).filename().string();
        keys.push_back({"lab", "[" + lab_text(measured->dots) + "]", "--roi dots"});
        keys.push_back({"skin_lab", "[" + lab_text(measured->skin) + "]", "--roi skin"});
        if (options.sd.empty()) keys.push_back({"sd", fmt::format("{:.2f}", measured->sd), "--photo"});
        keys.push_back({"photo", name, "--photo", true});
    }
    add("sd", options.sd, options.sd);
    add("zone", options.zone, options.zone, true);
    return keys;
}

std::string words_of(const Observation& seen) {
    switch (seen.kind) {
        case ObservationKind::grade:
            return fmt::format("grade {:g} (error {:g} of the contrast)", seen.value, seen.sd);
        case ObservationKind::contrast:
            return fmt::format("contrast {:g} +- {:g}", seen.value, seen.sd);
        default:
            return fmt::format("dots {:.1f} +- {:.1f} delta E00 from bare skin", seen.value, seen.sd);
    }
}

std::string sentence(const std::string& file, const ObservedFile& observed,
                     const std::optional<photo::Measurement>& measured) {
    const Observation& seen = observed.added;
    const std::string there = seen.zone ? fmt::format(" on the {}", zone_name(*seen.zone)) : "";
    const std::string card =
        measured ? fmt::format("; card off by {:.1f} on average, {:.1f} at worst",
                               measured->correction.mean_delta_e00, measured->correction.worst_delta_e00)
                 : "";
    return fmt::format("Recorded in {}: {}, {}{}, {}{}.\nNext: fadecast plan {} -o plan", file,
                       iso_date(seen.date), words_of(seen), there, seen.source, card, file);
}

Json as_json(const std::string& file, const ObservedFile& observed,
             const std::optional<photo::Measurement>& measured, bool written) {
    const auto inputs = Json::parse(resolved_inputs(observed.client));
    Json answer = {{"file", file}, {"written", written}, {"block", observed.block}, {"card", nullptr}};
    for (const Json& each : inputs["observations"])  // in order of date, then of the file: the last is new
        if (each["date"] == iso_date(observed.added.date)) answer["observation"] = each;
    answer["observations"] = inputs["observations"].size();
    if (measured)
        answer["card"] = {{"mean_delta_e00", measured->correction.mean_delta_e00},
                          {"worst_delta_e00", measured->correction.worst_delta_e00},
                          {"left_out_delta_e00", measured->correction.left_out_delta_e00},
                          {"degree", measured->correction.degree}};
    return answer;
}

/// Puts the text in the file's place, which keeps its permissions; a link stays one.
void replace_file(const std::string& name, const std::string& text) {
    const fs::path place = fs::canonical(name);
    if (::access(place.c_str(), W_OK) != 0)
        throw Error(fmt::format("cannot write {}: it is read-only; nothing was added", place.string()));
    const fs::perms permissions = fs::status(place).permissions();
    const mode_t before = ::umask(077);  // nobody else may read it on the way
    output::write_files(place.parent_path(), {{place.string(), text}});
    ::umask(before);
    fs::permissions(place, permissions);
}

}  // namespace

Command add_observe(CLI::App& program) {
    const auto options = std::make_shared<Options>();
    CLI::App* app = program.add_subcommand(
        "observe", "Add what was seen of the dots to the end of a client file, for the next plan");
    const auto add = [&](const char* names, std::string& value, const char* meaning, const char* type) {
        return app->add_option(names, value, meaning)->type_name(type)->check(not_empty);
    };
    add("CLIENT", options->file, "client file (TOML)", "")->required();
    add("--date", options->date, "day on which it was seen", "YYYY-MM-DD")->required();
    add("--lab", options->lab, "colorimeter on an area with dots: L*,a*,b*, D65, 2 degrees", "L,A,B");
    add("--skin-lab", options->skin_lab, "the same on bare skin beside it", "L,A,B");
    add("--grade", options->grade,
        "by eye: 0 as after healing, 1 a little lighter, 2 clearly lighter, 3 patchy in places, 4 needs "
        "redoing",
        "0-4");
    add("--contrast", options->contrast, "of dots to skin relative to 6 weeks, measured elsewhere", "C");
    add("--photo", options->photo, "photo with a colour card, PNG or JPEG", "FILE");
    add("--card", options->card, "kind of the card: X-Rite24", "CARD");
    app->add_option(
           "--roi", options->regions,
           "part of the photo as it is looked at: card:, dots: or skin: and x,y,width,height in "
           "pixels, or four corners x1,y1,...,x4,y4; of the card's field of patches, dark skin first, "
           "then clockwise; none overlaps another")
        ->type_name("NAME:X,Y,...")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    add("--zone", options->zone, "hairline, temples, top, crown or sides; default: the whole", "ZONE");
    add("--sd", options->sd, "standard deviation of what was seen, instead of the usual", "S");
    app->add_flag("--json", options->json, "as JSON");
    app->add_flag("-n,--dry-run", options->dry_run, "print what would be added, and add nothing");
    app->footer(
        "Example:\n"
        "  fadecast observe client.toml --date 2027-05-11 --grade 1\n"
        "  fadecast observe client.toml --date 2027-05-11 --lab 55.2,9.1,13.4 --skin-lab 65.8,9.0,15.1 "
        "--zone "
        "crown\n"
        "  fadecast observe client.toml --date 2027-05-11 --photo p.jpg --card X-Rite24 --roi "
        "card:100,80,600,400 --roi dots:900,300,200,200 --roi skin:900,700,200,200");

    return {app, [options](const Provenance&) {
                const auto measured = measure(*options);
                const ObservedFile observed = with_observation(options->file, keys_of(*options, measured));
                if (!options->dry_run) replace_file(options->file, observed.text);
                print_result(options->json
                                 ? as_json(options->file, observed, measured, !options->dry_run).dump(2)
                             : options->dry_run ? observed.block
                                                : sentence(options->file, observed, measured));
                return ExitCode::ok;
            }};
}

}  // namespace fadecast::cli
