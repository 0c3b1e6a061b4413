// The window of months over all members.

#include <fadecast/reservoir.hpp>
#include <fadecast/window.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace fadecast {

WindowLines window_lines(const Case& client) {
    WindowLines lines;
    if (client.style == Style::crisp) lines.early = .85, lines.late = .70, lines.realism = .80;
    if (client.style == Style::soft) lines.late = .45, lines.realism = .60;
    if (client.tolerance) lines.late = *client.tolerance;
    lines.early = std::max(lines.early, lines.late + .10);  // a particular client still leaves time to act
    return lines;
}

double discrepancy_at(double error, double drift_per_year, double time_day) {
    const double since_year = std::max(0.0, time_day - healed_day) / 365.25;
    return (error + drift_per_year * since_year) * std::min(1.0, since_year / 0.5);
}

MemberWindow member_window(const std::vector<double>& contrast, const std::vector<double>& pigment_fwhm_mm,
                           const std::vector<double>& realism, const WindowLines& lines, int healed_month) {
    const int months = int(contrast.size());
    std::vector<double> best(months, 0);  // so far: what looks better and better has no limit
    for (int month = healed_month; month < months; ++month)
        best[month] = std::max(month > healed_month ? best[month - 1] : 0, realism[month]);
    int earliest = healed_month;
    while (earliest < months && contrast[earliest] > lines.early) ++earliest;
    int latest = months;  // walk back over the months in which a limit is broken
    while (latest > healed_month &&
           (contrast[latest - 1] < lines.late || pigment_fwhm_mm[latest - 1] > lines.fwhm_limit_mm ||
            realism[latest - 1] < lines.realism * best[latest - 1]))
        --latest;
    return {earliest, latest};
}

Window window_of(const std::vector<MemberWindow>& members, int months, int first_month,
                 const WindowLines& lines) {
    Window window;
    window.early_line = lines.early;
    window.late_line = lines.late;
    window.fwhm_limit_mm = lines.fwhm_limit_mm;
    window.realism_line = lines.realism;
    const double count = double(members.size());
    const auto share = [&](const auto& holds) {
        return double(std::count_if(members.begin(), members.end(), holds)) / count;
    };
    for (int t = 0; t < months; ++t) {
        window.earliest_passed.push_back(share([t](const MemberWindow& m) { return m.earliest <= t; }));
        window.latest_passed.push_back(share([t](const MemberWindow& m) { return m.latest <= t; }));
        window.inside.push_back(
            share([t](const MemberWindow& m) { return m.earliest <= t && t < m.latest; }));
    }

    const auto summary = [&](const auto& month_of) {
        std::vector<int> sorted;
        for (const MemberWindow& member : members) sorted.push_back(month_of(member));
        std::sort(sorted.begin(), sorted.end());
        const auto at = [&](double p) -> std::optional<int> {
            const int month = sorted[std::min<std::size_t>(sorted.size() - 1, std::size_t(p * count))];
            return month < months ? std::optional(month) : std::nullopt;
        };
        return WindowMonth{at(.5),
                           {at(.25), at(.75)},
                           {at(.10), at(.90)},
                           double(std::count(sorted.begin(), sorted.end(), months)) / count};
    };
    window.earliest = summary([](const MemberWindow& m) { return m.earliest; });
    window.latest = summary([](const MemberWindow& m) { return m.latest; });
    for (int t = std::max(0, first_month); t < months; ++t)
        if (window.inside[t] > window.probability_inside_best) {
            window.probability_inside_best = window.inside[t];
            window.best.month = t;
        }
    // The bands of `best`: the month of each member's own window that lies nearest to it.
    if (const auto best = window.best.month) {
        window.best = summary([&](const MemberWindow& m) {
            return std::max({m.earliest, first_month, std::min(*best, m.latest - 1)});
        });
        window.best.month = best;
    }
    return window;
}

std::string window_sentence(const Forecast& forecast) {
    const Window& window = forecast.window;
    const auto name = [&](int month) { return month_name(forecast.month_date(month)); };
    const std::string end = name(int(window.inside.size()) - 1);
    const auto from = [&](const std::optional<int>& m) {
        return m ? "from " + name(*m) : "not before " + end;
    };
    const auto& [earliest, best, latest] =
        std::tie(window.earliest.month, window.best.month, window.latest.month);
    const bool past = latest && forecast.month_date(*latest) <= forecast.inputs.as_of;
    if (!best || !earliest || (latest && (*latest <= *earliest || (*best >= *latest && !past))))
        return fmt::format(
            "No month up to {} suits a touch-up for most clients like this one: light enough {}, patchy {}.",
            end, from(earliest), from(latest));
    const std::string suits = fmt::format("suits {:.0f} % of simulated clients like this one",
                                          100 * window.probability_inside_best);
    if (past)
        return fmt::format("Touch-up: overdue since {}; the best month still ahead, {}, {}.", name(*latest),
                           name(*best), suits);
    return fmt::format(
        "Touch-up: not before {}, best {}, {}; the best month {}.", name(*earliest), name(*best),
        latest ? "not after " + name(*latest) : "and for most clients in time until " + end, suits);
}

}  // namespace fadecast
