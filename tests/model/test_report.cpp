// The page: complete in itself, safe against what a client file says, small.

#include "report/report.hpp"

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

std::string page_of(const Forecast& forecast) {
    return report::report_html(forecast, {"9.8.7", {"fadecast"}},
                               output::draw_patches(forecast, Backend::cpu()));
}

// The same with pictures of one pixel, short enough to search.
std::string short_page_of(const Forecast& forecast) {
    return report::report_html(forecast, {"9.8.7", {"fadecast"}},
                               {{"patch-day0.png", "day 0", 0, {1, 1, .04, {200, 150, 120}}}});
}

std::size_t count(const std::string& text, const std::string& word) {
    std::size_t times = 0;
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++times;
    return times;
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

TEST(Report, SaysTheAnswerTheSeedAndThatItIsSimulated) {
    const Forecast forecast = sample::forecast();
    const std::string page = page_of(forecast);
    for (const std::string& words :
         {report::escape(report::unbroken(window_sentence(forecast))), std::string("seed 1"),
          std::string("fadecast 9.8.7"), output::case_hash(forecast.inputs),
          std::string("simulated; not a guarantee; not medical advice"),
          std::string("light enough to add ink"), std::string("looks patchy"), std::string("sample-07"),
          std::string("11 May 2026 to 25 May 2026")})  // days 42 and 56 after 30 March 2026
        EXPECT_NE(page.find(words), std::string::npos) << words;
}

TEST(Report, StandsAlone) {
    const std::string page = page_of(sample::forecast());
    EXPECT_EQ(count(page, "<script"), 0u);
    EXPECT_EQ(count(page, "http"), 0u);
    EXPECT_EQ(count(page, "<link"), 0u);
    EXPECT_EQ(count(page, "data:image/png;base64,"), 7u);
    EXPECT_LT(page.size(), 1'000'000u);  // promised: may be mailed
}

TEST(Report, AvoidsTheWordThatMeansSoftBlendingToItsReaders) {
    std::string page = short_page_of(sample::forecast());
    std::transform(page.begin(), page.end(), page.begin(),
                   [](unsigned char letter) { return std::tolower(letter); });
    EXPECT_EQ(count(page, "diffusion"), 0u);
}

TEST(Report, DoesNotRunWhatAClientFileSays) {
    Forecast forecast = sample::forecast();
    const std::string attack = "<img src=x onerror=alert(1)>";
    forecast.inputs.id = attack;
    forecast.inputs.assumed = {attack};
    forecast.inputs.sessions[0].pigment.name = attack;
    EXPECT_EQ(count(page_of(forecast), "<img src=x"), 0u);
    EXPECT_GE(count(page_of(forecast), report::escape(attack)), 3u);
}

TEST(Report, ClosesEveryElement) {
    const std::string page = short_page_of(sample::forecast());
    std::vector<std::string> open;
    for (std::size_t at = page.find('<'); at != std::string::npos; at = page.find('<', at + 1)) {
        const bool closing = page[at + 1] == '/';
        const std::size_t from = at + 1 + closing, end = page.find('>', at);
        const std::string name = page.substr(from, page.find_first_of(" />\n", from) - from);
        if (name == "!DOCTYPE" || name == "meta" || name == "img" || page[end - 1] == '/') continue;
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

TEST(Report, DrawsAWindowThatReachesPastTheHorizon) {
    Forecast forecast = sample::forecast();
    forecast.window.earliest = forecast.window.best = forecast.window.latest = {};
    const std::string chart = report::window_chart(forecast);
    EXPECT_EQ(count(chart, "past the horizon"), 3u);
    EXPECT_EQ(count(chart, "nan"), 0u);
    EXPECT_EQ(count(report::next_steps(forecast), "decide whether"), 0u);
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

TEST(Report, NeverBreaksALineWithinADateOrBeforeAPercentSign) {
    EXPECT_EQ(report::unbroken("not before Aug 2027, suits 56 % of 10 clients"),
              "not before Aug\u00a02027, suits 56\u00a0% of 10 clients");
    EXPECT_EQ(report::unbroken(""), "");
    EXPECT_EQ(report::unbroken(" 20"), " 20");
}

TEST(Report, ListsTheNextStepsByDate) {
    Forecast forecast = sample::forecast();
    const auto steps = [&] { return report::next_steps(forecast); };
    forecast.window.earliest.month = 7;  // October 2026, before the yearly visit of March 2027
    EXPECT_LT(steps().find("May 2026"), steps().find("Oct 2026"));
    EXPECT_LT(steps().find("Oct 2026"), steps().find("Mar 2027"));
    forecast.window.earliest.month = 22;
    EXPECT_LT(steps().find("Mar 2027"), steps().find("Jan 2028"));
}

TEST(Report, MakesOneVisitOfTwoThatLieCloseTogether) {
    Forecast forecast = sample::forecast();
    forecast.window.earliest.month = 13;
    EXPECT_EQ(count(report::next_steps(forecast), "Mar 2027"), 0u);
    EXPECT_EQ(count(report::next_steps(forecast), "Apr 2027"), 1u);
    EXPECT_EQ(count(report::next_steps(forecast), "<dt>"), 3u);
}

TEST(Report, LeavesOutStepsThatHavePassed) {
    Forecast forecast = sample::forecast();
    forecast.inputs.as_of = forecast.month_date(30);
    EXPECT_EQ(count(report::next_steps(forecast), "hotograph"), 0u);
    EXPECT_EQ(count(report::next_steps(forecast), "Sep 2028"), 1u);  // light enough since January, so now
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
    const std::string basis = report::basis(forecast);
    for (const std::string words :
         {"3 sessions, 2 Mar 2026 to 30 Mar 2026; carbon black; dilution 30:1 / 25:1 / 25:1; shade 1 / 1 / "
          "1.1; "
          "needle 0603RL; depth setting 1.2 mm; 40 % of session 3 over old dots; skin type III; oily scalp; ",
          "Berlin; 8 h a week outdoors in summer; hat 30 % of the time; ",
          "from plan office: 8 h a week outdoors in winter, sunscreen 10 % of the time</dd>"})
        EXPECT_NE(basis.find(words), std::string::npos) << words << "\nis not in\n" << basis;
    EXPECT_EQ(count(basis, "latitude"), 0u);  // the city says it
}

TEST(Report, MarksTheHealingThatRisesAboveTheAxis) {
    Forecast forecast = sample::forecast();
    EXPECT_EQ(count(report::contrast_chart(forecast), ">healing<"), 0u);
    auto& upper = forecast.series[0].quantiles[5];
    upper[0] = 2.3;
    EXPECT_EQ(count(report::contrast_chart(forecast), "healing: up to 230 %"), 1u);
    for (double& value : upper) value = std::min(value, 1.2);
    EXPECT_EQ(count(report::contrast_chart(forecast), ">healing<"), 1u);
}
