// From what was entered and the registry's grades of evidence to sentences.

#include "report/words.hpp"

#include "report/html.hpp"
#include "report/strings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

namespace fadecast::report {

std::string joined(const std::vector<std::string>& parts, const char* between) {
    std::string all;
    for (const std::string& part : parts) all += (all.empty() ? "" : between) + part;
    return all;
}

namespace {

std::string spaced(std::string_view name) {
    std::string words(name);
    std::replace(words.begin(), words.end(), '_', ' ');
    return words;
}

struct Named {
    Parameter parameter;
    const char* words;
};

// Those that move the window most, the strongest first.
constexpr Named important[] = {
    {Parameter::slow_clearance, say::slow_clearance},
    {Parameter::spread, say::spread},
    {Parameter::deposit_bottom, say::deposit_bottom},
    {Parameter::light_dose, say::light_dose},
    {Parameter::healed_optical_depth, say::healed_optical_depth},
    {Parameter::permanent_share, say::permanent_share},
    {Parameter::labile_half_life, say::labile_half_life},
    {Parameter::column_fwhm, say::column_fwhm},
    {Parameter::escape_probability, say::escape_probability},
    {Parameter::epidermis_thickness, say::epidermis_thickness},
    {Parameter::pore_half_life, say::pore_half_life},
    {Parameter::epidermal_turnover, say::epidermal_turnover},
};

std::string skin_words(const SkinReading& skin) {
    if (skin.lab) return fmt::format(say::skin_lab, skin.lab->lightness, skin.lab->a, skin.lab->b);
    if (skin.ita_deg) return fmt::format(say::skin_ita, *skin.ita_deg);
    constexpr const char* roman[] = {"I", "II", "III", "IV", "V", "VI"};
    if (skin.fitzpatrick) return fmt::format(say::skin_type, roman[std::clamp(*skin.fitzpatrick, 1, 6) - 1]);
    return "";
}

// One text when all sessions agree, else one for each: "25:1 / 20:1 / 20:1"; nothing when none was entered.
std::string by_session(const Case& client, const char* label,
                       const std::function<std::string(const Session&)>& text_of) {
    std::vector<std::string> texts;
    for (const Session& session : client.sessions) texts.push_back(text_of(session));
    if (std::all_of(texts.begin(), texts.end(), [](const std::string& text) { return text.empty(); }))
        return "";
    if (std::all_of(texts.begin(), texts.end(),
                    [&](const std::string& text) { return text == texts.front(); }))
        return fmt::format(fmt::runtime(label), texts.front());
    for (std::string& text : texts)
        if (text.empty()) text = say::not_entered;
    return fmt::format(fmt::runtime(label), joined(texts, " / "));
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
                ? fmt::format(say::one_session, first)
                : fmt::format(say::several_sessions, client.sessions.size(), first, last),
            by_session(client, "{}", [](const Session& session) { return session.pigment.name; }),
            by_session(client, say::dilution,
                       [&](const Session& session) { return number(session.water_per_pigment, ":1"); }),
            by_session(client, say::shade,
                       [&](const Session& session) { return shaded ? number(session.shade, "") : ""; }),
            by_session(client, say::needle, [](const Session& session) { return session.needle; }),
            by_session(client, say::depth_setting,
                       [&](const Session& session) { return number(session.stated_depth_mm, " mm"); })};
}

// Shares of second passes as entered, from the shares of places and of old dots that were worked out of them.
std::string second_passes(const Case& client) {
    std::vector<std::string> parts;
    double places = 0;  // of earlier sessions
    for (std::size_t i = 0; i < client.sessions.size(); ++i) {
        const Session& session = client.sessions[i];
        const double onto_old = session.again_share * places;
        if (onto_old > 0)
            parts.push_back(
                fmt::format(say::over_old_dots, 100 * onto_old / (session.density_share + onto_old), i + 1));
        places += session.density_share;
    }
    return joined(parts, ", ");
}

std::string fixed_words(Parameter parameter, double value) {
    return fmt::format("{} {:.4g}{}", spaced(info(parameter).name), value,
                       info(parameter).unit == "1" ? "" : fmt::format(" {}", info(parameter).unit));
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
                                    : fmt::format(say::latitude, sun.latitude_deg.value_or(0)));
    add("outdoor_summer", sun.outdoor_summer_h_per_week.has_value(),
        fmt::format(say::summer_hours, sun.outdoor_summer_h_per_week.value_or(0)));
    add("outdoor_winter", sun.outdoor_winter_h_per_week.has_value(),
        fmt::format(say::winter_hours, sun.outdoor_winter_h_per_week.value_or(0)));
    add("hours", !sun.work_day.text.empty(), fmt::format(say::hours_of_day, sun.work_day.text));
    add("days_off", !sun.day_off.text.empty(), fmt::format(say::hours_off, sun.day_off.text));
    add("hat", sun.hat_share > 0, fmt::format(say::hat, 100 * sun.hat_share));
    add("sunscreen", sun.sunscreen_share > 0, fmt::format(say::sunscreen, 100 * sun.sunscreen_share));
    add("tanning_bed", sun.tanning_bed_per_year > 0, fmt::format(say::tanning_bed, sun.tanning_bed_per_year));
    if (parts.empty() || !from_plan) return joined(parts, "; ");
    return fmt::format(say::from_plan, sun.plan, joined(parts, ", "));
}

}  // namespace

std::vector<std::string> reading_words(const std::vector<Observation>& seen) {
    std::vector<std::string> kinds;
    for (int kind = 0; kind < int(std::size(say::seen_kind)); ++kind)
        if (const auto count = std::count_if(seen.begin(), seen.end(),
                                             [&](const Observation& each) { return int(each.kind) == kind; }))
            kinds.push_back(seen.size() == 1 ? say::seen_kind[kind]
                                             : fmt::format("{} {}", count, say::seen_kind[kind]));
    return kinds;
}

std::vector<std::string> measured_words(const Case& client) {
    std::vector<std::string> parts;
    // A file of a skin holds what is typical of many.
    if (client.skin.file.empty() && (client.skin.lab || client.skin.ita_deg))
        parts.push_back(skin_words(client.skin));
    for (const auto& [parameter, value] : client.fixed) parts.push_back(fixed_words(parameter, value));
    if (!client.observations.empty())
        parts.push_back(fmt::format(say::readings, joined(reading_words(client.observations), ", ")));
    return parts;
}

std::vector<std::string> entered_words(const Case& client) {
    std::vector<std::string> parts = session_words(client);
    const auto add = [&](bool given, const std::string& words) {
        if (given) parts.push_back(words);
    };
    parts.push_back(second_passes(client));
    for (const Date& date : client.lasers) add(true, fmt::format(say::laser, day_name(date)));
    add(client.skin.file.empty(), skin_words(client.skin));
    add(!client.skin.file.empty(), fmt::format(say::from_file, skin_words(client.skin), client.skin.file));
    const Hair& hair = client.hair;
    if (hair.norwood) add(true, fmt::format(say::norwood, *hair.norwood));
    if (hair.ludwig) add(true, fmt::format(say::ludwig, *hair.ludwig));
    if (hair.areata_share > 0) add(true, fmt::format(say::areata, 100 * hair.areata_share));
    const Covariates& is = client.covariates;
    add(is.oil != Oil::normal, is.oil == Oil::oily ? say::oily : say::dry);
    add(is.flaky, say::flaky);
    add(is.scar, say::scar);
    add(is.irradiated, say::irradiated);
    add(is.retinoid, say::retinoid);
    add(is.smoking, say::smoking);
    add(client.aftercare.scab_picked, say::scab_picked);
    add(client.aftercare.washed_early, say::washed_early);
    add(client.aftercare.sunned_early, say::sunned_early);
    add(client.style != Style::standard, client.style == Style::crisp ? say::crisp : say::soft);
    if (client.tolerance) add(true, fmt::format(say::tolerance, 100 * *client.tolerance));
    for (const auto& [parameter, value] : client.fixed) add(true, fixed_words(parameter, value));
    parts.push_back(sun_words(client, false));
    parts.push_back(sun_words(client, true));
    std::erase(parts, "");
    return parts;
}

std::string graded_words(const Case& client, std::initializer_list<Evidence> grades, std::size_t most) {
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

}  // namespace fadecast::report
