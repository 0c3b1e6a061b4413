// Charts drawn by hand in SVG. Shades differ in lightness and lines in their dashes, so that they print in
// grey.

#include "report/charts.hpp"

#include "report/html.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace fadecast::report {
namespace {

constexpr double days_per_year = 365.25;
constexpr const char* ink = "#1b2a33";
constexpr const char* pale = "#d9e3e8";
constexpr const char* middle = "#9db7c3";
constexpr const char* strong = "#16465c";
constexpr const char* rule = "#c9d1d5";

/// A plotting area in SVG units: x from days after day 0, y from 0 at the bottom to `top`.
struct Frame {
    double left, right, upper, lower;
    double first_day, last_day, top;

    double x(double day) const { return left + (right - left) * (day - first_day) / (last_day - first_day); }
    double y(double value) const { return lower - (lower - upper) * value / top; }
};

std::string open_svg(int width, int height, const std::string& title) {
    return fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">\n", width, height,
                       escape(title));
}

std::string text(double x, double y, const std::string& anchor, const std::string& words,
                 const std::string& style = "") {
    return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\"{}>{}</text>\n", x, y, anchor,
                       style.empty() ? "" : " class=\"" + style + "\"", escape(words));
}

std::string line(double x1, double y1, double x2, double y2, const char* colour, double width,
                 const char* dashes = "") {
    return fmt::format(
        "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"{}\" "
        "stroke-width=\"{}\"{}/>\n",
        x1, y1, x2, y2, colour, width, *dashes ? fmt::format(" stroke-dasharray=\"{}\"", dashes) : "");
}

std::string box(double left, double upper, double right, double lower, const char* colour) {
    return fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"{}\"/>\n",
                       left, upper, std::max(0., right - left), lower - upper, colour);
}

std::string points(const Frame& frame, const std::vector<double>& days, const std::vector<double>& values) {
    std::string list;
    for (std::size_t i = 0; i < days.size(); ++i)
        list += fmt::format("{:.1f},{:.1f} ", frame.x(days[i]), frame.y(values[i]));
    return list;
}

std::string curve(const Frame& frame, const std::vector<double>& days, const std::vector<double>& values,
                  const char* colour, double width, const char* dashes = "") {
    return fmt::format("<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"{}/>\n",
                       points(frame, days, values), colour, width,
                       *dashes ? fmt::format(" stroke-dasharray=\"{}\"", dashes) : "");
}

std::string band(const Frame& frame, const std::vector<double>& days, const std::vector<double>& low,
                 const std::vector<double>& high, const char* colour) {
    const std::vector<double> back(days.rbegin(), days.rend()), down(high.rbegin(), high.rend());
    return fmt::format("<polygon points=\"{}{}\" fill=\"{}\"/>\n", points(frame, days, low),
                       points(frame, back, down), colour);
}

// Curves leave the frame at the end of the shown years and where fresh dots are darker than the axis reaches.
std::string clipped(const Frame& frame, const std::string& id, const std::string& content) {
    return fmt::format(
        "<clipPath id=\"{}\"><rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/></clipPath>"
        "<g clip-path=\"url(#{})\">\n{}</g>\n",
        id, frame.left, frame.upper, frame.right - frame.left, frame.lower - frame.upper, id, content);
}

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
        marks += line(frame.left, frame.y(value), frame.right, frame.y(value), rule, 1);
        marks += text(frame.left - 12, frame.y(value) + 9, "end", fmt::format("{:.0f} %", 100 * value));
    }
    return marks;
}

const Series* find(const Forecast& forecast, const std::string& name) {
    for (const Series& series : forecast.series)
        if (series.name == name) return &series;
    return nullptr;
}

}  // namespace

double shown_years(const Forecast& forecast) {
    const double horizon = forecast.inputs.forecast.horizon_year;
    const std::optional<int>& latest = forecast.window.latest.month;
    return std::min(horizon, latest && *latest <= 108 ? 10. : 20.);
}

std::string window_chart(const Forecast& forecast) {
    const Frame frame{270, 1590, 8, 196, 0, shown_years(forecast) * days_per_year, 1};
    const auto day_of = [&](const std::optional<int>& month) {
        return month ? double(days_between(forecast.day0, forecast.month_date(*month))) : 2 * frame.last_day;
    };
    const auto at = [&](const std::optional<int>& month) {
        return std::min(frame.right, frame.x(day_of(month)));
    };
    struct Row {
        const char* label;
        const WindowMonth& answer;
    };
    const Row rows[] = {{"light enough from", forecast.window.earliest},
                        {"best month", forecast.window.best},
                        {"looks patchy from", forecast.window.latest}};
    std::string svg = open_svg(1860, 250, "Earliest, best and latest month with bands");
    svg += calendar(frame, forecast.day0, 232, shown_years(forecast) > 12 ? 2 : 1);
    double row = 38;
    for (const Row& each : rows) {
        const WindowMonth& answer = each.answer;
        const bool is_best = &answer == &forecast.window.best;
        svg += text(0, row + 10, "start", each.label, is_best ? "lead" : "");
        svg += box(at(answer.p80[0]), row - 13, at(answer.p80[1]), row + 13, pale);
        svg += box(at(answer.p50[0]), row - 13, at(answer.p50[1]), row + 13, middle);
        if (answer.month && day_of(answer.month) < frame.last_day + 31) {
            const double x = at(answer.month);
            svg += is_best
                       ? fmt::format("<path d=\"M{0:.1f} {1:.1f}l17 20l-17 20l-17 -20z\" fill=\"{2}\"/>\n", x,
                                     row - 20, strong)
                       : line(x, row - 20, x, row + 20, strong, 7);
        }
        svg +=
            text(frame.right + 36, row + 10, "start",
                 answer.month ? month_name(forecast.month_date(*answer.month)) : "past the horizon", "lead");
        row += 58;
    }
    return svg + "</svg>\n";
}

std::string contrast_chart(const Forecast& forecast) {
    const Series* contrast = find(forecast, "contrast");
    if (!contrast || forecast.time_day.empty()) return "";
    const auto& q = contrast->quantiles;
    const double highest = *std::max_element(q[5].begin(), q[5].end());
    double first_session = 0;
    for (const Session& session : forecast.inputs.sessions)
        first_session = std::min(first_session, double(days_between(forecast.day0, session.date)));
    const Frame frame{100,
                      1210,
                      60,
                      505,
                      first_session - 40,
                      shown_years(forecast) * days_per_year,
                      std::clamp(std::ceil(highest * 4) / 4, 1., 1.5)};

    std::string svg = open_svg(1220, 565, "Visible strength over the years");
    double x = frame.left;  // the key: what is drawn how
    svg += box(x, 14, x + 40, 34, pale) + text(x + 50, 33, "start", "8 in 10 clients like you");
    x += 395;
    svg += box(x, 14, x + 40, 34, middle) + text(x + 50, 33, "start", "half of them");
    x += 245;
    svg += line(x, 24, x + 40, 24, strong, 6) + text(x + 50, 33, "start", "middle course");
    svg += percent_axis(frame, .25);
    svg += clipped(frame, "years",
                   band(frame, forecast.time_day, q[1], q[5], pale) +
                       band(frame, forecast.time_day, q[2], q[4], middle) +
                       curve(frame, forecast.time_day, q[3], strong, 6));

    // The first weeks rise above the axis, which would hide the years if it reached them.
    svg +=
        text(frame.x(0) + 24, frame.upper + 22, "start",
             highest > frame.top + .005 ? fmt::format("↑ healing: up to {:.0f} %", 100 * highest) : "healing",
             "halo");

    const auto limit = [&](double value, const char* words, const char* dashes) {
        return line(frame.left, frame.y(value), frame.right, frame.y(value), ink, 3, dashes) +
               text(frame.right - 8, frame.y(value) - 12, "end", words, "halo");
    };
    svg += limit(forecast.window.early_line, "below this line: light enough to add ink", "16 8");
    svg += limit(forecast.window.late_line, "below this line: looks patchy", "4 7");
    for (const Session& session : forecast.inputs.sessions) {
        const double at = frame.x(days_between(forecast.day0, session.date));
        svg += line(at, frame.lower - 34, at, frame.lower, ink, 4);
    }
    svg += text(frame.x(0) + 14, frame.lower - 12, "start",
                forecast.inputs.sessions.size() == 1 ? "session" : "sessions", "halo");
    return svg + calendar(frame, forecast.day0, frame.lower + 42, shown_years(forecast) > 12 ? 2 : 1) +
           "</svg>\n";
}

std::string monthly_chart(const Forecast& forecast) {
    const Window& window = forecast.window;
    const Frame frame{90, 590, 136, 505, 0, shown_years(forecast) * days_per_year, 1};
    std::vector<double> days;
    for (int month = 0; month < int(window.inside.size()); ++month)
        days.push_back(days_between(forecast.day0, forecast.month_date(month)));
    if (days.empty()) return "";

    std::string svg = open_svg(600, 565, "Probability by month");
    svg += box(frame.left, 14, frame.left + 40, 34, middle) +
           text(frame.left + 52, 33, "start", "inside the window");
    svg += line(frame.left, 64, frame.left + 40, 64, ink, 4, "16 8") +
           text(frame.left + 52, 73, "start", "light enough to add ink");
    svg += line(frame.left, 104, frame.left + 40, 104, ink, 4, "4 7") +
           text(frame.left + 52, 113, "start", "looks patchy");
    svg += percent_axis(frame, .25);
    const std::vector<double> nothing(days.size(), 0.);
    std::string curves = band(frame, days, nothing, window.inside, middle);
    if (window.best.month) {
        const double at = frame.x(days_between(forecast.day0, forecast.month_date(*window.best.month)));
        curves += line(at, frame.upper, at, frame.lower, strong, 3);
    }
    curves += curve(frame, days, window.earliest_passed, ink, 4, "16 8") +
              curve(frame, days, window.latest_passed, ink, 4, "4 7");
    svg += clipped(frame, "months", curves);
    return svg +
           calendar(frame, forecast.day0, frame.lower + 42,
                    shown_years(forecast) > 12  ? 4
                    : shown_years(forecast) > 4 ? 2
                                                : 1) +
           "</svg>\n";
}

}  // namespace fadecast::report
