#include "config/events.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace fadecast {
namespace {

bool same_ink(const Pigment& one, const Pigment& other) {
    return one.components == other.components && one.standard_mass_fraction == other.standard_mass_fraction;
}

}  // namespace

void require_same_ink(const std::vector<Session>& sessions, std::size_t session, const std::string& where,
                      const std::string& advice) {
    const Pigment& ink = sessions[session].pigment;
    for (std::size_t before = 0; before < session; ++before)
        if (!same_ink(sessions[before].pigment, ink))
            fail(where, fmt::format("session {} used \"{}\" and this one \"{}\"; pigment onto other pigment "
                                    "cannot be followed; {}",
                                    before + 1, sessions[before].pigment.id, ink.id, advice));
}

void read_second_passes(const std::vector<Section>& entries, Case& client) {
    constexpr const char* key = "over_old_dots";
    std::vector<Session>& sessions = client.sessions;
    const auto sharing = std::count_if(sessions.begin(), sessions.end(),
                                       [](const Session& session) { return session.density_share > 0; });
    if (std::none_of(entries.begin(), entries.end(), [](const Section& e) { return e.has(key); })) {
        if (sharing > 1)
            client.assumed.push_back(
                "Second passes over old dots were not entered; later dots are taken to lie beside them.");
        return;
    }
    double places = 0;  // of all punctures
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const Section& entry = entries[i];
        Session& session = sessions[i];
        const double over = entry.number(key).value_or(0), onto_old = over * session.density_share;
        if (over > 0) {
            if (i == 0)
                fail(entry.where_of(key), "over_old_dots: before the first session there is no old dot");
            require_same_ink(sessions, i, fmt::format("{}: {}", entry.where_of(key), key),
                             "leave over_old_dots out or set it to 0");
            // Rounded down: a limit that is told must be accepted when entered.
            const double most = std::floor(1e3 * places / session.density_share + 1e-6) / 1e3;
            if (onto_old > places * (1 + 1e-9))
                fail(entry.where_of(key),
                     fmt::format(
                         "over_old_dots = {} sets more dots onto old ones than there are; allowed with "
                         "these shares of dots: 0 to {:g}",
                         over, most));
            session.again_share = std::min(1., onto_old / places);
        }
        session.density_share -= onto_old;
        places += session.density_share;
    }
    for (Session& session : sessions) session.density_share /= places;
}

void read_lasers(const Section& client_entry, Case& client) {
    const std::vector<Section>& entries = client_entry.tables("laser");
    const Date first = client.sessions.front().date, last = client.sessions.back().date;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const Section& entry = entries[i];
        const Date date = *entry.date("date");
        const auto refuse = [&](const std::string& why) {
            fail(entry.where_of("date"),
                 fmt::format("laser treatment {} of {} {}", i + 1, iso_date(date), why));
        };
        if (date <= first)
            refuse(
                fmt::format("is not after the first session {}; there is nothing to treat", iso_date(first)));
        for (const Session& session : client.sessions)
            if (session.date == date) refuse("is on the day of a session; enter the day it took place");
        if (i > 0 && date == client.lasers.back())
            refuse("is on the same day as the one before; enter them as one");
        if (i > 0 && date < client.lasers.back())
            refuse(fmt::format("is before treatment {} of {}; put them in order of date", i,
                               iso_date(client.lasers.back())));
        if (days_between(last, date) / 365.25 >= client.forecast.horizon_year)
            refuse(fmt::format("is past the horizon of {} years; raise forecast.horizon or leave it out",
                               client.forecast.horizon_year));
        if (entry.number("fragmented") != entries.front().number("fragmented"))
            fail(entry.where_of("fragmented"),
                 "fragmented differs between laser treatments; give the same share for all, or none");
        if (const auto notes = entry.text("notes"))
            client.record[fmt::format("laser {} notes", i + 1)] = *notes;
        client.lasers.push_back(date);
    }
    if (entries.empty()) return;

    const ParameterInfo& drawn = info(Parameter::fragmented_share);
    std::string share;
    if (const auto fragmented = entries.front().number("fragmented")) {
        if (client.fixed.contains(Parameter::fragmented_share))
            fail(entries.front().where_of("fragmented"),
                 "laser.fragmented and parameters.fragmented_share both state the share; keep one");
        client.fixed[Parameter::fragmented_share] = *fragmented;
    } else if (!client.fixed.contains(Parameter::fragmented_share)) {
        share = fmt::format("a share of {:g} to {:g}, drawn,", drawn.prior.a, drawn.prior.c);
    }
    if (share.empty()) share = fmt::format("{:g} %", 100 * client.fixed.at(Parameter::fragmented_share));
    client.assumed.push_back(fmt::format(
        "Nobody has followed scalp micropigmentation after a laser: from {} on the forecast rests on "
        "the guess that {} of the pigment breaks into fragments, and the model's own error is taken to be "
        "{:g} times as large.",
        month_name(client.lasers.front()), share, edge_error_factor));
    client.model_error_factor = edge_error_factor;
}

}  // namespace fadecast
