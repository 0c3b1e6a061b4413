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
    const auto broken = [&](int month) -> std::optional<Limit> {
        if (contrast[month] < lines.late) return Limit::contrast;
        if (pigment_fwhm_mm[month] > lines.fwhm_limit_mm) return Limit::width;
        if (realism[month] < lines.realism * best[month]) return Limit::realism;
        return std::nullopt;
    };
    MemberWindow window{healed_month, months};
    while (window.earliest < months && contrast[window.earliest] > lines.early) ++window.earliest;
    while (window.latest > healed_month) {  // walk back over the months in which a limit is broken
        const auto limit = broken(window.latest - 1);
        if (!limit) break;
        window.ended_by = *limit;
        --window.latest;
    }
    return window;
}

Months months_of(const Case& client, double last_day) {
    const Date day0 = client.sessions.back().date;
    Months months;
    for (int month = 0;; ++month) {
        const double day = days_between(day0, add_months(day0, month));
        if (day > last_day + 1) break;
        months.day.push_back(day);
    }
    const auto from = [&](double day) {
        return int(std::lower_bound(months.day.begin(), months.day.end(), day) - months.day.begin());
    };
    months.healed = from(healed_day);
    months.first = from(days_between(day0, client.as_of));
    return months;
}

MemberWindow window_of_member(const Case& client, const Ensemble& ensemble, int member,
                              const Ensemble& of_realism, const Months& months) {
    const MemberSeries &contrast = ensemble.of("contrast"), &fwhm = ensemble.of("pigment_fwhm_mm");
    const auto realism = std::ranges::find(of_realism.series, "realism", &MemberSeries::name);
    const int count = months.count();
    std::vector<double> c(count), width(count), real(count, 1);
    for (int t = 0; t < count; ++t) {
        const double day = months.day[t];
        c[t] = std::max(0., ensemble.at(contrast, member, day) +
                                client.model_error_factor * ensemble.error_at(member, day));
        width[t] = ensemble.at(fwhm, member, day);
        if (realism != of_realism.series.end()) real[t] = of_realism.at(*realism, member, day);
    }
    MemberWindow window = member_window(c, width, real, window_lines(client), months.healed);
    // The hair around changes whatever the dots do; from the month in which it has.
    const auto end_by = [&](double years, Limit limit) {
        const auto month = std::lower_bound(months.day.begin(), months.day.end(), years * 365.25);
        const int changed = std::max(months.healed, int(month - months.day.begin()));
        if (changed < window.latest) window.latest = changed, window.ended_by = limit;
    };
    end_by(years_to_greyer(client.hair, ensemble.scalar("greying_rate")[member]), Limit::greying);
    end_by(years_to_further_loss(client.hair, ensemble.scalar("loss_rate")[member]), Limit::loss);
    return window;
}

std::vector<MemberWindow> windows_of(const Case& client, const Ensemble& ensemble, const Ensemble& of_realism,
                                     const Months& months) {
    std::vector<MemberWindow> windows;
    for (int m = 0; m < ensemble.members; ++m)
        windows.push_back(window_of_member(client, ensemble, m, of_realism, months));
    return windows;
}

double weighted_quantile(std::span<const float> values, std::span<const std::uint32_t> ascending,
                         std::span<const double> weight, double probability) {
    double all = 0, passed = 0, below = 0;  // the weight up to a value, and where the one before it stands
    for (const std::uint32_t at : ascending) all += weight[at];
    const float* before = nullptr;
    for (const std::uint32_t at : ascending) {
        if (weight[at] == 0) continue;
        const double place = passed + weight[at] / 2, wanted = probability * all;
        if (place >= wanted)
            return before ? std::lerp(double(*before), double(values[at]), (wanted - below) / (place - below))
                          : values[at];
        before = &values[at], below = place, passed += weight[at];
    }
    return *before;
}

int weighted_month(const std::vector<int>& month, const std::vector<double>& weight, double probability) {
    std::vector<double> at(1 + std::size_t(*std::max_element(month.begin(), month.end())), 0);
    for (std::size_t m = 0; m < month.size(); ++m) at[month[m]] += weight[m];
    constexpr double rounding = 1e-9;
    double passed = 0;
    for (std::size_t t = 0; t < at.size(); ++t)
        if ((passed += at[t]) > probability + rounding) return int(t);
    return int(at.size()) - 1;
}

int nearest_month(const MemberWindow& member, int month, int first_month) {
    return std::max({member.earliest, first_month, std::min(month, member.latest - 1)});
}

Window window_of(const std::vector<MemberWindow>& members, const std::vector<double>& weight,
                 const Months& months, const WindowLines& lines) {
    Window window;
    window.early_line = lines.early;
    window.late_line = lines.late;
    window.fwhm_limit_mm = lines.fwhm_limit_mm;
    window.realism_line = lines.realism;
    const int count = months.count();
    std::vector<double> opens(count + 1, 0), ends(count + 1, 0), closes(count + 1, 0);
    for (std::size_t m = 0; m < members.size(); ++m) {
        const MemberWindow& member = members[m];
        opens[member.earliest] += weight[m];
        ends[member.latest] += weight[m];
        closes[std::max(member.earliest, member.latest)] += weight[m];  // never open: both at once
        if (member.latest < count) window.ended_by[int(member.ended_by)] += weight[m];
    }
    double earliest = 0, latest = 0, closed = 0;
    for (int t = 0; t < count; ++t) {
        window.earliest_passed.push_back(earliest += opens[t]);
        window.latest_passed.push_back(latest += ends[t]);
        closed += closes[t];
        window.inside.push_back(std::max(0., earliest - closed));
    }

    const auto summary = [&](const auto& month_of) {
        std::vector<int> month;
        double past = 0;
        for (std::size_t m = 0; m < members.size(); ++m) {
            month.push_back(month_of(members[m]));
            if (month.back() >= count) past += weight[m];
        }
        const auto at = [&](double p) -> std::optional<int> {
            const int found = weighted_month(month, weight, p);
            return found < count ? std::optional(found) : std::nullopt;
        };
        return WindowMonth{at(.5), {at(.25), at(.75)}, {at(.10), at(.90)}, past};
    };
    window.earliest = summary([](const MemberWindow& m) { return m.earliest; });
    window.latest = summary([](const MemberWindow& m) { return m.latest; });
    constexpr double better = 1e-9;  // than rounding
    for (int t = std::max(0, months.first); t < count; ++t)
        if (window.inside[t] > window.probability_inside_best + better) {
            window.probability_inside_best = window.inside[t];
            window.best.month = t;
        }
    if (const auto best = window.best.month) {
        window.best = summary([&](const MemberWindow& m) { return nearest_month(m, *best, months.first); });
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
