// fadecast skin: what lies behind a measured skin colour.

#include "cli/commands.hpp"

#include <fadecast/population.hpp>
#include <fadecast/skin.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <charconv>
#include <cmath>
#include <memory>

namespace fadecast::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
    std::string lab, ita, fitzpatrick;
    bool json = false;
};

std::vector<double> numbers(const std::string& option, const std::string& text) {
    std::vector<double> values;
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t comma = std::min(text.find(',', from), text.size());
        std::string_view item(text.data() + from, comma - from);
        while (!item.empty() && item.front() == ' ') item.remove_prefix(1);
        while (!item.empty() && item.back() == ' ') item.remove_suffix(1);
        double value = 0;
        const auto [end, error] = std::from_chars(item.data(), item.data() + item.size(), value);
        if (error != std::errc() || end != item.data() + item.size() || !std::isfinite(value))
            throw UsageError(fmt::format("{} {}: \"{}\" is no number", option, text, item));
        values.push_back(value);
        from = comma + 1;
    }
    return values;
}

double one_number(const std::string& option, const std::string& text, double low, double high) {
    const auto values = numbers(option, text);
    if (values.size() != 1)
        throw UsageError(fmt::format("{} {}: {} numbers; expected one", option, text, values.size()));
    if (values[0] < low || values[0] > high)
        throw UsageError(fmt::format("{} {}: out of range; allowed: {} to {}", option, text, low, high));
    return values[0];
}

SkinReading read_reading(const Options& options) {
    const int given = !options.lab.empty() + !options.ita.empty() + !options.fitzpatrick.empty();
    if (given != 1)
        throw UsageError(fmt::format("{} of --lab, --ita and --fitzpatrick; give one of them",
                                     given == 0 ? "none" : "more than one"));
    SkinReading reading;
    if (!options.lab.empty()) {
        const auto lab = numbers("--lab", options.lab);
        if (lab.size() != 3)
            throw UsageError(
                fmt::format("--lab {}: {} numbers; expected three, L*,a*,b*", options.lab, lab.size()));
        if (lab[0] < 10 || lab[0] > 95 || lab[1] < -5 || lab[1] > 40 || lab[2] < -10 || lab[2] > 45)
            throw UsageError(fmt::format(
                "--lab {}: no colour of skin; allowed: L* 10 to 95, a* -5 to 40, b* -10 to 45", options.lab));
        reading.lab = Lab{lab[0], lab[1], lab[2]};
    } else if (!options.ita.empty()) {
        reading.ita_deg = one_number("--ita", options.ita, -90, 90);
    } else {
        const double type = one_number("--fitzpatrick", options.fitzpatrick, 1, 6);
        if (type != std::floor(type))
            throw UsageError(fmt::format("--fitzpatrick {}: expected a whole number", options.fitzpatrick));
        reading.fitzpatrick = int(type);
    }
    return reading;
}

double rounded(double value, double digits) { return std::round(value * digits) / digits; }
std::vector<double> rounded(std::vector<double> values, double digits) {
    for (double& value : values) value = rounded(value, digits);
    return values;
}
std::vector<double> numbers_of(Lab lab) { return rounded({lab.lightness, lab.a, lab.b}, 1e3); }

/// Depths at which light is reported, and the UV and visible light there.
struct LightTable {
    std::vector<double> depth_mm{0, .03, .06, .1, .15, .2, .3, .4, .5, .7, 1, 1.5};
    std::vector<double> uvb, uva, visible;

    explicit LightTable(const Skin& skin) {
        const double nm[] = {310, 365};
        const auto fluence = fluence_at(skin, depth_mm, nm);
        for (std::size_t k = 0; k < depth_mm.size(); ++k) {
            uvb.push_back(fluence[2 * k]);
            uva.push_back(fluence[2 * k + 1]);
            visible.push_back(light_transmittance(skin, depth_mm[k]));
        }
    }
};

struct Answer {
    Skin skin;
    Lab lab;                 ///< what a colorimeter reads, D65
    std::optional<Lab> aim;  ///< the colour that was fitted
    Spectrum at_nodes;
    std::vector<double> wavelength_nm, reflectance;
    LightTable light;
};

Answer answer(const SkinReading& reading, const Skin& skin) {
    Answer found{skin, measured_colour(skin), reading.lab, skin_reflectance(skin), {}, {}, LightTable(skin)};
    if (reading.fitzpatrick.value_or(6) < 6) found.aim = colour_of_type(*reading.fitzpatrick);
    for (int nm = 380; nm <= 780; nm += 10) found.wavelength_nm.push_back(nm);
    found.reflectance = skin_reflectance(skin, found.wavelength_nm);
    return found;
}

std::string as_json(const SkinReading& reading, const Answer& found, const std::vector<std::string>& notes) {
    Json json;
    if (reading.lab) json["read"]["lab"] = numbers_of(*reading.lab);
    if (reading.ita_deg) json["read"]["ita_deg"] = *reading.ita_deg;
    if (reading.fitzpatrick) json["read"]["fitzpatrick"] = *reading.fitzpatrick;
    json["melanin"] = rounded(found.skin.melanin_fraction, 1e6);
    json["blood"] = rounded(found.skin.blood_fraction, 1e6);
    json["saturation"] = rounded(found.skin.blood_saturation, 1e4);
    json["scatter_scale"] = rounded(found.skin.scatter_scale, 1e4);
    json["epidermis_mm"] = found.skin.epidermis_mm;
    json["lab"] = numbers_of(found.lab);
    json["ita_deg"] = rounded(ita_deg(found.lab), 1e2);
    json["delta_e00"] = found.aim ? Json(rounded(delta_e00(found.lab, *found.aim), 1e4)) : Json(nullptr);
    const std::pair<const char*, Illuminant> illuminants[] = {
        {"d65", Illuminant::d65}, {"a", Illuminant::a}, {"led_b3", Illuminant::led_b3}};
    for (const auto& [name, illuminant] : illuminants)
        json["lab_without_specular"][name] =
            numbers_of(lab_of_xyz(xyz_of_reflectance(found.at_nodes, illuminant), illuminant));
    json["specular"] = rounded(skin_specular(), 1e4);
    json["wavelength_nm"] = found.wavelength_nm;
    json["reflectance"] = rounded(found.reflectance, 1e5);
    json["nodes"] = {{"wavelength_nm", wavelength_nm},
                     {"reflectance", rounded({found.at_nodes.begin(), found.at_nodes.end()}, 1e5)}};
    json["light"] = {{"depth_mm", found.light.depth_mm},
                     {"fluence_310nm", rounded(found.light.uvb, 1e5)},
                     {"fluence_365nm", rounded(found.light.uva, 1e5)},
                     {"visible", rounded(found.light.visible, 1e5)}};
    json["notes"] = notes;
    return json.dump(2);
}

std::string as_table(const Answer& found) {
    std::string text;
    const auto line = [&](std::string_view name, const std::string& value) {
        text += fmt::format("{:<14} {}\n", name, value);
    };
    line("melanin", fmt::format("{:.2f} % of an epidermis of 60 um", 100 * found.skin.melanin_fraction));
    line("blood", fmt::format("{:.2f} % of the dermis", 100 * found.skin.blood_fraction));
    line("saturation", fmt::format("{:.0f} %", 100 * found.skin.blood_saturation));
    line("scatter scale", fmt::format("{:.2f}", found.skin.scatter_scale));
    line("L*a*b*", fmt::format("{:.1f}, {:.1f}, {:.1f}; ITA {:.0f} deg{}", found.lab.lightness, found.lab.a,
                               found.lab.b, ita_deg(found.lab),
                               found.aim ? fmt::format("; delta E00 {:.2f} from what was read",
                                                       delta_e00(found.lab, *found.aim))
                                         : ""));
    std::string spectrum;
    for (std::size_t i = 2; i < found.reflectance.size(); i += 4)  // 400, 440 .. 760 nm
        spectrum += fmt::format("{}{:.0f}: {:.0f}", i > 2 ? ", " : "", found.wavelength_nm[i],
                                100 * found.reflectance[i]);
    line("reflectance", spectrum + " (nm: %, without specular)");
    const std::size_t at = 6;
    line("light",
         fmt::format("at {} mm: {:.0f} % of the visible light under the surface; 365 nm at {:.0f} %, "
                     "310 nm at {:.1f} % of the irradiance",
                     found.light.depth_mm[at], 100 * found.light.visible[at], 100 * found.light.uva[at],
                     100 * found.light.uvb[at]));
    return text;
}

}  // namespace

Command add_skin(CLI::App& program) {
    const auto options = std::make_shared<Options>();
    CLI::App* app = program.add_subcommand("skin", "Fit melanin, blood and scattering to a skin colour");
    app->add_option("--lab", options->lab, "colorimeter reading L*,a*,b* under D65, such as 66.8,8.5,13.0")
        ->type_name("L,A,B")
        ->check(not_empty);
    app->add_option("--ita", options->ita, "typology angle in degrees, -90 to 90")
        ->type_name("DEG")
        ->check(not_empty);
    app->add_option("--fitzpatrick", options->fitzpatrick, "type 1 to 6")->type_name("N")->check(not_empty);
    app->add_flag("--json", options->json, "as JSON, with spectrum and light by depth");
    app->footer("Example:\n  fadecast skin --lab 66.8,8.5,13.0 --json\n  fadecast skin --fitzpatrick 4");

    return {app, [options](const Provenance&) {
                const SkinReading reading = read_reading(*options);
                std::vector<std::string> notes;
                const Answer found = answer(reading, skin_as_read(reading, notes));
                if (!options->json)
                    for (const std::string& note : notes) fmt::print(stderr, "fadecast: {}\n", note);
                print_result(options->json ? as_json(reading, found, notes) : as_table(found));
                return ExitCode::ok;
            }};
}

}  // namespace fadecast::cli
