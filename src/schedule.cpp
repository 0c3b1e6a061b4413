// Steps of time: minutes after a session, weeks after years.

#include <fadecast/backend.hpp>
#include <fadecast/reservoir.hpp>
#include <fadecast/schedule.hpp>

#include <algorithm>
#include <set>

namespace fadecast {

Schedule make_schedule(std::vector<double> session_day, std::vector<double> snapshot_day, StepControl control,
                       double ablation_day) {
    const auto ascending = [](const std::vector<double>& days) {
        return std::adjacent_find(days.begin(), days.end(), std::greater_equal<>()) == days.end();
    };
    if (session_day.empty() || !ascending(session_day) || !ascending(snapshot_day))
        throw Error("make_schedule: sessions and snapshots must be ascending, at least one session");
    if (!snapshot_day.empty() && snapshot_day.front() < session_day.front())
        throw Error("make_schedule: a snapshot lies before the first session");

    const double end =
        std::max(session_day.back(), snapshot_day.empty() ? session_day.back() : snapshot_day.back());
    std::set<double> shade_marks;
    for (double session : session_day)
        for (double age : {0.0, 1.0, 7.0, healed_day}) shade_marks.insert(session + age);
    for (double day = session_day.back() + healed_day; day < end; day += 182.625) shade_marks.insert(day);
    std::set<double> marks(snapshot_day.begin(), snapshot_day.end());
    marks.insert(shade_marks.begin(), shade_marks.end());
    for (double session : session_day)
        for (double age : {3.0, open_days, surge_days}) marks.insert(session + age);
    marks.insert(ablation_day);

    Schedule schedule{session_day, snapshot_day, ablation_day, {}};
    double now = session_day.front(), event = now;
    const auto position = [](const std::vector<double>& days, double day) {
        const auto found = std::find(days.begin(), days.end(), day);
        return found == days.end() ? -1 : int(found - days.begin());
    };
    for (double mark : marks) {
        if (mark > end) break;
        while (now < mark) {
            const double growth = now - event < open_days ? control.healing_growth : control.growth;
            const double wanted =
                std::clamp(growth * (now - event), control.shortest_day, control.longest_day);
            const double left = mark - now;
            const bool last = left <= wanted;
            const double dt = last ? left : left < 2 * wanted ? left / 2 : wanted;
            const auto latest = std::upper_bound(session_day.begin(), session_day.end(), now) - 1;
            schedule.steps.push_back({.start_day = now, .dt_day = dt, .open = now - *latest < open_days});
            now = last ? mark : now + dt;
        }
        const int treat = position(session_day, mark), snapshot = position(snapshot_day, mark);
        if (treat >= 0 || mark == ablation_day) {
            event = mark;
            schedule.steps.push_back({.start_day = mark,
                                      .dt_day = 0,
                                      .treat = treat,
                                      .snapshot = snapshot,
                                      .ablate = mark == ablation_day,
                                      .open = true});
        } else if (snapshot >= 0) {
            schedule.steps.back().snapshot = snapshot;
        }
        schedule.steps.back().renew_shade = shade_marks.contains(mark);
    }
    return schedule;
}

}  // namespace fadecast
