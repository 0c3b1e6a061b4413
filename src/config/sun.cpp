#include "config/sun.hpp"

#include "config/data_files.hpp"
#include "config/did_you_mean.hpp"

#include <fadecast/light.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <regex>
#include <sstream>

namespace fadecast {
namespace {

double latitude_of_city(const std::string& city, const std::string& where) {
    const Section cities = validate(read_toml(data_folder() / "sun" / "cities.toml"), "cities");
    std::vector<std::string> known;
    for (const Section& each : cities.tables("city")) {
        if (*each.text("name") == city) return *each.number("latitude");
        known.push_back(*each.text("name"));
    }
    fail(where, fmt::format("city \"{}\" is not in the table, but latitude = \"48 deg\" would do{}", city,
                            did_you_mean(city, known)));
}

}  // namespace

DayHours read_hours(const std::string& text) {
    DayHours hours{text, {}};
    if (text == "none") return hours;
    static const std::regex long_dash("–|—");
    static const std::regex form(R"((\d{1,2})(?::([0-5]\d))?\s*-\s*(\d{1,2})(?::([0-5]\d))?)");
    double free_from = 0;
    std::istringstream stretches(std::regex_replace(text, long_dash, "-"));
    for (std::string stretch; std::getline(stretches, stretch, ',');) {
        stretch = fmt::format("{}", fmt::join(words(stretch), " "));
        std::smatch match;
        if (!std::regex_match(stretch, match, form))
            throw Error(
                fmt::format("\"{}\" names no hours of a day; write them such as \"7-9, 12:30-13, 17-19\", or "
                            "\"none\"",
                            stretch));
        const auto hour = [&](int k) {
            return std::stod(match[k]) + (match[k + 1].matched ? std::stod(match[k + 1]) / 60 : 0);
        };
        const double from = hour(1), to = hour(3);
        if (from >= to || to > 24)
            throw Error(fmt::format(
                "\"{}\" is no stretch of one day; hours run from 0 to 24, and a night is \"0-6, 22-24\"",
                stretch));
        if (from < free_from)
            throw Error(fmt::format(
                "\"{}\" begins before the stretch in front of it ends; write them in order, each hour once",
                stretch));
        free_from = to;
        for (int k = 0; k < 24; ++k)
            hours.share[k] += std::max(0.0, std::min(to, k + 1.0) - std::max(from, double(k)));
    }
    return hours;
}

void read_sun(const Section& entry, Case& client) {
    Section plan;
    Sun& sun = client.sun;
    if (const auto name = entry.text("file")) {
        sun.plan = *name;
        plan =
            validate(read_toml(find_data_file(*name, client.file, "sun", "sun plan", entry.where_of("file"))),
                     "sun file");
    }
    // What is entered here wins over the plan.
    const auto from = [&](const char* key) -> const Section& {
        if (entry.has(key) || !plan.has(key)) return entry;
        sun.from_plan.insert(key);
        return plan;
    };
    const auto number = [&](const char* key) { return from(key).number(key); };
    const auto hours = [&](const char* key, const DayHours& otherwise) {
        const Section& section = from(key);
        if (!section.has(key)) return DayHours{"", otherwise.share};
        try {
            return read_hours(*section.text(key));
        } catch (const Error& error) {
            fail(section.where_of(key), fmt::format("{}: {}", key, error.what()));
        }
    };
    sun.latitude_deg = number("latitude");
    if (const auto city = entry.text("city")) {
        if (entry.has("latitude"))
            fail(entry.where_of("city"), "sun.city and sun.latitude both state the place; keep one");
        sun.latitude_deg = latitude_of_city(*city, entry.where_of("city"));
        sun.from_plan.erase("latitude");
        client.record["city"] = *city;
    }
    // Hours of the day entered without hours per week are a diary: the plan's hours per week would scale it.
    const bool diary = (entry.has("hours") || entry.has("days_off")) && !entry.has("outdoor_summer") &&
                       !entry.has("outdoor_winter");
    if (!diary) {
        sun.outdoor_summer_h_per_week = number("outdoor_summer");
        sun.outdoor_winter_h_per_week = number("outdoor_winter");
    }
    sun.work_day = hours("hours", sun.work_day);
    sun.day_off = hours("days_off", sun.work_day);
    sun.hat_share = number("hat").value_or(0);
    sun.sunscreen_share = number("sunscreen").value_or(0);
    sun.tanning_bed_per_year = number("tanning_bed").value_or(0);

    const double listed = listed_h_per_week(sun);
    for (const auto& [key, value] : {std::pair{"outdoor_summer", sun.outdoor_summer_h_per_week},
                                     std::pair{"outdoor_winter", sun.outdoor_winter_h_per_week}}) {
        if (!value || *value <= listed + 1e-9) continue;  // rounding of minutes
        std::string where = plan.where_of(key);
        for (const char* entered : {"days_off", "hours", key})
            if (entry.has(entered)) where = entry.where_of(entered);
        fail(
            where,
            fmt::format(
                "{} = {} h/week does not fit into the {:.4g} h/week of the hours of the day; raise sun.hours "
                "(default \"8-18\") or sun.days_off",
                key, *value, listed));
    }
    const bool no_week = !sun.outdoor_summer_h_per_week && !sun.outdoor_winter_h_per_week;
    const bool by_the_day = !(sun.work_day.text.empty() && sun.day_off.text.empty());
    if (no_week && by_the_day) sun.outdoor_summer_h_per_week = sun.outdoor_winter_h_per_week = listed;

    const auto assume = [&](bool given, const std::string& sentence) {
        if (!given) client.assumed.push_back(sentence);
    };
    std::vector<std::string> usual;
    const auto take = [&](const std::optional<double>& value, double h_per_week, const char* season) {
        if (!value)
            usual.push_back(fmt::format("{:.3g} h/week in {}{}", std::min(h_per_week, listed), season,
                                        listed < h_per_week ? " (no more are listed)" : ""));
    };
    take(sun.outdoor_summer_h_per_week, usual_summer_h_per_week, "summer");
    take(sun.outdoor_winter_h_per_week, usual_winter_h_per_week, "winter");
    assume(sun.latitude_deg.has_value(),
           "Neither city nor latitude was entered; the light dose is drawn as for anybody, whatever the "
           "habits.");
    assume(usual.empty() || !sun.latitude_deg,
           fmt::format("Hours outdoors were not entered for both seasons; an indoor habit is assumed: {}.",
                       fmt::join(usual, " and ")));
    assume(!(no_week && by_the_day) || !sun.latitude_deg,
           fmt::format("Hours outdoors per week were not entered; the listed hours of the day count in full, "
                       "{:.3g} h/week.",
                       listed));
    assume(number("hat").has_value(), "Use of a hat was not entered; none is assumed.");
    assume(number("sunscreen").has_value(), "Use of sunscreen was not entered; none is assumed.");
}

}  // namespace fadecast
