// The schedule of touch-ups: each policy is followed on the virtual clients themselves, who carry what older
// visits left.

#include "visits.hpp"

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

constexpr int most_followed = 96;       // followed through every policy: the chance of a month to 4 in 100
constexpr int most_visits = 16;         // of the chosen policy
constexpr double weakest_ink = .1;      // of a visit
constexpr double darkened_line = 1.25;  // contrast after a visit above which dots look painted; assumed
constexpr int fixed_months[] = {12, 18, 24, 36, 48, 60};

/// The client with touch-ups over all old dots, day 0 being that of the last of them.
Case with_visits(const Case& client, const VisitPolicy& policy) {
    Case visited = client;
    const Session last = client.sessions.back();
    for (std::size_t v = 0; v < policy.months.size(); ++v) {
        Session visit = last;
        visit.date = add_months(last.date, policy.months[v]);
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
        : client_(client), lines_(window_lines(client)), weight_(weights.weight) {
        client_.forecast.members = std::min(ensemble.members, most_followed);
        client_.forecast.horizon_year = std::max(1., client.touch_up.horizon_year);
        weight_.resize(client_.forecast.members);
        const double sum = std::accumulate(weight_.begin(), weight_.end(), 0.);
        if (sum > 0)
            for (double& weight : weight_) weight /= sum;
        months_ = months_of(client_, client_.forecast.horizon_year * day_per_year);
        const MemberSeries& mass = ensemble.of("retained_mass");
        mass_day_ = ensemble.time_day;
        for (const double day : mass_day_) {  // mean over members, by weight
            double sum_of_mass = 0;
            for (int m = 0; m < ensemble.members; ++m)
                if (weights.weight[m] > 0) sum_of_mass += weights.weight[m] * ensemble.at(mass, m, day);
            mass_.push_back(sum_of_mass);
        }
    }

    int months() const { return months_.count(); }

    /// Fills in what a policy brings, and returns the share of members out of tolerance by month.
    std::vector<double> follow(VisitPolicy& policy, const Backend& backend,
                               const std::filesystem::path& cache) const {
        std::vector<double> visit_day;
        for (const int month : policy.months) visit_day.push_back(months_.day[month]);
        policy.strength = restoring_strengths(
            visit_day, [&](double age_day) { return mass_at(age_day) / mass_at(healed_day); });
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
        EnsembleOptions options{.realism = false, .reference_day = healed_day - shift};
        for (const double day : days) options.time_day.push_back(day - shift);
        const Ensemble seen = simulate_ensemble(visited, backend, options, cache, {});

        const MemberSeries &contrast = seen.of("contrast"), &fwhm = seen.of("pigment_fwhm_mm");
        std::vector<double> outside(months(), 0);
        std::vector<char> healed(months(), 0);
        double early = 0, merged = 0;
        for (int m = 0; m < seen.members; ++m) {
            if (weight_[m] == 0) continue;
            const auto contrast_at = [&](double day, double since) {
                return std::max(0., seen.at(contrast, m, day - shift) +
                                        client_.model_error_factor * seen.error_at(m, since));
            };
            for (int t = months_.healed; t < months(); ++t) {
                const double day = months_.day[t];
                const auto next = std::upper_bound(visit_day.begin(), visit_day.end(), day);
                const double since = next == visit_day.begin() ? day : day - *(next - 1);
                if (since < healed_day) continue;  // it heals
                healed[t] = 1;
                if (contrast_at(day, since) < lines_.late ||
                    seen.at(fwhm, m, day - shift) > lines_.fwhm_limit_mm)
                    outside[t] += weight_[m];
            }
            bool dark = false;
            for (std::size_t v = 0; v < visit_day.size(); ++v) {
                const double before = v == 0 ? 0 : visit_day[v - 1], day = visit_day[v];
                if (contrast_at(day - 1, day - before) > lines_.early) early += weight_[m];
                const double after = day + healed_day;
                if (after < months_.day.back() && contrast_at(after, healed_day) > darkened_line) dark = true;
            }
            const bool wide = seen.at(fwhm, m, months_.day.back() - shift) > lines_.fwhm_limit_mm;
            if (dark || wide) merged += weight_[m];
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
    std::vector<double> weight_;
    Months months_;
    std::vector<double> mass_day_, mass_;
};

}  // namespace

std::vector<double> restoring_strengths(const std::vector<double>& visit_day,
                                        const std::function<double(double)>& healed_mass) {
    std::vector<double> strengths;
    for (std::size_t v = 0; v < visit_day.size(); ++v) {
        double left = healed_mass(visit_day[v]);
        for (std::size_t before = 0; before < v; ++before)
            left += strengths[before] * healed_mass(visit_day[v] - visit_day[before]);
        strengths.push_back(std::max(weakest_ink, 1 - left));
    }
    return strengths;
}

VisitPlan plan_visits(const Case& client, const Backend& backend, const Ensemble& ensemble,
                      const MemberWeights& weights, const std::filesystem::path& cache,
                      const std::function<void(double)>& progress) {
    const Outlook outlook(client, ensemble, weights);
    VisitPlan plan{.horizon_year = client.touch_up.horizon_year, .probability = client.touch_up.probability};
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
        const int month = int(broken - outside.begin()) - 1;
        // Months of healing: a visit that is due again before it healed keeps nothing up.
        if (month <= after + 2 || int(chosen.months.size()) == most_visits) {
            plan.kept = false;
            break;
        }
        chosen.months.push_back(month);
        say(.5 * month / outlook.months());
    }
    plan.policies.push_back(chosen);
    for (const int interval : fixed_months) {
        VisitPolicy fixed{.name = fmt::format("every {} months", interval)};
        for (int month = interval; month < outlook.months() - 1; month += interval)
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
