#include "config/sessions.hpp"

#include "config/data_files.hpp"
#include "config/events.hpp"
#include "config/inks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace fadecast {
namespace {

constexpr int longest_interval_day = 180;   ///< between sessions of one course; a touch-up comes later
constexpr double longest_course_year = 30;  ///< from the first session to the last

/// Calls `read` and gives its error the place of `key`.
double located(const Section& entry, const char* key, const std::function<double(const std::string&)>& read) {
    try {
        return read(*entry.text(key));
    } catch (const Error& error) {
        fail(entry.where_of(key), fmt::format("{}: {}", key, error.what()));
    }
}

/// All of a session but its date and its share of the dots.
Session read_session(const Section& entry, Case& client) {
    Session session;
    if (*entry.text("pigment") == "unknown")
        throw DomainError(fmt::format(
            "{}: the model says nothing about an unknown ink: how long it lasts and what colour it turns "
            "hang on its ingredients; ask who set the dots for its name or data sheet, or enter the pigment "
            "of configs/pigments that comes nearest; no forecast is made",
            entry.where_of("pigment")));
    session.pigment = read_pigment(find_data_file(*entry.text("pigment"), client.file, "pigments", "pigment",
                                                  entry.where_of("pigment")));
    if (entry.has("dilution")) session.water_per_pigment = located(entry, "dilution", water_per_pigment);
    if (entry.has("needle")) {
        session.needle = *entry.text("needle");
        session.needle_width_mm = located(entry, "needle", [&](const std::string& text) {
            const Needle needle = read_needle(text);
            auto& assumed = client.assumed;
            if (!needle.assumed.empty() &&
                std::find(assumed.begin(), assumed.end(), needle.assumed) == assumed.end())
                assumed.push_back(needle.assumed);
            return needle.width_mm;
        });
    }
    session.shade = entry.number("shade").value_or(1);
    session.stated_depth_mm = entry.number("stated_depth");
    return session;
}

void read_listed(const std::vector<Section>& entries, Case& client) {
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const Section& entry = entries[i];
        Session session = read_session(entry, client);
        session.date = *entry.date("date");
        session.density_share = entry.number("density_share").value_or(0);
        if (i > 0) {
            const Date before = client.sessions.back().date;
            if (session.date == before)
                fail(entry.where_of("date"),
                     fmt::format("two sessions on {}; enter them as one", iso_date(before)));
            if (session.date < before)
                fail(entry.where_of("date"),
                     fmt::format("session {} of {} is before session {} of {}; put them in order of "
                                 "date",
                                 i + 1, iso_date(session.date), i, iso_date(before)));
            const double years = days_between(client.sessions.front().date, session.date) / 365.25;
            if (years > longest_course_year)
                throw DomainError(fmt::format(
                    "{}: {:.1f} years lie between session 1 and this one; at most {} can be followed; list "
                    "only the sessions since the dots were last set anew",
                    entry.where_of("date"), years, longest_course_year));
        }
        for (const char* key : {"artist", "machine", "notes"})
            if (const auto text = entry.text(key))
                client.record[fmt::format("session {} {}", i + 1, key)] = *text;
        if (const auto area = entry.number("area"))
            client.record[fmt::format("session {} area", i + 1)] = fmt::format("{} cm2", *area);
        client.sessions.push_back(std::move(session));
    }
}

/// The first session that comes so long after the one before that it is a touch-up, as are all after it.
std::size_t first_touch_up(const std::vector<Session>& sessions) {
    std::size_t i = 1;
    while (i < sessions.size() &&
           days_between(sessions[i - 1].date, sessions[i].date) <= longest_interval_day)
        ++i;
    return i;
}

/// Checks who states a share of the dots, and lets a touch-up of which nothing is said go over all old dots.
/// @return  how many sessions share the places.
std::size_t set_touch_ups(const std::vector<Section>& entries, Case& client) {
    std::vector<Session>& sessions = client.sessions;
    const std::size_t first = first_touch_up(sessions);
    std::size_t sharing = 0;
    std::string over_all;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const Section& entry = entries[i];
        const bool stated = entry.has("density_share"), touch_up = i >= first;
        if (stated != entries.front().has("density_share") && (stated || !touch_up))
            fail(entry.where, "density_share is given for some sessions only; give it for all or none");
        if (touch_up && !stated && entry.has("over_old_dots"))
            fail(entry.where_of("over_old_dots"),
                 fmt::format("over_old_dots of session {}, a touch-up, needs density_share of all sessions; "
                             "without both it goes over all old dots",
                             i + 1));
        if (stated || !touch_up) {
            ++sharing;
            continue;
        }
        require_same_ink(sessions, i, entry.where_of("pigment"),
                         "enter density_share for all sessions, so that its dots lie beside the old ones");
        sessions[i].again_share = 1;
        over_all += (over_all.empty() ? "" : ", ") + month_name(sessions[i].date);
    }
    if (!over_all.empty())
        client.assumed.push_back(fmt::format(
            "How many dots were set at the touch-up of {} was not entered; it is taken to have gone "
            "over all old dots and to have set no new ones.",
            over_all));
    return entries.empty() ? sessions.size() : sharing;
}

void read_plan(const Section& plan, Case& client) {
    const int count = int(plan.number("sessions").value_or(3));
    const auto fixed = client.fixed.find(Parameter::session_interval);
    const double usual_day =
        fixed != client.fixed.end() ? fixed->second : info(Parameter::session_interval).nominal;
    const int interval_day = int(std::lround(plan.number("interval").value_or(usual_day)));
    const Session session = read_session(plan, client);
    client.planned = true;
    for (int i = 0; i < count; ++i) {
        client.sessions.push_back(session);
        client.sessions.back().date = *plan.date("first_session") + std::chrono::days{i * interval_day};
    }
    client.assumed.push_back(fmt::format("The sessions are planned, not done: {} from {}, {} days apart.",
                                         count, iso_date(client.sessions.front().date), interval_day));
}

/// @param sharing  how many sessions share the places; the others set none of their own.
void set_density_shares(const std::vector<Section>& entries, std::size_t sharing, Case& client) {
    double sum = 0;
    for (const Session& session : client.sessions) sum += session.density_share;
    if (sum == 0) {
        const auto shares = usual_density_shares(int(sharing));
        for (std::size_t i = 0; i < shares.size(); ++i) client.sessions[i].density_share = shares[i];
        if (shares.size() > 1)
            client.assumed.push_back(
                "How many dots were set in which session was not entered; the usual shares are used.");
    } else {
        if (std::abs(sum - 1) > .01)  // thirds written with two digits
            fail(entries.front().where_of("density_share"),
                 fmt::format("the density shares of the sessions sum to {:.4g}; they must sum to 1", sum));
        for (Session& session : client.sessions) session.density_share /= sum;
    }
}

}  // namespace

std::vector<double> usual_density_shares(int count) {
    if (count == 3) return {.3, .4, .3};
    if (count == 4) return {.3, .3, .3, .1};
    return std::vector<double>(count, 1. / count);
}

void read_sessions(const Section& entry, Case& client) {
    const auto& listed = entry.tables("session");
    constexpr std::size_t most = 16;
    if (entry.has("plan") && !listed.empty())
        fail(entry.where_of("plan"),
             "both [plan] and [[session]] are given; keep [plan] only until a session took place");
    if (listed.size() > most)
        fail(listed[most].where, fmt::format("{} sessions; allowed: 1 to {}", listed.size(), most));
    if (entry.has("plan"))
        read_plan(entry.table("plan"), client);
    else if (listed.empty())
        fail(entry.where,
             "no session is given; list [[session]] with date and pigment, or a [plan] of sessions to come");
    else
        read_listed(listed, client);
    set_density_shares(listed, set_touch_ups(listed, client), client);
    read_second_passes(listed, client);

    const auto assume = [&](auto given, const char* sentence) {
        for (const Session& session : client.sessions)
            if (!given(session)) return client.assumed.emplace_back(sentence), void();
    };
    assume([](const Session& s) { return s.water_per_pigment.has_value(); },
           "A dilution was not entered; the pigment's standard is assumed.");
    assume([](const Session& s) { return s.needle_width_mm.has_value(); },
           "A needle was not entered; its width is drawn as for anybody.");
    assume([](const Session& s) { return s.stated_depth_mm.has_value(); },
           "A depth was not entered; it is drawn as for anybody.");
}

}  // namespace fadecast
