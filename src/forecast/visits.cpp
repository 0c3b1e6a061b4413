// The schedule of touch-ups: each policy is followed on the virtual clients themselves, who carry what older
// visits left.

#include "visits.hpp"

#include <fadecast/population.hpp>
#include <fadecast/reservoir.hpp>
#include <fadecast/transport.hpp>
#include <fadecast/window.hpp>

#include <dose.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace fadecast {
namespace {

constexpr int most_followed = 64;       // members: the chance of a month to 5 in 100
constexpr int most_visits = 16;         // of the chosen policy
constexpr double weakest_ink = .1;      // of a visit
constexpr double darkened_line = 1.25;  // contrast after a visit above which dots look painted; assumed
constexpr int fixed_months[] = {12, 18, 24, 36, 48, 60};

/// The client with touch-ups over all old dots, day 0 being that of the last of them.
Case with_visits(const Case& client, const VisitPolicy& policy) {
    Case visited = client;
    for (std::size_t v = 0; v < policy.months.size(); ++v) {
        Session visit = client.sessions[last_with_dots(client)];
        visit.date = add_months(client.sessions.back().date, policy.months[v]);
        visit.shade *= policy.strength[v];
        visit.density_share = 0;
        visit.again_share = 1;
        visited.sessions.push_back(visit);
    }
    visited.forecast.accuracy = Accuracy::draft;
    return visited;
}

/// Months from day 0 up to the schedule's horizon, and what is seen in them.
class Outlook {
public:
    Outlook(const Case& client, const Ensemble& ensemble, const MemberWeights& weights)
        : client_(client), lines_(window_lines(client)), picked_(pick_members(weights, most_followed)) {
        client_.forecast.horizon_year = std::min(client.touch_up.horizon_year, client.forecast.horizon_year);
        months_ = months_of(client_, client_.forecast.horizon_year * day_per_year);
        const MemberSeries& mass = ensemble.of("retained_mass");
        mass_day_ = ensemble.time_day;
        for (const double day : mass_day_) {  // mean over all that could be computed, whatever was observed
            double sum = 0, count = 0;
            for (int m = 0; m < ensemble.members; ++m)
                if (weights.weight[m] > 0) sum += ensemble.at(mass, m, day), ++count;
            mass_.push_back(sum / count);
        }
        // What a place holds on day 42, each session's part with its own age, of one fresh dose of the ink.
        const auto& sessions = client.sessions;
        for (std::size_t made = 0; made < sessions.size(); ++made)
            for (std::size_t by = made; by < sessions.size(); ++by) {
                const double share = by == made ? 1 : sessions[by].again_share;
                const double age = healed_day - days_between(sessions.back().date, sessions[by].date);
                standing_ += sessions[made].density_share * share * strength_of(sessions[by]) /
                             strength_of(client.sessions[last_with_dots(client)]) * mass_at(age) /
                             mass_at(healed_day);
            }
    }

    double horizon_year() const { return client_.forecast.horizon_year; }
    /// From which on a visit can still be made.
    int first() const { return std::max(1, months_.first); }
    int months() const { return months_.count(); }

    /// Fills in what a policy brings, and returns the share of members out of tolerance by month.
    std::vector<double> follow(VisitPolicy& policy, const Backend& backend,
                               const std::filesystem::path& cache) const {
        std::vector<double> visit_day;
        for (const int month : policy.months) visit_day.push_back(months_.day[month]);
        policy.strength = restoring_strengths(
            visit_day, standing_, [&](double age_day) { return mass_at(age_day) / mass_at(healed_day); });
        const Case visited = with_visits(client_, policy);
        const double shift = visit_day.empty() ? 0 : visit_day.back();

        // Healed stretches between visits, from day 0 of the client.
        std::vector<double> days;
        for (std::size_t v = 0; v <= visit_day.size(); ++v) {
            const double from = v == 0 ? 0 : visit_day[v - 1];
            const double to = v < visit_day.size() ? visit_day[v] : months_.day.back() + 1;
            for (const double age : {healed_day, 183., 365.})
                if (from + age < to) days.push_back(from + age);
            for (double age = 730; from + age < to; age += 365) days.push_back(from + age);
            if (to - 1 > from + healed_day && to - 1 > days.back()) days.push_back(to - 1);
        }
        EnsembleOptions options{
            .realism = false, .members = picked_.member, .reference_day = healed_day - shift};
        for (const double day : days) options.time_day.push_back(day - shift);
        const Ensemble seen = simulate_ensemble(visited, backend, options, cache, {});

        const MemberSeries &contrast = seen.of("contrast"), &fwhm = seen.of("pigment_fwhm_mm");
        std::vector<double> outside(months(), 0);
        std::vector<char> healed(months(), 0);
        double early = 0, merged = 0;
        for (int m = 0; m < seen.members; ++m) {
            const double weight = picked_.weight[m];
            const auto contrast_at = [&](double day, double since) {
                return std::max(0., seen.at(contrast, m, day - shift) +
                                        client_.model_error_factor * seen.error_at(m, since));
            };
            for (int t = std::max(months_.healed, months_.first); t < months(); ++t) {
                const double day = months_.day[t];
                const auto next = std::upper_bound(visit_day.begin(), visit_day.end(), day);
                const double since = next == visit_day.begin() ? day : day - *(next - 1);
                if (since < healed_day) continue;  // it heals
                healed[t] = 1;
                if (contrast_at(day, since) < lines_.late ||
                    seen.at(fwhm, m, day - shift) > lines_.fwhm_limit_mm)
                    outside[t] += weight;
            }
            bool dark = false;
            for (std::size_t v = 0; v < visit_day.size(); ++v) {
                const double before = v == 0 ? 0 : visit_day[v - 1], day = visit_day[v];
                if (contrast_at(day - 1, day - before) > lines_.early) early += weight;
                const double after = day + healed_day;
                if (after < months_.day.back() && contrast_at(after, healed_day) > darkened_line) dark = true;
            }
            const bool wide = seen.at(fwhm, m, months_.day.back() - shift) > lines_.fwhm_limit_mm;
            if (dark || wide) merged += weight;
        }
        const double visits = double(policy.months.size());
        const double counted = double(std::count(healed.begin(), healed.end(), 1));
        policy.outside = std::accumulate(outside.begin(), outside.end(), 0.) / std::max(1., counted);
        policy.outside_worst = *std::max_element(outside.begin(), outside.end());
        policy.too_early = visits > 0 ? early / visits : 0;
        policy.merged = merged;
        policy.hours = visits * client_.touch_up.visit_hour;
        if (client_.touch_up.price) policy.price = visits * *client_.touch_up.price;
        return outside;
    }

private:
    double mass_at(double age_day) const {
        const auto after = std::upper_bound(mass_day_.begin(), mass_day_.end(), age_day);
        if (after == mass_day_.end()) return mass_.back();
        const std::size_t k = std::max<std::ptrdiff_t>(after - mass_day_.begin(), 1);
        const double t = (age_day - mass_day_[k - 1]) / (mass_day_[k] - mass_day_[k - 1]);
        return std::lerp(mass_[k - 1], mass_[k], t);
    }

    Case client_;
    WindowLines lines_;
    Picked picked_;
    Months months_;
    std::vector<double> mass_day_, mass_;
    double standing_ = 0;
};

}  // namespace

std::vector<double> restoring_strengths(const std::vector<double>& visit_day, double standing,
                                        const std::function<double(double)>& healed_mass) {
    std::vector<double> strengths;
    for (std::size_t v = 0; v < visit_day.size(); ++v) {
        double left = standing * healed_mass(visit_day[v]);
        for (std::size_t before = 0; before < v; ++before)
            left += strengths[before] * healed_mass(visit_day[v] - visit_day[before]);
        strengths.push_back(std::max(weakest_ink, standing - left));
    }
    return strengths;
}

VisitPlan plan_visits(const Case& client, const Backend& backend, const Ensemble& ensemble,
                      const MemberWeights& weights, const std::filesystem::path& cache,
                      const std::function<void(double)>& progress) {
    const Outlook outlook(client, ensemble, weights);
    VisitPlan plan{.horizon_year = outlook.horizon_year(), .probability = client.touch_up.probability};
    if (!client.lasers.empty()) {
        plan.notes = {"Nobody knows what ink over lasered dots does; no schedule is made."};
        return plan;
    }
    const auto say = [&](double share) {
        if (progress) progress(share);
    };

    // Each visit in the last month in which the look still holds: what was added later is stronger ever
    // after.
    VisitPolicy chosen{.name = "fewest"};
    const double allowed = 1 - plan.probability + 1e-9;
    while (true) {
        const std::vector<double> outside = outlook.follow(chosen, backend, cache);
        const int after = chosen.months.empty() ? 0 : chosen.months.back();
        const auto broken = std::find_if(outside.begin() + after, outside.end(),
                                         [&](double share) { return share > allowed; });
        if (broken == outside.end()) break;
        // Not before today; and one that is due again before it healed keeps nothing up.
        const int month = std::max(int(broken - outside.begin()) - 1, outlook.first());
        const bool unhealed = !chosen.months.empty() && month <= after + 2;
        if (unhealed || month >= outlook.months() || int(chosen.months.size()) == most_visits) {
            plan.kept = false;
            break;
        }
        if (month >= int(broken - outside.begin())) plan.kept = false;  // it is out of tolerance already
        chosen.months.push_back(month);
        say(.5 * month / outlook.months());
    }
    plan.policies.push_back(chosen);
    for (const int interval : fixed_months) {
        VisitPolicy fixed{.name = fmt::format("every {} months", interval)};
        for (int month = std::max(interval, outlook.first()); month < outlook.months() - 1; month += interval)
            fixed.months.push_back(month);
        if (client.sessions.size() + fixed.months.size() > max_sessions)
            continue;  // more than can be followed
        outlook.follow(fixed, backend, cache);
        plan.policies.push_back(fixed);
        say(.5 + .5 * double(plan.policies.size()) / (std::size(fixed_months) + 1));
    }
    plan.notes = {
        "Each visit lies in the last month in which the look holds with the asked probability; every month "
        "is "
        "looked at. As long as fading alone ends the window no other choice of months needs fewer visits; "
        "where widening ends it, this is a good choice, not a proven one.",
        "A visit goes over all old dots with as much ink as brings the middle client back to day 42; "
        "contrast "
        "and width are judged, healing months are left out, hair and realism are not counted."};
    return plan;
}

}  // namespace fadecast
