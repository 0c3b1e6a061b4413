// The same virtual clients with one thing changed.

#include "what_if.hpp"

#include "follow.hpp"

#include <fadecast/reservoir.hpp>
#include <fadecast/statistics.hpp>
#include <fadecast/transport.hpp>
#include <fadecast/window.hpp>

#include <dose.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace fadecast {
namespace {

constexpr int most_compared = 64;  // members by weight

struct Change {
    const char *name, *words;
    bool habit;           ///< can be taken up at any time
    bool looks;           ///< changes how real the patch looks, not only how dots fade
    bool (*make)(Case&);  ///< false where there is nothing to change
};

double water_of(const Session& session) {
    return session.water_per_pigment.value_or(session.pigment.standard_water_per_pigment);
}

const Change changes[] = {
    {"hat", "always a hat outdoors", true, false,
     [](Case& c) {
         const bool some = c.sun.latitude_deg && c.sun.hat_share < .95;
         c.sun.hat_share = 1;
         return some;
     }},
    {"sunscreen", "sunscreen on every day that asks for it", true, false,
     [](Case& c) {
         const bool some = c.sun.latitude_deg && c.sun.hat_share < .95 && c.sun.sunscreen_share < .95;
         c.sun.sunscreen_share = 1;
         return some;
     }},
    {"tanning bed", "no tanning bed", true, false,
     [](Case& c) { return c.sun.latitude_deg && std::exchange(c.sun.tanning_bed_per_year, 0) > 0; }},
    {"oil care", "an oily scalp kept as dry as a normal one", true, false,
     [](Case& c) { return std::exchange(c.covariates.oil, Oil::normal) == Oil::oily; }},
    {"shade", "ink a quarter stronger", false, false,
     [](Case& c) {
         for (Session& session : c.sessions) session.shade *= 1.25;
         return true;
     }},
    {"dilution", "a quarter more water in the ink", false, false,
     [](Case& c) {
         for (Session& session : c.sessions) session.water_per_pigment = 1.25 * water_of(session);
         return true;
     }},
    {"density", "a quarter more dots", false, true,
     [](Case& c) {
         c.fixed.try_emplace(Parameter::dot_density, info(Parameter::dot_density).nominal).first->second *=
             1.25;
         return true;
     }},
    {"session", "one session more, over half of the dots", false, false,
     [](Case& c) {
         if (c.sessions.size() >= max_sessions) return false;
         Session more = c.sessions.back();
         more.date += std::chrono::days{14};
         more.density_share = 0, more.again_share = .5;
         c.sessions.push_back(more);
         return true;
     }},
    {"depth", "needle set a quarter deeper", false, false,
     [](Case& c) {
         const bool drawn = !c.fixed.contains(Parameter::deposit_bottom);
         for (Session& session : c.sessions)
             session.stated_depth_mm = 1.25 * session.stated_depth_mm.value_or(1);
         return drawn;
     }},
};

/// Members of `changed` as they are when the change is made on a day: until then as in `before`, then on by
/// the course of `changed`.
void change_from(double day, const Ensemble& before, Ensemble& changed) {
    if (day <= healed_day) return;
    const std::size_t times = changed.time_day.size();
    for (const char* name : {"contrast", "pigment_fwhm_mm"}) {
        auto& series = const_cast<MemberSeries&>(changed.of(name));
        const MemberSeries& old = before.of(name);
        for (int m = 0; m < changed.members; ++m) {
            const double ratio = before.at(old, m, day) / std::max(1e-6, changed.at(series, m, day));
            for (std::size_t t = 0; t < times; ++t) {
                float& value = series.values[std::size_t(m) * times + t];
                const double time = changed.time_day[t];
                value = float(time <= day ? before.at(old, m, time) : value * ratio);
            }
        }
    }
}

}  // namespace

std::vector<double> window_days(const Case& client) {
    std::vector<double> days = snapshot_days(client);
    const double last = days.back();
    std::erase_if(days, [&](double day) {
        const double half_years = 2 * day / day_per_year;
        const bool between = half_years > 6 && std::lround(half_years) % 2 == 1;
        return day < healed_day || (between && day != last);
    });
    return days;
}

std::vector<WhatIf> what_ifs_of(const Case& client, const Backend& backend, const Ensemble& ensemble,
                                const MemberWeights& weights, const std::filesystem::path& cache,
                                const std::function<void(double)>& progress) {
    const Picked picked = pick_members(weights, most_compared);
    const int members = int(picked.member.size());
    const std::vector<double>& weight = picked.weight;
    const std::vector<double> days = window_days(client);
    const Ensemble before = part_of(ensemble, picked.member, days);
    const Months months = months_of(client, ensemble.time_day.back());
    const std::vector<MemberWindow> were = windows_of(client, before, before, months);
    const double as_of_day = days_between(client.sessions.back().date, client.as_of);

    std::vector<WhatIf> found;
    int tried = 0;
    for (const Change& change : changes) {
        if (progress) progress(double(++tried) / std::size(changes));
        Case changed = client;
        if (!change.make(changed)) continue;
        Ensemble then = simulate_ensemble(
            changed, backend, {.realism = change.looks, .members = picked.member, .time_day = days}, cache,
            {});
        const double later_day = days_between(client.sessions.back().date, changed.sessions.back().date);
        if (change.habit) change_from(as_of_day, before, then);
        const std::vector<MemberWindow> are = windows_of(changed, then, change.looks ? then : before,
                                                         months_of(changed, ensemble.time_day.back()));
        std::vector<float> shift;
        std::vector<double> counted;
        WhatIf what{.name = change.name, .words = change.words, .still_open = change.habit || client.planned};
        for (int m = 0; m < members; ++m) {
            const bool past = are[m].latest >= months.count();  // stays past the horizon
            const double months_later =
                are[m].latest - were[m].latest + (past ? 0 : later_day * 12 / day_per_year);
            shift.push_back(before.failed(m) || then.failed(m) ? 0.f : float(months_later));
            what.mean += weight[m] * shift.back();
        }
        double squares = 0;
        for (int m = 0; m < members; ++m) squares += std::pow(weight[m] * (shift[m] - what.mean), 2);
        what.standard_error = std::sqrt(squares);
        const auto order = sorted_positions(Backend::cpu(), shift, members);
        what.month = weighted_quantile(shift, order, weight, .5);
        what.p80 = {weighted_quantile(shift, order, weight, .10),
                    weighted_quantile(shift, order, weight, .90)};
        found.push_back(what);
    }
    std::stable_sort(found.begin(), found.end(), [](const WhatIf& one, const WhatIf& other) {
        return std::pair(std::abs(one.month), std::abs(one.mean)) >
               std::pair(std::abs(other.month), std::abs(other.mean));
    });
    return found;
}

}  // namespace fadecast
