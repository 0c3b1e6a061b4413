#include "config/observations.hpp"

#include <fadecast/colour.hpp>
#include <fadecast/reservoir.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace fadecast {
namespace {

constexpr double largest_contrast_sd = .5;  // more tells nothing of a number between 0 and 1.5
constexpr double brighter_by_chance = 2;    // L*, of dots against skin; several times the error of a reading

Lab lab_of(const std::vector<double>& numbers) { return {numbers[0], numbers[1], numbers[2]}; }

void read_colour(const Section& entry, bool photo, Observation& seen) {
    for (const auto& [there, missing] : {std::pair{"lab", "skin_lab"}, {"skin_lab", "lab"}})
        if (!entry.has(missing))
            fail(entry.where_of(there),
                 fmt::format("{} without {}; a colour needs both, of the dots and of bare skin beside them",
                             there, missing));
    seen.kind = ObservationKind::colour;
    seen.lab = lab_of(entry.numbers("lab"));
    seen.skin_lab = lab_of(entry.numbers("skin_lab"));
    if (seen.lab->lightness > seen.skin_lab->lightness + brighter_by_chance)
        fail(entry.where_of("lab"),
             fmt::format(
                 "lab has L* {:g} and skin_lab {:g}: dots brighter than bare skin; are the two swapped?",
                 seen.lab->lightness, seen.skin_lab->lightness));
    seen.value = delta_e00(*seen.lab, *seen.skin_lab);
    seen.sd = photo ? photo_sd : colorimeter_sd;
    seen.source = "colorimeter";
}

}  // namespace

Observation read_observation(const Section& entry) {
    Observation seen;
    std::vector<std::string> stated;
    for (const char* key : {"lab", "grade", "contrast"})
        if (entry.has(key) || (std::string(key) == "lab" && entry.has("skin_lab"))) stated.push_back(key);
    if (stated.empty())
        fail(entry.where,
             "the observation says nothing; give one of lab with skin_lab, grade = 0 to 4, contrast = 0 to "
             "1.5");
    if (stated.size() > 1)
        fail(
            entry.where_of(stated[1]),
            fmt::format("{} and {} in one observation; keep one, or write two blocks", stated[0], stated[1]));
    const auto photo = entry.text("photo");
    if (stated[0] == "lab") {
        read_colour(entry, photo.has_value(), seen);
    } else {
        const bool graded = stated[0] == "grade";
        seen.kind = graded ? ObservationKind::grade : ObservationKind::contrast;
        seen.value = *entry.number(stated[0]);
        seen.sd = graded ? grade_sd : contrast_sd;
        seen.source = graded ? "seen by eye" : "measured elsewhere";
    }
    if (photo)
        seen.source = "photo " + *photo;
    else if (const auto by = entry.text("by"))
        seen.source += " by " + *by;
    if (const auto sd = entry.number("sd")) {
        if (seen.kind != ObservationKind::colour && *sd > largest_contrast_sd)
            fail(entry.where_of("sd"), fmt::format("sd = {} is out of range; allowed of a {}: 0.01 to {}",
                                                   *sd, kind_name(seen.kind), largest_contrast_sd));
        seen.sd = *sd;
    }
    if (const auto zone = entry.text("zone"))
        for (const Zone each : {Zone::hairline, Zone::temples, Zone::top, Zone::crown, Zone::sides})
            if (*zone == zone_name(each)) seen.zone = each;
    seen.date = *entry.date("date");
    return seen;
}

namespace {

/// Whether the forecast can count on it: it lies after the last session. Throws where dots still healed.
bool counts(const Section& entry, const Observation& seen, const Case& client) {
    const std::vector<Session>& sessions = client.sessions;
    const Date last = sessions.back().date;
    const auto later = std::find_if(sessions.begin(), sessions.end(),
                                    [&](const Session& session) { return session.date >= seen.date; });
    const auto refuse = [&](const std::string& why) {
        fail(entry.where_of("date"), fmt::format("observation of {} {}", iso_date(seen.date), why));
    };
    if (later == sessions.begin())
        refuse(fmt::format("is not after the first session {}; there are no dots to look at",
                           iso_date(sessions.front().date)));
    const Date before = std::prev(later)->date;
    if (days_between(before, seen.date) < healed_day)
        refuse(fmt::format("is {} days after the session of {}: it still heals; wait until {}",
                           days_between(before, seen.date), iso_date(before),
                           iso_date(last + std::chrono::days{int(healed_day)})));
    if (days_between(last, seen.date) / 365.25 >= client.forecast.horizon_year)
        refuse(fmt::format("is past the horizon of {} years; raise forecast.horizon",
                           client.forecast.horizon_year));
    return later == sessions.end();
}

}  // namespace

std::string_view kind_name(ObservationKind kind) {
    constexpr std::string_view names[] = {"contrast", "grade", "colour"};
    return names[int(kind)];
}

void read_observations(const Section& client_entry, Case& client) {
    const auto as_of = client_entry.date("as_of");
    int earlier = 0;
    const std::vector<Section>& entries = client_entry.tables("observation");
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const Section& entry = entries[i];
        Observation seen = read_observation(entry);
        if (as_of && seen.date > *as_of)
            fail(entry.where_of("date"), fmt::format("observation of {} is later than as_of {}; set as_of to "
                                                     "its day or later, or leave as_of out",
                                                     iso_date(seen.date), iso_date(*as_of)));
        if (seen.zone && !has_dots(client.hair, *seen.zone)) {
            std::string dotted;
            for (const Zone zone : zones)
                if (has_dots(client.hair, zone))
                    dotted += (dotted.empty() ? "" : ", ") + std::string(zone_name(zone));
            fail(entry.where_of("zone"),
                 fmt::format("no dots are set on the {} with the hair that was entered; allowed: {}",
                             zone_name(*seen.zone), dotted.empty() ? "none" : dotted));
        }
        for (const char* key : {"photo", "by", "notes"})
            if (const auto text = entry.text(key))
                client.record[fmt::format("observation {} {}", i + 1, key)] = *text;
        if (counts(entry, seen, client))
            client.observations.push_back(std::move(seen));
        else
            ++earlier;
    }
    std::stable_sort(client.observations.begin(), client.observations.end(),
                     [](const Observation& one, const Observation& other) { return one.date < other.date; });
    if (earlier)
        client.assumed.push_back(
            fmt::format("{} from before the last session {} for the record only; the forecast counts "
                        "from that session on.",
                        earlier == 1 ? "An observation" : fmt::format("{} observations", earlier),
                        earlier == 1 ? "is" : "are"));
}

void read_touch_up(const Section& entry, Case& client) {
    TouchUpOptions& options = client.touch_up;
    options.horizon_year = entry.number("horizon").value_or(options.horizon_year);
    options.probability = entry.number("probability").value_or(options.probability);
    options.price = entry.number("price");
    options.currency = entry.text("currency").value_or(options.currency);
    options.visit_hour = entry.number("visit_hours").value_or(options.visit_hour);
}

}  // namespace fadecast
