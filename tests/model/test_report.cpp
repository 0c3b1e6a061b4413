// The page: complete in itself, safe against what a client file says, small, on one sheet.

#include "report/blocks.hpp"
#include "report/charts.hpp"
#include "report/html.hpp"
#include "report/words.hpp"
#include "support/sample_forecast.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

using namespace fadecast;

namespace {

const Provenance provenance{"9.8.7", {"fadecast"}};

report::Page page_of(const Forecast& forecast) {
    return report::page_of(forecast, provenance, Backend::cpu());
}

// Without pictures, short enough to search.
report::Page short_page_of(Forecast forecast) {
    forecast.scalps = {};
    return page_of(forecast);
}

Forecast advised() {
    Forecast forecast = sample::forecast();
    sample::advise(forecast);
    return forecast;
}

std::size_t count(const std::string& text, const std::string& word) {
    std::size_t times = 0;
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++times;
    return times;
}

// Labels and texts of a block, a line each.
std::string text_of(const report::Block& block) {
    std::string text = block.title + "\n" + block.note + "\n";
    for (const report::Words& words : block.words) text += words.label + ": " + words.text + "\n";
    return text;
}

// As long as anything may get.
Forecast crowded() {
    Forecast forecast = advised();
    const std::string longer = " and some more words that nobody has room for on one sheet of paper";
    Case& client = forecast.inputs;
    client.id += longer + longer;
    for (Session& session : client.sessions) session.needle = session.pigment.name = longer;
    client.assumed.assign(20, "Something was not entered" + longer + ".");
    client.model_error_factor = 1.5;
    client.as_of = add_months(forecast.day0, 1);
    forecast.weights.trust = .4;
    forecast.failed = {1, 2};
    for (WhatIf& change : forecast.what_ifs) change.words += longer;
    for (int i = 0; i < 4; ++i) forecast.visits.notes.push_back(longer);
    VisitPolicy& chosen = forecast.visits.policies.front();
    chosen.months.clear();
    for (int year = 1; year < 15; ++year) chosen.months.push_back(12 * year);
    chosen.strength.assign(chosen.months.size(), .75);
    return forecast;
}

}  // namespace

TEST(Report, EscapesWhatMeansSomethingInHtml) {
    EXPECT_EQ(report::escape("<a href=\"x\">'&'"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;");
}

TEST(Report, EncodesBase64AsPublished) {  // RFC 4648, section 10
    EXPECT_EQ(report::base64(""), "");
    EXPECT_EQ(report::base64("f"), "Zg==");
    EXPECT_EQ(report::base64("fo"), "Zm8=");
    EXPECT_EQ(report::base64("foo"), "Zm9v");
    EXPECT_EQ(report::base64("foobar"), "Zm9vYmFy");
    EXPECT_EQ(report::base64("\xff\xfe"), "//4=");
}

TEST(Report, ShortensBetweenLetters) {
    EXPECT_EQ(report::shortened("short", 5), "short");
    EXPECT_EQ(report::shortened("Zoë and others", 3), "Zo…");  // the third byte lies within the ë
}

TEST(Report, NeverBreaksALineWithinADateOrBeforeAPercentSign) {
    EXPECT_EQ(report::unbroken("not before Aug 2027, suits 56 % of 10 clients"),
              "not before Aug\u00a02027, suits 56\u00a0% of 10 clients");
    EXPECT_EQ(report::unbroken(""), "");
    EXPECT_EQ(report::unbroken(" 20"), " 20");
}

TEST(Report, SaysTheAnswerTheSeedAndThatItIsSimulated) {
    const Forecast forecast = advised();
    const std::string html = report::page_html(short_page_of(forecast));
    for (const std::string& words :
         {report::escape(report::unbroken(window_sentence(forecast))),
          "case " + output::case_hash(forecast.inputs) + " seed 1", std::string("fadecast 9.8.7"),
          std::string("simulated; not a guarantee; not medical advice"), std::string("sample-07"),
          report::unbroken("next review Sep 2027"),  // 18 months after March 2026
          report::unbroken("hairline Jan 2028 – Nov 2030"), report::unbroken("crown Jul 2028 – May 2031")})
        EXPECT_GE(count(html, words), 1u) << words;
}

TEST(Report, StandsAloneAndMayBeMailed) {
    const report::Page page = page_of(advised());
    const std::string html = report::page_html(page);
    EXPECT_EQ(count(html, "<script"), 0u);
    EXPECT_EQ(count(html, "<link"), 0u);
    EXPECT_EQ(count(html, "http") - count(html, "http://www.w3.org/2000/svg"), 0u);  // a name, not fetched
    EXPECT_EQ(count(html, "data:image/png;base64,"), 12u);  // four times, three members
    for (const std::string& bytes : {html, report::page_pdf(page, report::a4)})
        EXPECT_LT(bytes.size(), 1'000'000u);  // promised
}

TEST(Report, AvoidsTheWordThatMeansSoftBlendingToItsReaders) {
    std::string html = report::page_html(short_page_of(advised()));
    std::transform(html.begin(), html.end(), html.begin(),
                   [](unsigned char letter) { return std::tolower(letter); });
    EXPECT_EQ(count(html, "diffusion"), 0u);
}

TEST(Report, DoesNotRunWhatAClientFileSays) {
    Forecast forecast = advised();
    const std::string attack = "<img src=x onerror=alert(1)>";
    forecast.inputs.id = forecast.inputs.touch_up.currency = attack;
    forecast.inputs.assumed = forecast.visits.notes = {attack};
    forecast.inputs.sessions[0].pigment.name = forecast.what_ifs[0].words = attack;
    const std::string html = report::page_html(short_page_of(forecast));
    EXPECT_EQ(count(html, "<img src"), 0u);
    EXPECT_GE(count(html, "&lt;img src"), 4u);
}

TEST(Report, ClosesEveryElement) {
    const std::string html = report::page_html(short_page_of(advised()));
    std::vector<std::string> open;
    for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
        const bool closing = html[at + 1] == '/';
        const std::size_t from = at + 1 + closing, end = html.find('>', at);
        const std::string name = html.substr(from, html.find_first_of(" />\n", from) - from);
        if (name == "!DOCTYPE" || name == "meta" || name == "img" || html[end - 1] == '/') continue;
        if (!closing) {
            open.push_back(name);
            continue;
        }
        ASSERT_FALSE(open.empty());
        EXPECT_EQ(open.back(), name);
        open.pop_back();
    }
    EXPECT_TRUE(open.empty());
}

TEST(Report, FitsOneSheetHoweverMuchWasEntered) {
    EXPECT_LE(report::set_height_mm(page_of(advised())), report::Page::height_mm);
    report::Page page = page_of(crowded());
    page.answer.text += ", " + page.answer.text + ", " + page.answer.text;
    EXPECT_LE(report::set_height_mm(page), report::Page::height_mm);
}

TEST(Report, IsOnePageOfPdfWithTheDateOfThePlanAndTheSameBytesTwice) {
    const report::Page page = page_of(crowded());
    for (const report::Sheet sheet : {report::a4, report::letter}) {
        const std::string pdf = report::page_pdf(page, sheet);
        EXPECT_EQ(pdf.substr(0, 5), "%PDF-");
        EXPECT_EQ(count(pdf, "/Type /Page "), 1u);
        EXPECT_EQ(count(pdf, "/CreationDate (20260430000000"), 1u);
        EXPECT_TRUE(pdf == report::page_pdf(page, sheet));
    }
}

TEST(Report, LeavesOutAdviceThatThereIsNot) {
    const report::Page page = short_page_of(sample::forecast());
    EXPECT_EQ(page.zones.text, "");
    ASSERT_EQ(page.columns[0].size(), 2u);  // what stood at the right
    EXPECT_EQ(page.columns[0][0].title, "Next steps");
    for (const auto& column : page.columns)
        for (const report::Block& block : column) {
            EXPECT_NE(block.title, "Expected effort");
            EXPECT_NE(block.title, "What shortens or lengthens it");
        }
    EXPECT_EQ(count(page.course.chart.svg, "planned visits"), 0u);
    EXPECT_EQ(count(page.course.chart.svg, "its error"), 0u);
    EXPECT_NE(text_of(report::confidence_block(sample::forecast())).find("Nothing yet: all 64"),
              std::string::npos);
}

TEST(Report, DrawsAWindowThatReachesPastTheHorizon) {
    Forecast forecast = advised();
    forecast.window.earliest = forecast.window.best = forecast.window.latest = {};
    const std::string chart = report::course_chart(forecast).svg;
    EXPECT_EQ(count(chart, "past the horizon"), 2u);
    EXPECT_EQ(count(chart, "no good month"), 1u);
    EXPECT_EQ(count(chart, "nan"), 0u);
    EXPECT_EQ(count(text_of(report::step_block(forecast)), "decide whether"), 0u);
    EXPECT_EQ(page_of(forecast).moments.size(), 4u);  // now, in 1, 3 and 5 years
}

TEST(Report, ShowsMoreYearsForALateWindowWithinTheHorizon) {
    Forecast forecast = sample::forecast();
    forecast.inputs.forecast.horizon_year = 20;
    EXPECT_EQ(report::shown_years(forecast), 10);
    forecast.window.latest.month = 150;
    EXPECT_EQ(report::shown_years(forecast), 20);
    forecast.inputs.forecast.horizon_year = 15;
    EXPECT_EQ(report::shown_years(forecast), 15);
}

TEST(Report, ShowsNowTheBeginningAndWhatWaitingCosts) {
    const report::Page page = page_of(advised());  // as of May 2027
    std::vector<std::string> months;
    for (const report::Moment& moment : page.moments) {
        months.push_back(moment.month);
        EXPECT_EQ(moment.middle.width, moment.middle.height);
        EXPECT_LT(moment.fast.width, moment.middle.width);
        EXPECT_EQ(moment.fast.rgb.size(), moment.slow.rgb.size());
    }
    EXPECT_EQ(months, (std::vector<std::string>{"May 2027", "Jan 2028", "May 2028", "Feb 2031"}));
}

TEST(Report, ListsTheNextStepsByDate) {
    Forecast forecast = sample::forecast();
    const auto steps = [&] { return text_of(report::step_block(forecast)); };
    forecast.window.earliest.month = 7;  // October 2026, before the yearly visit of March 2027
    EXPECT_LT(steps().find("May 2026"), steps().find("Oct 2026"));
    EXPECT_LT(steps().find("Oct 2026"), steps().find("Mar 2027"));
    forecast.window.earliest.month = 22;
    EXPECT_LT(steps().find("Mar 2027"), steps().find("Jan 2028"));
}

TEST(Report, MakesOneVisitOfTwoThatLieCloseTogether) {
    Forecast forecast = sample::forecast();
    forecast.window.earliest.month = 13;
    EXPECT_EQ(report::next_steps(forecast).size(), 2u);
    forecast.next_observations = {
        {add_months(forecast.day0, 12), ObservationKind::grade, .15, .2}};  // a month before that visit
    const auto steps = report::next_steps(forecast);
    ASSERT_EQ(steps.size(), 2u);
    EXPECT_EQ(count(steps[1].what, "a grade from 0 to 4"), 1u);
    EXPECT_EQ(count(steps[1].what, "by 20 %"), 1u);
}

TEST(Report, LeavesOutStepsThatHavePassed) {
    Forecast forecast = sample::forecast();
    forecast.inputs.as_of = forecast.month_date(30);
    const auto steps = report::next_steps(forecast);
    ASSERT_EQ(steps.size(), 1u);
    EXPECT_EQ(steps[0].when, "Sep 2028");                               // light enough since January, so now
    EXPECT_EQ(report::next_review(forecast), forecast.month_date(36));  // the next full year
    forecast.next_observations = {{forecast.month_date(50), ObservationKind::grade, .15, .2}};
    EXPECT_EQ(report::next_review(forecast), forecast.month_date(36));
    forecast.next_observations[0].date = forecast.month_date(32);
    EXPECT_EQ(report::next_review(forecast), forecast.month_date(32));
}

TEST(Report, SaysWhatEndsTheWindowTheStrongestFirst) {
    const std::string words = text_of(report::sooner_block(advised()));
    EXPECT_NE(words.find(report::unbroken("too pale 62 %; greying 17 %; hair loss 10 %; looks made 7 %; "
                                          "dots too wide 4 %")),
              std::string::npos)
        << words;
}

TEST(Report, SetsTheScheduleAgainstFixedIntervals) {
    Forecast forecast = advised();
    const report::Block block = report::effort_block(forecast);
    ASSERT_EQ(block.table.rows.size(), 7u);
    EXPECT_EQ(block.table.head.back(), "cost, EUR");
    EXPECT_EQ(block.table.rows[0], (std::vector<std::string>{"fewest", "3", "2 %", "21 %", "6", "750"}));
    EXPECT_NE(text_of(block).find(report::unbroken("Dec 2028, 80 % ink; Jul 2033, 70 % ink")),
              std::string::npos);
    forecast.visits.kept = false;
    EXPECT_NE(text_of(report::effort_block(forecast)).find("No plan keeps it"), std::string::npos);
    for (VisitPolicy& policy : forecast.visits.policies) policy.price.reset();
    EXPECT_EQ(report::effort_block(forecast).table.head.size(), 5u);
}

TEST(Report, SaysHowFarReadingsAreTrusted) {
    Forecast forecast = advised();
    const auto words = [&] { return text_of(report::confidence_block(forecast)); };
    EXPECT_NE(words().find("3 readings (1 contrast, 1 grade, 1 colour); they leave 27 of 64"),
              std::string::npos);
    EXPECT_EQ(words().find("Hardly any"), std::string::npos);
    forecast.weights.trust = .42;
    EXPECT_NE(words().find(report::unbroken("count by 42 % only")), std::string::npos);
    forecast.inputs.model_error_factor = 1.5;
    EXPECT_NE(words().find("1.5-fold"), std::string::npos);
    EXPECT_NE(words().find("None supports it so far. Not a guarantee; not medical advice."),
              std::string::npos);
}

TEST(Report, SaysWhatWasEnteredInThePractitionersWordsAndMarksThePlan) {
    Forecast forecast = sample::forecast();
    Case& client = forecast.inputs;
    client.sessions[0].water_per_pigment = 30;
    for (Session& session : client.sessions) session.needle = "0603RL", session.stated_depth_mm = 1.2;
    client.sessions[2].shade = 1.1;
    client.record["city"] = "Berlin";
    client.sun.plan = "office";
    client.sun.sunscreen_share = .1;
    client.sun.outdoor_summer_h_per_week = client.sun.outdoor_winter_h_per_week = 8;
    client.sun.from_plan = {"sunscreen", "outdoor_winter"};
    // Punctures .3 .4 .3, 40 % of the last onto the .7 old dots.
    const double places[] = {.3 / .88, .4 / .88, .18 / .88};
    for (int i = 0; i < 3; ++i) client.sessions[i].density_share = places[i];
    client.sessions[2].again_share = .12 / .7;
    EXPECT_EQ(
        report::entered_words(client),
        "3 sessions, 2 Mar 2026 to 30 Mar 2026; carbon black; dilution 30:1 / 25:1 / 25:1; shade 1 / 1 "
        "/ 1.1; needle 0603RL; depth setting 1.2 mm; 40 % of session 3 over old dots; skin type III; "
        "oily scalp; Berlin; 8 h a week outdoors in summer; hat 30 % of the time; from plan office: 8 h "
        "a week outdoors in winter, sunscreen 10 % of the time");
}

TEST(Report, MarksTheHealingThatRisesAboveTheAxis) {
    Forecast forecast = sample::forecast();
    const auto chart = [&] { return report::course_chart(forecast).svg; };
    EXPECT_EQ(count(chart(), ">healing<"), 0u);
    auto& upper = forecast.series[0].quantiles[5];
    upper[0] = 2.3;
    EXPECT_GE(count(chart(), "healing: up to 230 %"), 1u);
    for (double& value : upper) value = std::min(value, 1.2);
    EXPECT_GE(count(chart(), ">healing<"), 1u);
}

TEST(Report, DrawsReadingsWhoseHeightIsKnownApartFromThoseOfColour) {
    Forecast forecast = advised();
    const auto marks = [&](std::size_t kept) {
        Forecast one = forecast;
        one.inputs.observations = {forecast.inputs.observations[kept]};
        return report::course_chart(one).svg;
    };
    for (const std::size_t known : {0, 1}) {
        EXPECT_EQ(count(marks(known), "seen, ± its error"), 1u);
        EXPECT_EQ(count(marks(known), "height not known"), 0u);
    }
    EXPECT_EQ(count(marks(2), "height not known"), 1u);
    EXPECT_EQ(count(marks(2), "seen, ± its error"), 0u);
    forecast.inputs.observations[0].value = .5;  // lower on the chart
    EXPECT_NE(marks(0), report::course_chart(advised()).svg);
}
