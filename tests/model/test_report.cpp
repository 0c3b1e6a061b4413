// The page: complete in itself, safe against what a client file says, small, on one sheet.

#include "report/blocks.hpp"
#include "report/charts.hpp"
#include "report/html.hpp"
#include "report/words.hpp"
#include "support/sample_forecast.hpp"

#include <fmt/format.h>
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
          "case " + output::case_hash(forecast.inputs) + ", seed 1",
          fmt::format("plan version {} (fadecast 9.8.7)", output::plan_format_version),
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
    forecast.inputs.assumed = {attack};
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
    for (auto& column : page.columns)
        for (report::Block& block : column)
            for (report::Words& words : block.words)
                if (!words.parts.empty()) words.most_lines = 1;
    report::fit_lists(page);
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
    EXPECT_LT(steps().find("May 2026"), steps().find("Oct 2026: From Oct"));
    EXPECT_LT(steps().find("Oct 2026: From Oct"), steps().find("Mar 2027: Check"));
    forecast.window.earliest.month = 22;
    EXPECT_LT(steps().find("Mar 2027: Check"), steps().find("Jan 2028: From Jan"));
    // New ink is possible long before it is time to decide, in the best month.
    EXPECT_LT(steps().find("Jan 2028: From Jan"), steps().find("Feb 2029: Look together"));
    EXPECT_NE(steps().find("for half of the clients like this one"), std::string::npos);
}

TEST(Report, AsksForTheBestReadingThatComesBeforeTheDecisionAndThatAClientCanTake) {
    Forecast forecast = sample::forecast();
    const auto reading = [&](int month, ObservationKind kind, double narrowing) {
        return NextObservation{forecast.month_date(month), kind, .1, narrowing};
    };
    forecast.next_observations = {
        reading(60, ObservationKind::grade, .5), reading(18, ObservationKind::contrast, .4),
        reading(18, ObservationKind::colour, .3), reading(12, ObservationKind::grade, .2)};
    const auto steps = [&] { return text_of(report::step_block(forecast)); };
    EXPECT_EQ(count(steps(), "Next reading"), 1u);
    EXPECT_NE(steps().find("Sep 2027: Next reading: a colour"), std::string::npos) << steps();
    EXPECT_EQ(report::next_review(forecast), forecast.month_date(12));
    forecast.inputs.observations = {
        {forecast.day0 + std::chrono::days{56}, ObservationKind::contrast, .9, .08, {}, {}, {}, ""}};
    EXPECT_NE(steps().find("Next reading: the contrast"), std::string::npos);
    forecast.next_observations = {reading(18, ObservationKind::grade, 0)};  // tells nothing
    EXPECT_EQ(count(steps(), "Next reading"), 0u);
}

TEST(Report, MakesOneVisitOfTwoThatLieCloseTogether) {
    Forecast forecast = sample::forecast();
    forecast.window.earliest.month = 13;
    forecast.window.best.month = 14;
    EXPECT_EQ(report::next_steps(forecast).size(), 2u);
    forecast.next_observations = {
        {add_months(forecast.day0, 13), ObservationKind::grade, .15, .2}};  // a month before that visit
    const auto steps = report::next_steps(forecast);
    ASSERT_EQ(steps.size(), 2u);
    EXPECT_EQ(steps[1].key, "decide");
    EXPECT_EQ(steps[1].when, "May 2027");
    for (const char* words : {"photograph again", "new ink is possible", "decide whether"})
        EXPECT_EQ(count(steps[1].what, words), 1u) << words;
    EXPECT_EQ(count(steps[1].what, "a grade from 0 to 4"), 1u);
    EXPECT_EQ(count(steps[1].what, "by 20 %"), 1u);
}

TEST(Report, LeavesOutStepsThatHavePassed) {
    Forecast forecast = sample::forecast();
    forecast.inputs.as_of = forecast.month_date(30);
    auto steps = report::next_steps(forecast);
    ASSERT_EQ(steps.size(), 1u);
    EXPECT_EQ(steps[0].when, "Feb 2029");  // the best month
    forecast.inputs.as_of = forecast.month_date(40);
    steps = report::next_steps(forecast);
    ASSERT_EQ(steps.size(), 1u);
    EXPECT_EQ(steps[0].when, "Jul 2029");  // which has passed, so now
    forecast.inputs.as_of = forecast.month_date(30);
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
    EXPECT_NE(
        text_of(block).find(report::unbroken(
            "the fewest visits that keep it in tolerance with 80 % in every month, each as late as that "
            "allows. That no fewer do is proven only while paling, not widening, ends the window. Hair and "
            "realism are not counted. 2 h a visit assumed.")),
        std::string::npos)
        << text_of(block);
    forecast.inputs.touch_up.visit_hour = 3;
    EXPECT_EQ(count(text_of(report::effort_block(forecast)), "a visit assumed"), 0u);
    forecast.visits.kept = false;
    EXPECT_NE(text_of(report::effort_block(forecast)).find("No plan keeps it"), std::string::npos);
    for (VisitPolicy& policy : forecast.visits.policies) policy.price.reset();
    EXPECT_EQ(report::effort_block(forecast).table.head.size(), 5u);
    forecast.visits.policies.clear();
    forecast.visits.notes = {"No schedule is made."};
    EXPECT_NE(text_of(report::effort_block(forecast)).find("No schedule is made."), std::string::npos);
}

TEST(Report, SaysHowFarReadingsAreTrusted) {
    Forecast forecast = advised();
    const auto words = [&] { return text_of(report::confidence_block(forecast)); };
    EXPECT_NE(words().find("3 readings (1 contrast, 1 grade, 1 colour); they leave 27 of 64"),
              std::string::npos);
    EXPECT_EQ(words().find("Hardly any"), std::string::npos);
    EXPECT_EQ(words().find("do not agree"), std::string::npos);
    forecast.weights.misfit = 2.3;
    EXPECT_NE(words().find("do not agree with each other; look at them again"), std::string::npos);
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
        report::joined(report::entered_words(client), "; "),
        "3 sessions, 2 Mar 2026 to 30 Mar 2026; carbon black; dilution 30:1 / 25:1 / 25:1; shade 1 / 1 "
        "/ 1.1; needle 0603RL; depth setting 1.2 mm; 40 % of session 3 over old dots; skin type III; "
        "oily scalp; Berlin; 8 h a week outdoors in summer; hat 30 % of the time; from plan office: 8 h "
        "a week outdoors in winter, sunscreen 10 % of the time");
}

TEST(Report, SaysWhatWasMeasuredOfTheClientApartFromWhatIsKnownOfOthers) {
    Forecast forecast = sample::forecast();
    const auto words = [&] { return text_of(report::confidence_block(forecast)); };
    EXPECT_EQ(count(words(), "Measured of you"), 0u);  // a skin type is no measurement
    EXPECT_EQ(count(words(), "\nFrom studies: "), 1u);
    forecast.inputs.skin.ita_deg = 31;
    forecast.inputs.fixed[Parameter::slow_clearance] = .05;
    forecast.inputs.observations = advised().inputs.observations;
    EXPECT_NE(words().find("\nMeasured of you: skin ITA 31°; slow clearance 0.05"), std::string::npos)
        << words();
    EXPECT_NE(words().find("readings: 1 contrast, 1 grade, 1 colour\n"), std::string::npos) << words();
}

TEST(Report, ShowsTheLastPictureThereIsWhereThePlanIsLater) {
    Forecast forecast = sample::forecast();
    forecast.scalps.fill(sample::scalp({0, 7, 42, 365, 1096, 1826, 2922}));
    forecast.inputs.as_of = forecast.month_date(110);
    const report::Page page = page_of(forecast);
    ASSERT_EQ(page.moments.size(), 1u);
    EXPECT_EQ(page.moments[0].caption, "the last picture");
    EXPECT_EQ(page.moments[0].month, "Mar 2034");
    EXPECT_NE(page.pictures.note.find("end 8 years after the last session"), std::string::npos);
    EXPECT_EQ(page_of(advised()).pictures.note.find("end 8 years"), std::string::npos);
}

TEST(Report, GivesListsTheFreeHeightAndPointsToWhereTheRestIs) {
    const auto entered = [](const report::Page& page) {
        for (const auto& column : page.columns)
            for (const report::Block& block : column)
                for (const report::Words& words : block.words)
                    if (words.label == "Entered") return words;
        return report::Words{};
    };
    Forecast forecast = advised();
    for (Session& session : forecast.inputs.sessions) session.needle = "a needle with a long name";
    for (int i = 0; i < 8; ++i) forecast.inputs.lasers.push_back(forecast.day0 - std::chrono::days{40 + i});
    report::Page page = short_page_of(forecast);  // without pictures there is room
    EXPECT_GT(entered(page).most_lines, 4);
    EXPECT_EQ(count(entered(page).text, "plan.json"), 0u);
    for (int i = 0; i < 200; ++i) forecast.inputs.lasers.push_back(forecast.day0 - std::chrono::days{90 + i});
    page = short_page_of(forecast);
    EXPECT_EQ(count(entered(page).text, "more in plan.json"), 1u);
    EXPECT_LE(report::set_height_mm(page), report::Page::height_mm);
}

TEST(Report, SaysHowManyVisitsLieBeyondItsChart) {
    Forecast forecast = advised();
    EXPECT_EQ(count(report::course_chart(forecast).svg, "3, 2 shown"), 1u);  // of ten years
    forecast.visits.policies[0].months = {33, 88};
    EXPECT_EQ(count(report::course_chart(forecast).svg, "shown"), 0u);
}

TEST(Report, DrawsNoChangeThatMovesNothing) {
    Forecast forecast = advised();
    const double six = report::change_chart(forecast).height_mm;
    forecast.what_ifs[2].month = .2;
    forecast.what_ifs[2].p80 = {-.4, .5};
    EXPECT_LT(report::change_chart(forecast).height_mm, six);
    EXPECT_EQ(count(report::change_chart(forecast).svg, forecast.what_ifs[2].words), 0u);
    forecast.what_ifs = {forecast.what_ifs[2]};
    EXPECT_EQ(report::change_block(forecast).title, "");
}

TEST(Report, SaysThatZonesMayLastLongerThanALevelScalp) {
    Forecast forecast = advised();
    EXPECT_NE(report::zone_words(forecast).text.find("a level scalp in full sun"), std::string::npos);
    forecast.inputs.zone = Zone::crown;  // whose light is counted
    EXPECT_EQ(report::zone_words(forecast).text.find("level scalp"), std::string::npos);
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
