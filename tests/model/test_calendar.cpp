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

TEST(Calendar, GivesANamedMonthAllOfItsDays) {
    Forecast forecast = sample::forecast();  // day 0 is 30 March 2026; months 22, 35, 56
    const std::string calendar = report::calendar_ics(forecast);
    EXPECT_EQ(
        values_of(calendar, "DTSTART;VALUE=DATE:"),
        (std::vector<std::string>{"20280101", "20290201", "20260511", "20270301", "20280101", "20290201"}));
    EXPECT_EQ(
        values_of(calendar, "DTEND;VALUE=DATE:"),
        (std::vector<std::string>{"20301101", "20290301", "20260526", "20270401", "20280201", "20290301"}));
    EXPECT_EQ(values_of(calendar, "DTSTAMP:"), std::vector<std::string>(6, "20260330T000000Z"));
    EXPECT_NE(calendar.find("not a guarantee"), std::string::npos);
}

TEST(Calendar, HasNoWindowWhereThereIsNone) {
    Forecast forecast = sample::forecast();
    forecast.window.earliest = forecast.window.best = forecast.window.latest = {};
    EXPECT_EQ(values_of(report::calendar_ics(forecast), "BEGIN:VEVENT").size(), 2u);  // photo and check
}

TEST(Calendar, LeavesOutWhatIsPastAndBeginsNoEventBeforeThePlan) {
    Forecast forecast = sample::forecast();
    forecast.inputs.as_of = forecast.month_date(30);  // 30 September 2028, within the window
    std::string calendar = report::calendar_ics(forecast);
    EXPECT_EQ(values_of(calendar, "DTSTART;VALUE=DATE:"),
              (std::vector<std::string>{"20280930", "20290201", "20290201"}));  // window, best, decision
    forecast.inputs.as_of = forecast.month_date(60);                            // the window ended at 56
    calendar = report::calendar_ics(forecast);
    EXPECT_EQ(values_of(calendar, "DTSTART;VALUE=DATE:"), std::vector<std::string>{"20310330"});
    EXPECT_EQ(values_of(calendar, "DTEND;VALUE=DATE:"), std::vector<std::string>{"20310401"});
    EXPECT_EQ(values_of(calendar, "SUMMARY:")[0].find("Decide on the touch-up"), 0u);
    forecast.window.earliest = forecast.window.best = forecast.window.latest = {};
    calendar = report::calendar_ics(forecast);  // a calendar has an event at least
    EXPECT_EQ(values_of(calendar, "SUMMARY:").size(), 1u);
    EXPECT_EQ(values_of(calendar, "DTSTART;VALUE=DATE:"), std::vector<std::string>{"20320301"});
}

TEST(Calendar, MovesItsEventsWhenTheClientIsPlannedAgain) {
    Forecast first = sample::forecast(), later = first;
    Case& client = later.inputs;
    client.as_of = first.day0 + std::chrono::days{50};
    client.observations = {{client.as_of, ObservationKind::contrast, .9, .08, {}, {}, {}, ""}};
    client.record["notes"] = "allergic to nickel";
    client.forecast.members = 512;
    client.forecast.seed = 7;
    client.touch_up.price = 300;
    client.skin.fitzpatrick = 2;
    EXPECT_EQ(values_of(report::calendar_ics(first), "UID:"), values_of(report::calendar_ics(later), "UID:"));
    Forecast other = first, redone = first;
    other.inputs.id = "someone else";
    EXPECT_NE(values_of(report::calendar_ics(first), "UID:"), values_of(report::calendar_ics(other), "UID:"));
    redone.day0 += std::chrono::days{400};
    EXPECT_NE(values_of(report::calendar_ics(first), "UID:"),
              values_of(report::calendar_ics(redone), "UID:"));
}
