// Events in the order of RFC 5545; what a client file says is escaped.

#include "report/calendar.hpp"

#include "config/fnv1a.hpp"
#include "output/documents.hpp"
#include "report/blocks.hpp"
#include "report/html.hpp"
#include "report/strings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fadecast::report {
namespace {

std::string compact(Date date) {
    std::string text = iso_date(date);
    std::erase(text, '-');
    return text;
}

struct Event {
    std::string key, summary, description;
    Date from, end;  ///< end: the first day after it
};

Date first_of_month(Date date) {
    return date - (std::chrono::year_month_day{date}.day() - std::chrono::day{1});
}

// Hangs on whose event it is and what it is: nothing that a later plan may change.
std::string name_of(const Event& event, const Forecast& forecast) {
    return fnv1a_text(fmt::format("{}\n{}\n{}", forecast.inputs.id, iso_date(forecast.day0), event.key)) +
           "@fadecast";
}

std::string event_lines(const Event& event, const Forecast& forecast) {
    const Date as_of = forecast.inputs.as_of;
    std::string lines;
    for (const std::string& line :
         {std::string("BEGIN:VEVENT"), "UID:" + name_of(event, forecast),
          fmt::format("DTSTAMP:{}T000000Z", compact(as_of)),
          fmt::format("DTSTART;VALUE=DATE:{}", compact(std::max(event.from, as_of))),
          fmt::format("DTEND;VALUE=DATE:{}", compact(event.end)), "SUMMARY:" + calendar_text(event.summary),
          "DESCRIPTION:" + calendar_text(event.description), std::string("TRANSP:TRANSPARENT"),
          std::string("END:VEVENT")})
        lines += folded_line(line);
    return lines;
}

}  // namespace

std::string folded_line(const std::string& content) {
    constexpr std::size_t most = 75;  // octets with the space that begins a continued line, without CRLF
    std::string lines, line;
    for (std::size_t at = 0; at < content.size();) {
        std::size_t letter = 1;  // octets
        while (at + letter < content.size() && (std::uint8_t(content[at + letter]) & 0xC0) == 0x80) ++letter;
        if (line.size() + letter > most) {
            lines += line + "\r\n";
            line = " ";
        }
        line += content.substr(at, letter);
        at += letter;
    }
    return lines + line + "\r\n";
}

std::string calendar_text(const std::string& text) {
    std::string safe;
    for (const char letter : text) {
        if (letter == '\n')
            safe += "\\n";
        else if (std::uint8_t(letter) < ' ')
            continue;  // other control characters are not allowed
        else if (letter == '\\' || letter == ';' || letter == ',')
            safe += {'\\', letter};
        else
            safe += letter;
    }
    return safe;
}

std::string calendar_ics(const Forecast& forecast) {
    const Case& client = forecast.inputs;
    const std::string id = shortened(client.id, 40);
    const auto first_of = [&](int month) { return first_of_month(forecast.month_date(month)); };
    const std::string note = fmt::format("{}\n{}", window_sentence(forecast), output::simulated_note);

    std::vector<Event> events;
    const Window& window = forecast.window;
    if (const auto& earliest = window.earliest.month, &latest = window.latest.month;
        earliest && latest && *earliest < *latest)
        events.push_back(
            {"window", fmt::format(say::calendar_window, id), note, first_of(*earliest), first_of(*latest)});
    if (const auto& best = window.best.month)
        events.push_back({"best", fmt::format(say::calendar_best, id), note, first_of(*best),
                          add_months(first_of(*best), 1)});
    for (const Step& step : next_steps(forecast))
        events.push_back({step.key, fmt::format(say::calendar_step, step.name, id),
                          fmt::format("{}\n{}", step.what, output::simulated_note), step.from,
                          step.to + std::chrono::days{1}});

    std::string calendar =
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//fadecast//touch-up plan//EN\r\n"
        "CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n";
    for (const Event& event : events)
        if (event.end > client.as_of) calendar += event_lines(event, forecast);
    return calendar + "END:VCALENDAR\r\n";
}

}  // namespace fadecast::report
