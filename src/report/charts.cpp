// Charts drawn by hand in SVG. Shades differ in lightness and lines in their dashes, so that they print in
// grey.

#include "report/charts.hpp"

#include "report/html.hpp"
#include "report/strings.hpp"
#include "report/svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace fadecast::report {
namespace {

using namespace svg;

constexpr double days_per_year = 365.25;

// Ticks on the first of January, each year or every second one.
std::string calendar(const Frame& frame, Date day0, double label_row, int every) {
    using namespace std::chrono;
    std::string marks;
    const year first = year_month_day{day0}.year() - years{1};
    for (year now = first; now < first + years{40}; ++now) {
        const double day = days_between(day0, sys_days{now / January / 1});
        if (day < frame.first_day || day > frame.last_day) continue;
        marks += line(frame.x(day), frame.lower, frame.x(day), frame.lower + 10, ink, 2);
        if ((int(now) - int(first)) % every == 0 && frame.x(day) < frame.right - 25)
            marks += text(frame.x(day), label_row, "middle", std::to_string(int(now)));
    }
    return marks + line(frame.left, frame.lower, frame.right, frame.lower, ink, 2);
}

std::string percent_axis(const Frame& frame, double step) {
    std::string marks;
    for (double value = 0; value <= frame.top + 1e-9; value += step) {
        marks += line(frame.left, frame.y(value), frame.right, frame.y(value), grid_grey, 1);
        marks += text(frame.left - 12, frame.y(value) + 9, "end", fmt::format("{:.0f} %", 100 * value));
    }
    return marks;
}

const Series* find(const Forecast& forecast, const std::string& name) {
    for (const Series& series : forecast.series)
        if (series.name == name) return &series;
    return nullptr;
}

const std::string filled = fmt::format("fill=\"{}\"", strong);
const std::string hollow = fmt::format("fill=\"#fff\" stroke=\"{}\" stroke-width=\"4\"", strong);

// Where a reading stands: a contrast as it is; a grade over the contrasts that it stands for, those of the
// outer ones as wide as their neighbours'; a colour on the median, since how dense the dots are is not known.
struct Mark {
    double day, value, low, high;
    bool height_known;
};

Mark mark_of(const Forecast& forecast, const Observation& seen, const Series& contrast) {
    const double day = days_between(forecast.day0, seen.date);
    if (seen.kind == ObservationKind::contrast)
        return {day, seen.value, seen.value - seen.sd, seen.value + seen.sd, true};
    if (seen.kind == ObservationKind::grade) {
        const int grade = std::clamp(int(seen.value), 0, int(grade_edges.size())),
                  last = int(grade_edges.size()) - 1;
        const double upper = grade == 0 ? 2 * grade_edges[0] - grade_edges[1] : grade_edges[grade - 1];
        const double lower =
            grade > last ? 2 * grade_edges[last] - grade_edges[last - 1] : grade_edges[grade];
        return {day, (lower + upper) / 2, lower - seen.sd, upper + seen.sd, true};
    }
    const auto& days = forecast.time_day;
    const auto& median = contrast.quantiles[3];
    const std::size_t after = std::size_t(std::lower_bound(days.begin(), days.end(), day) - days.begin());
    if (after == 0 || after == days.size())
        return {day, after == 0 ? median.front() : median.back(), 0, 0, false};
    const double share = (day - days[after - 1]) / (days[after] - days[after - 1]);
    return {day, std::lerp(median[after - 1], median[after], share), 0, 0, false};
}

std::string readings(const Forecast& forecast, const Frame& frame, const Series& contrast) {
    std::string marks;
    for (const Observation& seen : forecast.inputs.observations) {
        const Mark mark = mark_of(forecast, seen, contrast);
        const double x = frame.x(mark.day);
        if (mark.height_known) marks += line(x, frame.y(mark.low), x, frame.y(mark.high), ink, 4);
        marks += diamond(x, frame.y(mark.value), 12, mark.height_known ? filled.c_str() : hollow.c_str());
    }
    return marks;
}

std::string key(const Forecast& forecast) {
    const auto has = [&](bool colour) {
        return std::any_of(
            forecast.inputs.observations.begin(), forecast.inputs.observations.end(),
            [&](const Observation& seen) { return (seen.kind == ObservationKind::colour) == colour; });
    };
    double x = 230;
    std::string svg = box(x, 8, x + 40, 28, pale) + text(x + 50, 27, "start", say::eight_in_ten);
    x += 370;
    svg += box(x, 8, x + 40, 28, middle) + text(x + 50, 27, "start", say::half);
    x += 230;
    svg += line(x, 18, x + 40, 18, strong, 6) + text(x + 50, 27, "start", say::middle_course);
    x += 250;
    if (has(false)) {
        svg += line(x + 20, 2, x + 20, 34, ink, 4) + diamond(x + 20, 18, 12, filled.c_str()) +
               text(x + 44, 27, "start", say::seen);
        x += 260;
    }
    if (has(true))
        svg += diamond(x + 20, 18, 12, hollow.c_str()) + text(x + 44, 27, "start", say::seen_colour);
    return svg;
}

// Healing, the two lines with their words beside the frame, the sessions.
std::string landmarks(const Forecast& forecast, const Frame& frame, double highest) {
    // The first weeks rise above the axis, which would hide the years if it reached them.
    std::string svg =
        over(frame.x(0) + 24, frame.upper + 22, "start",
             highest > frame.top + .005 ? fmt::format(say::healing_up_to, 100 * highest) : say::healing);
    const auto limit = [&](double value, const char* words, const char* dashes) {
        return line(frame.left, frame.y(value), frame.right, frame.y(value), ink, 3, dashes) +
               text(frame.right + 14, frame.y(value) + 9, "start", words);
    };
    svg += limit(forecast.window.early_line, say::too_dark, "16 8");
    svg += limit(forecast.window.late_line, say::still_fine, "4 7");
    for (const Session& session : forecast.inputs.sessions) {
        const double at = frame.x(days_between(forecast.day0, session.date));
        svg += line(at, frame.lower - 30, at, frame.lower, ink, 4);
    }
    return svg + over(frame.x(0) + 14, frame.lower - 10, "start",
                      forecast.inputs.sessions.size() == 1 ? say::session : say::sessions);
}

// The window beneath the years, a row each: its beginning and end with their bands, the chance to be inside
// month by month, and visits planned.
struct Rows {
    const Forecast& forecast;
    const Frame& frame;
    double row, half = 15;  ///< middle and half height

    double at(const std::optional<int>& month) const {
        const double day =
            month ? days_between(forecast.day0, forecast.month_date(*month)) : 2 * frame.last_day;
        return std::min(frame.right, frame.x(day));
    }

    std::string labelled(const char* label, const std::string& answer) const {
        return text(0, row + 9, "start", label) + text(frame.right + 14, row + 9, "start", answer, bold);
    }

    std::string bands(const char* label, const WindowMonth& answer) const {
        std::string svg = labelled(label, answer.month ? month_name(forecast.month_date(*answer.month))
                                                       : std::string(say::past_horizon));
        svg += box(at(answer.p80[0]), row - half, at(answer.p80[1]), row + half, pale);
        svg += box(at(answer.p50[0]), row - half, at(answer.p50[1]), row + half, middle);
        if (answer.month && at(answer.month) < frame.right)
            svg += line(at(answer.month), row - half - 4, at(answer.month), row + half + 4, strong, 7);
        return svg;
    }

    std::string chance() const {
        const Window& window = forecast.window;
        const std::optional<int>& best = window.best.month;
        std::string svg = labelled(say::inside_row,
                                   best ? fmt::format(say::best_month, month_name(forecast.month_date(*best)),
                                                      100 * window.probability_inside_best)
                                        : std::string(say::no_best_month));
        Frame inside = frame;
        inside.upper = row - half - 3, inside.lower = row + half + 3, inside.top = 1;
        std::vector<double> days;
        for (int month = 0; month < int(window.inside.size()); ++month)
            days.push_back(days_between(forecast.day0, forecast.month_date(month)));
        svg += clipped(inside, "months",
                       band(inside, days, std::vector<double>(days.size(), 0.), window.inside, middle));
        svg += line(frame.left, inside.lower, frame.right, inside.lower, grid_grey, 1);
        if (best && at(best) < frame.right) svg += diamond(at(best), row, 17, filled.c_str());
        return svg;
    }

    std::string visits() const {
        const std::vector<int>& months = forecast.visits.policies.front().months;
        const auto shown =
            std::count_if(months.begin(), months.end(), [&](int month) { return at(month) < frame.right; });
        std::string svg =
            labelled(say::visits_row, shown == std::ssize(months)
                                          ? std::to_string(months.size())
                                          : fmt::format(say::visits_shown, months.size(), shown));
        for (const int month : months)
            if (at(month) < frame.right)
                svg += fmt::format("<path d=\"M{:.1f} {:.1f}l-14 -26l28 0z\" fill=\"{}\"/>\n", at(month),
                                   row + 13, ink);
        return svg;
    }
};

// On one line, or smaller on two.
std::string label(double row, const std::string& words) {
    constexpr std::size_t one_line = 28, half = 34;  // bytes
    const std::size_t end = words.size() <= one_line ? std::string::npos : words.rfind(' ', half);
    if (end == std::string::npos) return text(0, row + 9, "start", shortened(words, one_line));
    constexpr const char* small = " font-size=\"21\"";
    return text(0, row - 3, "start", words.substr(0, end), small) +
           text(0, row + 18, "start", shortened(words.substr(end + 1), half), small);
}

std::string signed_months(double month) {
    const long whole = std::lround(month);
    return whole < 0 ? fmt::format("−{}", -whole) : fmt::format("+{}", whole);
}

// Whether a change moves the end by a month that can be shown.
bool moves(const WhatIf& change) {
    return std::max({std::abs(change.month), std::abs(change.p80[0]), std::abs(change.p80[1])}) > .5;
}

}  // namespace

double shown_years(const Forecast& forecast) {
    const double horizon = forecast.inputs.forecast.horizon_year;
    const std::optional<int>& latest = forecast.window.latest.month;
    return std::min(horizon, latest && *latest <= 108 ? 10. : 20.);
}

Chart course_chart(const Forecast& forecast) {
    const Series* contrast = find(forecast, "contrast");
    if (!contrast || forecast.time_day.empty()) return {};
    const auto& q = contrast->quantiles;
    const double highest = *std::max_element(q[5].begin(), q[5].end());
    double first_session = 0;
    for (const Session& session : forecast.inputs.sessions)
        first_session = std::min(first_session, double(days_between(forecast.day0, session.date)));
    const bool with_visits = !forecast.visits.policies.empty();
    constexpr double row_height = 42, lower = 350;
    const Frame frame{230,
                      1575,
                      48,
                      lower,
                      first_session - 40,
                      shown_years(forecast) * days_per_year,
                      std::clamp(std::ceil(highest * 4) / 4, 1., 1.5)};
    const double bottom = lower + 14 + row_height * (3 + with_visits);

    std::string svg = open_svg(1860, int(bottom) + 48, say::chart) + key(forecast) + percent_axis(frame, .25);
    svg += clipped(frame, "years",
                   band(frame, forecast.time_day, q[1], q[5], pale) +
                       band(frame, forecast.time_day, q[2], q[4], middle) +
                       curve(frame, forecast.time_day, q[3], strong, 6)) +
           landmarks(forecast, frame, highest) +
           clipped(frame, "seen", readings(forecast, frame, *contrast)) +
           line(frame.left, lower, frame.right, lower, ink, 2);
    Rows rows{forecast, frame, lower + 14 + row_height / 2};
    svg += rows.bands(say::light_enough_row, forecast.window.earliest);
    rows.row += row_height;
    svg += rows.chance();
    rows.row += row_height;
    svg += rows.bands(say::too_late_row, forecast.window.latest);
    rows.row += row_height;
    if (with_visits) svg += rows.visits();
    Frame beneath = frame;
    beneath.lower = bottom + 4;
    svg += calendar(beneath, forecast.day0, bottom + 42, shown_years(forecast) > 12 ? 2 : 1) + "</svg>\n";
    return {svg, 186, (bottom + 48) / 10};
}

Chart change_chart(const Forecast& forecast) {
    constexpr std::size_t most = 6;
    std::vector<WhatIf> changes;
    std::copy_if(forecast.what_ifs.begin(), forecast.what_ifs.end(), std::back_inserter(changes), moves);
    constexpr double row_height = 42, left = 390, right = 620;
    const std::size_t count = std::min(most, changes.size());
    if (count == 0) return {};
    double least = -1, greatest = 1;  // months
    bool past = false;
    for (std::size_t i = 0; i < count; ++i) {
        const WhatIf& change = changes[i];
        least = std::min({least, change.month, change.p80[0]});
        greatest = std::max({greatest, change.month, change.p80[1]});
        past |= !change.still_open;
    }
    const auto x = [&](double month) { return left + (right - left) * (month - least) / (greatest - least); };
    const double bottom = row_height * double(count), height = bottom + 36;
    std::string svg = open_svg(820, int(height), say::changes);
    double row = row_height / 2;
    for (std::size_t i = 0; i < count; ++i, row += row_height) {
        const WhatIf& change = changes[i];
        const double from = std::min(x(0), x(change.month)), to = std::max(x(0), x(change.month));
        svg += label(row, change.words);
        svg += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"24\" {}/>\n", from,
                           row - 12, to - from,
                           change.still_open
                               ? fmt::format("fill=\"{}\"", middle)
                               : fmt::format("fill=\"#fff\" stroke=\"{}\" stroke-width=\"3\"", middle));
        svg += line(x(change.p80[0]), row, x(change.p80[1]), row, ink, 3);
        svg += text(820, row + 9, "end",
                    fmt::format(say::months_range, signed_months(change.month), signed_months(change.p80[0]),
                                signed_months(change.p80[1])));
    }
    svg += line(x(0), 0, x(0), bottom, ink, 2);
    svg += text(
        0, bottom + 28, "start",
        past ? fmt::format("{}; {}", say::changes_key, say::changes_past) : std::string(say::changes_key));
    return {svg + "</svg>\n", 82, height / 10};
}

}  // namespace fadecast::report
