// From what was entered and the registry's grades of evidence to sentences.

#include "report/words.hpp"

#include "report/html.hpp"

#include <fadecast/parameters.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <utility>

namespace fadecast::report {
namespace {

std::string spaced(std::string_view name) {
    std::string words(name);
    std::replace(words.begin(), words.end(), '_', ' ');
    return words;
}

using enum Parameter;

struct Named {
    Parameter parameter;
    const char* words;
};

// Those that move the window most, the strongest first, in words that need no glossary.
constexpr Named important[] = {
    {slow_clearance, "how fast pigment leaves over the years"},
    {spread, "how fast the dots widen"},
    {deposit_bottom, "how deep the dots reach"},
    {light_dose, "how much light reaches the pigment"},
    {healed_optical_depth, "how dark a healed dot is"},
    {permanent_share, "what share stays for good"},
    {labile_half_life, "how long the early fading lasts"},
    {column_fwhm, "how wide a dot is inside the skin"},
    {escape_probability, "how much released pigment gets away"},
    {epidermis_thickness, "how thick the epidermis is"},
    {pore_half_life, "how fast the punctures close"},
    {epidermal_turnover, "how fast the epidermis renews itself"},
};

std::string joined(const std::vector<std::string>& parts, const char* between) {
    std::string all;
    for (const std::string& part : parts) all += (all.empty() ? "" : between) + part;
    return all;
}

std::string skin_words(const SkinReading& skin) {
    if (skin.lab)
        return fmt::format("skin L*a*b* {:.1f}, {:.1f}, {:.1f}", skin.lab->lightness, skin.lab->a,
                           skin.lab->b);
    if (skin.ita_deg) return fmt::format("skin ITA {:.0f}°", *skin.ita_deg);
    constexpr const char* roman[] = {"I", "II", "III", "IV", "V", "VI"};
    if (skin.fitzpatrick) return fmt::format("skin type {}", roman[std::clamp(*skin.fitzpatrick, 1, 6) - 1]);
    return "";
}

// One text when all sessions agree, else one for each: "25:1 / 20:1 / 20:1"; nothing when none was entered.
std::string by_session(const Case& client, const std::string& label,
                       const std::function<std::string(const Session&)>& text_of) {
    std::vector<std::string> texts;
    for (const Session& session : client.sessions) texts.push_back(text_of(session));
    if (std::all_of(texts.begin(), texts.end(), [](const std::string& text) { return text.empty(); }))
        return "";
    if (std::all_of(texts.begin(), texts.end(),
                    [&](const std::string& text) { return text == texts.front(); }))
        return label + texts.front();
    for (std::string& text : texts)
        if (text.empty()) text = "not entered";
    return label + joined(texts, " / ");
}

// The sessions as the practitioner set them.
std::vector<std::string> session_words(const Case& client) {
    if (client.sessions.empty()) return {};
    const std::string first = day_name(client.sessions.front().date),
                      last = day_name(client.sessions.back().date);
    const auto number = [](const std::optional<double>& value, const char* unit) {
        return value ? fmt::format("{:.4g}{}", *value, unit) : "";
    };
    const bool shaded = std::any_of(client.sessions.begin(), client.sessions.end(),
                                    [](const Session& session) { return session.shade != 1; });
    return {client.sessions.size() == 1
                ? "one session, " + first
                : fmt::format("{} sessions, {} to {}", client.sessions.size(), first, last),
            by_session(client, "", [](const Session& session) { return session.pigment.name; }),
            by_session(client, "dilution ",
                       [&](const Session& session) { return number(session.water_per_pigment, ":1"); }),
            by_session(client, "shade ",
                       [&](const Session& session) { return shaded ? number(session.shade, "") : ""; }),
            by_session(client, "needle ", [](const Session& session) { return session.needle; }),
            by_session(client, "depth setting ",
                       [&](const Session& session) { return number(session.stated_depth_mm, " mm"); })};
}

// Shares of second passes as entered, from the shares of places and of old dots that were worked out of them.
std::string second_passes(const Case& client) {
    std::string words;
    double places = 0;  // of earlier sessions
    for (std::size_t i = 0; i < client.sessions.size(); ++i) {
        const Session& session = client.sessions[i];
        const double onto_old = session.again_share * places;
        if (onto_old > 0)
            words += fmt::format("{}{:.3g} % of session {} over old dots", words.empty() ? "" : ", ",
                                 100 * onto_old / (session.density_share + onto_old), i + 1);
        places += session.density_share;
    }
    return words;
}

// What was entered of the sun, or what came from the sun plan.
std::string sun_words(const Case& client, bool from_plan) {
    const Sun& sun = client.sun;
    std::vector<std::string> parts;
    const auto add = [&](const char* key, bool given, const std::string& words) {
        if (given && sun.from_plan.contains(key) == from_plan) parts.push_back(words);
    };
    const auto city = client.record.find("city");
    add("latitude", sun.latitude_deg.has_value(),
        city != client.record.end() ? city->second
                                    : fmt::format("latitude {:.4g}°", sun.latitude_deg.value_or(0)));
    const auto hours = [&](const char* key, const std::optional<double>& entered, const char* season) {
        add(key, entered.has_value(),
            fmt::format("{:.3g} h a week outdoors in {}", entered.value_or(0), season));
    };
    hours("outdoor_summer", sun.outdoor_summer_h_per_week, "summer");
    hours("outdoor_winter", sun.outdoor_winter_h_per_week, "winter");
    add("hours", !sun.work_day.text.empty(), "at " + sun.work_day.text + " h");
    add("days_off", !sun.day_off.text.empty(), "on days off at " + sun.day_off.text + " h");
    add("hat", sun.hat_share > 0, fmt::format("hat {:.0f} % of the time", 100 * sun.hat_share));
    add("sunscreen", sun.sunscreen_share > 0,
        fmt::format("sunscreen {:.0f} % of the time", 100 * sun.sunscreen_share));
    add("tanning_bed", sun.tanning_bed_per_year > 0,
        fmt::format("tanning bed {:.3g} times a year", sun.tanning_bed_per_year));
    if (parts.empty() || !from_plan) return joined(parts, "; ");
    return fmt::format("from plan {}: {}", sun.plan, joined(parts, ", "));
}

std::string entered(const Case& client) {
    std::vector<std::string> parts = session_words(client);
    const auto add = [&](bool given, const std::string& words) {
        if (given) parts.push_back(words);
    };
    parts.push_back(second_passes(client));
    for (const Date& date : client.lasers) add(true, "laser " + day_name(date));
    add(client.skin.file.empty(), skin_words(client.skin));
    add(!client.skin.file.empty(), fmt::format("{} (from {})", skin_words(client.skin), client.skin.file));
    const Hair& hair = client.hair;
    if (hair.norwood) add(true, fmt::format("hair loss Norwood {}", *hair.norwood));
    if (hair.ludwig) add(true, fmt::format("hair loss Ludwig {}", *hair.ludwig));
    if (hair.areata_share > 0) add(true, fmt::format("alopecia areata {:.0f} %", 100 * hair.areata_share));
    const Covariates& is = client.covariates;
    add(is.oil != Oil::normal, is.oil == Oil::oily ? "oily scalp" : "dry scalp");
    add(is.flaky, "flaky scalp");
    add(is.scar, "scar");
    add(is.irradiated, "irradiated skin");
    add(is.retinoid, "retinoid");
    add(is.smoking, "smoking");
    add(client.aftercare.scab_picked, "scab picked");
    add(client.aftercare.washed_early, "washed early");
    add(client.aftercare.sunned_early, "sunned early");
    add(client.style != Style::standard,
        client.style == Style::crisp ? "crisp look wanted" : "soft fade liked");
    if (client.tolerance) add(true, fmt::format("pleased down to {:.0f} %", 100 * *client.tolerance));
    for (const auto& [parameter, value] : client.fixed)
        add(true, fmt::format("{} {:.4g}{}", spaced(info(parameter).name), value,
                              info(parameter).unit == "1" ? "" : fmt::format(" {}", info(parameter).unit)));
    parts.push_back(sun_words(client, false));
    parts.push_back(sun_words(client, true));
    std::erase(parts, "");
    return joined(parts, "; ");
}

std::string sunlight(const Forecast& forecast) {
    if (!forecast.light) return "";
    return fmt::format("{:.1f} % of the light in the open; UV index up to {:.0f}",
                       100 * forecast.light->personal_mlx_h / std::max(1e-9, forecast.light->ambient_mlx_h),
                       forecast.light->highest_uv_index);
}

std::string graded(const Case& client, std::initializer_list<Evidence> grades, std::size_t most) {
    std::vector<std::string> named;
    for (const auto& [parameter, words] : important) {
        const Evidence grade = info(parameter).evidence;
        if (named.size() == most) break;
        if (!client.fixed.contains(parameter) &&
            std::find(grades.begin(), grades.end(), grade) != grades.end())
            named.emplace_back(words);
    }
    return joined(named, "; ");
}

std::string row(const char* label, const std::string& words) {
    return words.empty() ? "" : fmt::format("<dt>{}</dt><dd>{}</dd>\n", label, escape(words));
}

// As many sentences as fit, and how many were left out.
std::string fitting(const std::vector<std::string>& sentences, std::size_t most) {
    std::string all;
    for (std::size_t i = 0; i < sentences.size(); ++i) {
        if (i > 0 && all.size() + sentences[i].size() > most)
            return all + fmt::format(" And {} more in plan.json.", sentences.size() - i);
        if (i > 0) all += ' ';
        all += shortened(sentences[i], most);
    }
    return all;
}

std::string step(const std::string& when, const std::string& what) {
    return fmt::format("<dt>{}</dt><dd>{}</dd>\n", escape(when), escape(what));
}

}  // namespace

std::string basis(const Forecast& forecast) {
    constexpr std::size_t most = 380;  // bytes: more would push the page onto a second sheet
    const Case& client = forecast.inputs;
    return "<dl>" + row("Entered by you", shortened(entered(client), most)) +
           row("Sunlight", sunlight(forecast)) +
           row("Measured by others", graded(client, {Evidence::measured}, 3)) +
           row("Told by the trade", graded(client, {Evidence::reported, Evidence::recalled}, 3)) +
           row("Worked out", graded(client, {Evidence::derived}, 3)) +
           row("Assumed", graded(client, {Evidence::assumed}, 3)) +
           row("Not entered", fitting(client.assumed, most)) + "</dl>";
}

std::string next_steps(const Forecast& forecast) {
    using std::chrono::days;
    struct Step {
        Date from, to;
        std::string when, what;
    };
    const Date day0 = forecast.day0, yearly = add_months(day0, 12), as_of = forecast.inputs.as_of;
    std::vector<Step> steps{
        {day0 + days{42}, day0 + days{56},
         fmt::format("{} to {}", day_name(day0 + days{42}), day_name(day0 + days{56})),
         "Photograph the healed work: same window light, same distance, a white card beside it."}};

    // Two visits close to each other are one.
    const std::optional<int>& earliest = forecast.window.earliest.month;
    const bool one_visit = earliest && std::abs(*earliest - 12) <= 2;
    if (!one_visit)
        steps.push_back({yearly, add_months(yearly, 1), month_name(yearly),
                         "Check and photograph again in the same way."});
    if (earliest) {
        const Date look = std::max(forecast.month_date(*earliest), as_of);  // it may have passed
        steps.push_back({look, look, month_name(look),
                         fmt::format("{}ook together and decide whether it is time.",
                                     one_visit ? "Photograph again in the same way, l" : "L")});
    }
    std::sort(steps.begin(), steps.end(),
              [](const Step& one, const Step& other) { return one.from < other.from; });

    std::string list;
    for (const Step& each : steps)
        if (each.to >= as_of) list += step(each.when, each.what);
    return "<dl>" + list +
           step(
               "Sooner",
               "if it looks patchy, changes hue, the hair greys or recedes, or a laser or peel is planned.") +
           "</dl>";
}

std::string unknowns() {
    return "<p>Nobody has measured how the colour of scalp micropigmentation changes beyond six months, or "
           "published how "
           "the dots widen over the years. True depth, the action of sun in the skin and every effect of "
           "habit are "
           "informed guesses with a direction, so the bands are wide and no date is meant to the day.</p>";
}

}  // namespace fadecast::report
