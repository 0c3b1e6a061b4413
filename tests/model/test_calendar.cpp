// The calendar file: RFC 5545 to the letter, the same events when a client is planned again.

#include "report/calendar.hpp"

#include "report/blocks.hpp"
#include "support/sample_forecast.hpp"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

using namespace fadecast;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t end = text.find("\r\n", from);
        if (end == std::string::npos) break;
        lines.push_back(text.substr(from, end - from));
        from = end + 2;
    }
    return lines;
}

std::vector<std::string> values_of(const std::string& calendar, const std::string& property) {
    std::vector<std::string> values;
    for (const std::string& line : lines_of(calendar))
        if (line.starts_with(property)) values.push_back(line.substr(property.size()));
    return values;
}

}  // namespace

TEST(Calendar, FoldsAtSeventyFiveOctetsAndNeverWithinALetter) {
    EXPECT_EQ(report::folded_line(std::string(75, 'x')), std::string(75, 'x') + "\r\n");
    EXPECT_EQ(report::folded_line(std::string(150, 'x')),
              std::string(75, 'x') + "\r\n " + std::string(74, 'x') + "\r\n x\r\n");
    EXPECT_EQ(report::folded_line(std::string(74, 'x') + "ë"), std::string(74, 'x') + "\r\n ë\r\n");
}

TEST(Calendar, EscapesWhatMeansSomethingInAValue) {  // RFC 5545, section 3.3.11
    EXPECT_EQ(report::calendar_text("a,b;c\\d\ne\rf:"), "a\\,b\\;c\\\\d\\nef:");
}

TEST(Calendar, KeepsItsLinesWithinTheirLengthAndItsEventsWithinWhatClientsSay) {
    Forecast forecast = sample::forecast();
    sample::advise(forecast);
    forecast.inputs.id = "Zoë\r\nEND:VCALENDAR";
    const std::string calendar = report::calendar_ics(forecast);
    const auto lines = lines_of(calendar);
    for (const std::string& line : lines) {
        EXPECT_LE(line.size(), 75u) << line;
        EXPECT_EQ(line.find_first_of("\r\n"), std::string::npos) << line;
    }
    EXPECT_EQ(lines.front(), "BEGIN:VCALENDAR");
    EXPECT_EQ(values_of(calendar, "END:VCALENDAR").size(), 1u);
}

TEST(Calendar, HasTheWindowTheBestMonthAndEachStepOnDaysOfTheirOwn) {
    Forecast forecast = sample::forecast();  // day 0 is 30 March 2026; months 22, 35, 56
    const std::string calendar = report::calendar_ics(forecast);
    EXPECT_EQ(values_of(calendar, "DTSTART;VALUE=DATE:"),
              (std::vector<std::string>{"20280130", "20290228", "20260511", "20270330", "20280130"}));
    EXPECT_EQ(values_of(calendar, "DTEND;VALUE=DATE:"),
              (std::vector<std::string>{"20301130", "20290330", "20260526", "20270501", "20280131"}));
    EXPECT_EQ(values_of(calendar, "DTSTAMP:"), std::vector<std::string>(5, "20260330T000000Z"));
    EXPECT_NE(calendar.find("not a guarantee"), std::string::npos);
}

TEST(Calendar, HasNoWindowWhereThereIsNone) {
    Forecast forecast = sample::forecast();
    forecast.window.earliest = forecast.window.best = forecast.window.latest = {};
    EXPECT_EQ(values_of(report::calendar_ics(forecast), "BEGIN:VEVENT").size(), 2u);  // photo and check
}

TEST(Calendar, MovesItsEventsWhenTheClientIsPlannedAgain) {
    Forecast first = sample::forecast(), later = first;
    later.inputs.as_of = first.day0 + std::chrono::days{50};
    later.inputs.observations = {{later.inputs.as_of, ObservationKind::contrast, .9, .08, {}, {}, {}, ""}};
    EXPECT_EQ(values_of(report::calendar_ics(first), "UID:"), values_of(report::calendar_ics(later), "UID:"));
    Forecast other = first;
    other.inputs.id = "someone else";
    EXPECT_NE(values_of(report::calendar_ics(first), "UID:"), values_of(report::calendar_ics(other), "UID:"));
}
