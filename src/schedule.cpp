// Steps of time: minutes after a puncture, months after years.

#include <fadecast/backend.hpp>
#include <fadecast/reservoir.hpp>
#include <fadecast/schedule.hpp>

#include <algorithm>
#include <set>

namespace fadecast {

Schedule make_schedule(std::vector<double> session_day, std::vector<double> snapshot_day, StepControl control,
                       double ablation_day, std::vector<double> laser_day) {
    const auto ascending = [](const std::vector<double>& days) {
        return std::adjacent_find(days.begin(), days.end(), std::greater_equal<>()) == days.end();
    };
    if (session_day.empty() || !ascending(session_day) || !ascending(snapshot_day) || !ascending(laser_day))
        throw Error(
            "make_schedule: sessions, snapshots and laser days must be ascending, at least one session");
    if (!snapshot_day.empty() && snapshot_day.front() < session_day.front())
        throw Error("make_schedule: a snapshot lies before the first session");
    if (!(control.growth >= 0 && control.shortest_day > 0 && control.disturbed_day > 0 &&
          control.longest_day > 0 && control.parts >= 1))
        throw Error("make_schedule: steps must be longer than nothing, and every pair at least one part");
    return {std::move(session_day), std::move(snapshot_day), ablation_day, std::move(laser_day), control};
}

std::vector<Step> steps_of(const Schedule& schedule, unsigned visits, int parts) {
    const StepControl& control = schedule.control;
    const std::vector<double>& sessions = schedule.session_day;
    std::vector<double> punctures, disturbances = schedule.laser_day;
    disturbances.push_back(schedule.ablation_day);
    for (std::size_t j = 0; j < sessions.size(); ++j)
        (visits >> j & 1 ? punctures : disturbances).push_back(sessions[j]);
    const double birth = punctures.front();
    const double end = std::max(birth, schedule.snapshot_day.empty() ? birth : schedule.snapshot_day.back());

    std::set<double> shade_marks, marks(schedule.snapshot_day.begin(), schedule.snapshot_day.end());
    for (double day : punctures) {
        for (double age : {0.0, 1.0, 7.0, healed_day}) shade_marks.insert(day + age);
        for (double age : {3.0, open_days}) marks.insert(day + age);
    }
    for (std::size_t i = 0; i < punctures.size(); ++i) {
        const double until = i + 1 < punctures.size() ? punctures[i + 1] : end;
        for (double age = healed_day; punctures[i] + age < until; age += std::min(0.3 * age, 365.25))
            shade_marks.insert(punctures[i] + age);
    }
    for (double day : sessions)
        for (double age : {0.0, 0.5, surge_days}) marks.insert(day + age);
    marks.insert(shade_marks.begin(), shade_marks.end());
    for (double day : disturbances) marks.insert(day);

    const auto latest = [](const std::vector<double>& days, double now) {
        double day = -1e9;
        for (double each : days)
            if (each <= now && each > day) day = each;
        return day;
    };
    const auto position = [](const std::vector<double>& days, double day) {
        const auto found = std::find(days.begin(), days.end(), day);
        return found == days.end() ? -1 : int(found - days.begin());
    };

    std::vector<Step> steps;
    double now = birth;
    for (double mark : marks) {
        if (mark > end) break;
        const int snapshot = position(schedule.snapshot_day, mark), session = position(sessions, mark);
        if (mark < birth) {  // nothing is there yet
            if (snapshot >= 0)
                steps.push_back({.start_day = mark, .dt_day = 0, .visit_day = birth, .snapshot = snapshot});
            continue;
        }
        while (now < mark) {
            const double visit = latest(punctures, now), disturbed = latest(disturbances, now);
            const double wanted = std::min(
                {std::max(control.growth * (now - visit), control.shortest_day),
                 std::max(control.growth * (now - disturbed), control.disturbed_day), control.longest_day});
            const double left = mark - now;
            const bool last = left <= wanted;
            const double pair = last ? left : left < 2 * wanted ? left / 2 : wanted;
            for (int k = 0; k < 2 * parts; ++k)
                steps.push_back({.start_day = now + k * pair / (2 * parts),
                                 .dt_day = pair / (2 * parts),
                                 .visit_day = visit,
                                 .exchange_last = k % 2 == 1,
                                 .open = now - visit < open_days,
                                 .epidermis = now - visit < renewed_days});
            now = last ? mark : now + pair;
        }
        const bool treat = session >= 0 && (visits >> session & 1), ablate = mark == schedule.ablation_day;
        const bool laser = position(schedule.laser_day, mark) >= 0;
        if (treat || ablate || laser)
            steps.push_back({.start_day = mark,
                             .dt_day = 0,
                             .visit_day = latest(punctures, mark),
                             .treat = treat ? session : -1,
                             .ablate = ablate,
                             .laser = laser});
        steps.back().snapshot = snapshot;
        steps.back().renew_shade = shade_marks.contains(mark);
    }
    return steps;
}

}  // namespace fadecast
