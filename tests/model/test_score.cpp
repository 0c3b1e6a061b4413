// Past plans against later observations, in folders made up here, of which the right answer is known.

#include "score/past_plan.hpp"
#include "support/message_of.hpp"
#include "support/temporary_folder.hpp"

#include <fadecast/score.hpp>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <functional>
#include <numbers>
#include <random>

#include <unistd.h>

using namespace fadecast;
using enum ScoredQuantity;

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr Date day0{2026y / 3 / 2};
const std::vector<double> scores{-1.6448536, -1.2815516, -.6744898, 0, .6744898, 1.2815516, 1.6448536};

double normal_cdf(double z) { return .5 * std::erfc(-z / std::numbers::sqrt2); }

/// Made-up clients fade as exp(-k t), k lognormal: a client of normal score z has this contrast in a year.
double contrast_of(double score, double year) { return std::exp(-.15 * std::exp(-.5 * score) * year); }

/// The plan that knows of this law.
nlohmann::json plan_of(const std::string& client, Date as_of = day0) {
    nlohmann::json plan{{"format", "fadecast plan"},
                        {"format_version", "1.2"},
                        {"client", client},
                        {"as_of", iso_date(as_of)},
                        {"day0", iso_date(day0)}};
    plan["inputs"] = {{"zone", nullptr}, {"lasers", nlohmann::json::array()}};
    plan["lines"] = {{"early_contrast", .80}, {"late_contrast", .55}};
    for (int day = 0; day <= 7320; day += 60) plan["series"]["time_day"].push_back(day);
    for (std::size_t band = 0; band < band_names.size(); ++band)
        for (int day = 0; day <= 7320; day += 60)
            plan["series"]["contrast"][band_names[band]].push_back(contrast_of(scores[band], day / 365.25));
    // The colour of an area shrinks as the square root of contrast.
    for (int day = 0; day <= 7320; day += 60)
        plan["series"]["area_delta_e00"]["p50"].push_back(5 * std::sqrt(contrast_of(0, day / 365.25)));
    return plan;
}

/// A client file with observations, such as "contrast = 0.8" on a day.
std::string client_file(const std::string& id, const std::vector<std::pair<int, std::string>>& seen,
                        const std::string& more = "") {
    std::string text = fmt::format(
        "id = \"{}\"\n[skin]\nfitzpatrick = 3\n[[session]]\ndate = {}\npigment = \"carbon-black\"\n{}", id,
        iso_date(day0), more);
    for (const auto& [day, what] : seen)
        text +=
            fmt::format("[[observation]]\ndate = {}\n{}\n", iso_date(day0 + std::chrono::days{day}), what);
    return text;
}

/// One client, whose plan was made on day 0.
Scorecard score_one(const std::vector<std::pair<int, std::string>>& seen, const std::string& more = "") {
    const test::TemporaryFolder folder;
    folder.write("one/plan.json", plan_of("c").dump());
    folder.write("c.toml", client_file("c", seen, more));
    return score(folder.path());
}

/// Many clients, each seen at five times of their own. `fading` makes all of them fade faster or slower.
Scorecard score_many(int clients, const std::string& kind, double fading = 1) {
    std::mt19937_64 random(20260302);
    const auto normal = [&] {
        const double u = (random() >> 11) * 0x1p-53 + 0x1p-54, v = (random() >> 11) * 0x1p-53;
        return std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * v);
    };
    const test::TemporaryFolder folder;
    for (int i = 0; i < clients; ++i) {
        const std::string id = fmt::format("c-{}", i);
        const double score = normal();
        std::vector<std::pair<int, std::string>> seen;
        for (int visit = 0; visit < 5; ++visit) {
            const int day = 200 + 500 * visit + int(random() % 400);
            const double contrast = contrast_of(score, fading * day / 365.25);
            const double sd = kind == "grade" ? .15 : .03, read = contrast + sd * normal();
            int grade = 0;
            while (grade < 4 && read < grade_edges[grade]) ++grade;
            seen.push_back({day, kind == "grade"
                                     ? fmt::format("grade = {}", grade)
                                     : fmt::format("contrast = {:.4f}\nsd = {}", std::max(0., read), sd)});
        }
        folder.write(id + "/plan.json", plan_of(id).dump());
        folder.write(id + "/client.toml", client_file(id, seen));
    }
    return score(folder.path());
}

/// Four standard deviations of a share of so many independent cases: one in 16,000 tests fails by chance.
double chance(double share, double cases) { return 4 * std::sqrt(share * (1 - share) / cases); }

}  // namespace

TEST(Score, FindsThePlaceOfAReadingInANormalForecast) {
    ContrastBand band;
    for (std::size_t i = 0; i < scores.size(); ++i) band.value[i] = .7 + .1 * scores[i];
    for (const double contrast : {.4, .62, .7, .75, .93})
        for (const double sd : {.01, .08})  // 1e-7: digits of the scores
            EXPECT_NEAR(band.share_below(contrast, sd), normal_cdf((contrast - .7) / std::hypot(.1, sd)),
                        1e-7);
}

TEST(Score, LetsGradesTileTheForecast) {
    double end = 1;  // grade 0 is the darkest
    for (int grade = 0; grade <= 4; ++grade) {
        const auto cases = score_one({{900, fmt::format("grade = {}", grade)}}).of({ScoredQuantity::grade});
        ASSERT_EQ(cases.size(), 1u);
        EXPECT_EQ(cases[0].high, end);
        EXPECT_LT(cases[0].low, cases[0].high);
        end = cases[0].low;
    }
    EXPECT_EQ(end, 0);
}

TEST(Score, CountsAnIntervalByItsShareInsideTheBand) {
    ScoredCase seen;
    seen.low = .05, seen.high = .30;
    EXPECT_NEAR(seen.inside(.8), .20 / .25, 1e-12);  // rounding
    EXPECT_NEAR(seen.inside(.5), .05 / .25, 1e-12);
    seen.low = seen.high = .09;
    EXPECT_EQ(seen.inside(.8), 0);
    EXPECT_EQ(seen.inside(.9), 1);
    seen.low = 0, seen.high = 1;
    EXPECT_NEAR(seen.inside(.8), .8, 1e-12);
    EXPECT_TRUE(seen.tells_nothing());
}

TEST(Score, EndsTheIntervalWhereTheShareIsJustLikelyEnough) {
    // Wilson's ends p solve |share - p| = z sqrt(p (1 - p) / n).
    for (const double end : wilson_interval(.7, 13))
        EXPECT_NEAR(std::abs(.7 - end), 1.6448536 * std::sqrt(end * (1 - end) / 13), 1e-12);  // rounding
    EXPECT_EQ(wilson_interval(.7, 0), (std::array<double, 2>{0, 1}));
}

TEST(Score, CountsAClientOnceWhoseCasesHangTogether) {
    std::vector<ScoredCase> cases(6);
    for (std::size_t i = 0; i < cases.size(); ++i) cases[i].client = i < 4 ? "a" : i == 4 ? "b" : "c";
    EXPECT_DOUBLE_EQ(coverage_of(cases, .8).effective, 36. / 18);
    EXPECT_EQ(coverage_of(cases, .8).clients, 3);
    for (ScoredCase& each : cases) each.high = 1;  // nothing is known
    EXPECT_EQ(coverage_of(cases, .8).effective, 0);
}

TEST(Score, NeverScoresAPlanByWhatItKnew) {
    const test::TemporaryFolder folder;
    folder.write(
        "c.toml",
        client_file("c", {{200, "contrast = 0.9"}, {400, "contrast = 0.8"}, {800, "contrast = 0.7"}}));
    folder.write("early/plan.json", plan_of("c").dump());
    folder.write("late/plan.json",
                 plan_of("c", day0 + std::chrono::days{400}).dump());  // made on the day of one
    const Scorecard card = score(folder.path());
    EXPECT_EQ(card.plans, 2);
    std::map<std::string, int> seen;
    for (const ScoredCase& each : card.of({contrast})) ++seen[each.plan];
    EXPECT_EQ(seen, (std::map<std::string, int>{{"early/plan.json", 3}, {"late/plan.json", 1}}));
    EXPECT_EQ(card.of({contrast}, 1, 3).size(),
              3u);  // 400 and 800 days ahead; 400 days after the second plan
}

TEST(Score, EndsAPlanAtATreatmentThatItDidNotKnowOf) {
    const auto touched_up = "[[session]]\ndate = 2028-03-02\npigment = \"carbon-black\"\n";
    const auto lasered = "[[laser]]\ndate = 2028-03-02\n";
    for (const char* treatment : {touched_up, lasered}) {
        const Scorecard card = score_one({{700, "contrast = 0.7"}, {800, "contrast = 0.9"}}, treatment);
        EXPECT_EQ(card.of({contrast}).size(), 1u);
        EXPECT_EQ(card.not_scored.at("observations after a session or laser that the plan did not know of"),
                  1);
    }
    const test::TemporaryFolder folder;
    nlohmann::json plan = plan_of("c");
    plan["inputs"]["lasers"] = {"2028-03-02"};
    folder.write("plan.json", plan.dump());
    folder.write("c.toml", client_file("c", {{800, "contrast = 0.4"}}, lasered));
    EXPECT_EQ(score(folder.path()).of({contrast}).size(), 1u);
}

TEST(Score, SaysWhatItCannotScore) {
    const Scorecard card = score_one({{20, "contrast = 1"},
                                      {300, "contrast = 0.9\nzone = \"crown\""},
                                      {400, "lab = [60, 5, 10]\nskin_lab = [66, 9, 15]"},
                                      {7400, "grade = 4"}});
    EXPECT_TRUE(card.cases.empty());
    EXPECT_EQ(card.not_scored.size(), 4u);  // healing, zone, colour without a first one, horizon
    EXPECT_NE(score_table(card).find("past the plan's horizon"), std::string::npos);
    EXPECT_NE(score_table(card).find("No observation has come"), std::string::npos);
}

TEST(Score, ComparesColoursWithTheFirstAfterHealing) {
    // Two colours that differ from skin in L* alone, the second half as much.
    const std::string first = "lab = [50, 0, 0]\nskin_lab = [60, 0, 0]",
                      half = "lab = [55, 0, 0]\nskin_lab = [60, 0, 0]";
    const Scorecard card = score_one({{60, first}, {1500, half}});
    const auto cases = card.of({colour});
    ASSERT_EQ(cases.size(), 1u);
    EXPECT_EQ(card.not_scored.at("colours that others are measured against"), 1);
    // 5 %: CIEDE2000 weighs L* by its mean, which shifts the half.
    const double then = contrast_of(0, 60 / 365.25), now = contrast_of(0, 1500 / 365.25);
    const std::string words = cases[0].words;
    const double expected = .5 * now / std::sqrt(now / then);
    EXPECT_NEAR(std::stod(words.substr(words.find("contrast ") + 9)), expected, .05 * expected);
    // Other instruments do not compare.
    EXPECT_TRUE(score_one({{60, first + "\nphoto = \"a.jpg\""}, {1500, half}}).of({colour}).empty());
}

TEST(Score, BracketsTheDayOfALine) {
    // Above both lines, between them, below both; .80 and .55, each clear of a standard deviation of .08.
    const Scorecard card = score_one({{200, "contrast = 0.95"},
                                      {700, "contrast = 0.68"},
                                      {1000, "contrast = 0.64"},
                                      {2000, "contrast = 0.4"}});
    const auto share = [](double line, int day) {
        return normal_cdf(-2 * std::log(-std::log(line) / (.15 * day / 365.25)));
    };
    const ScoredCase early = card.of({early_line}).at(0), late = card.of({late_line}).at(0);
    // .01: straight between the scores of p50 and p75 is off by up to .025 in the score of this law.
    EXPECT_NEAR(early.low, share(.80, 200), .01);
    EXPECT_NEAR(early.high, share(.80, 700), .01);
    EXPECT_NEAR(late.low, share(.55, 1000), .01);
    EXPECT_NEAR(late.high, share(.55, 2000), .01);
}

TEST(Score, LeavesTheDayOpenWhereSightsContradict) {
    const ScoredCase late =
        score_one({{700, "grade = 1"}, {1000, "grade = 4"}, {1300, "grade = 1"}, {1600, "grade = 4"}})
            .of({late_line})
            .at(0);
    const ScoredCase plain = score_one({{700, "grade = 1"}, {1600, "grade = 4"}}).of({late_line}).at(0);
    EXPECT_EQ(late.low, plain.low);
    EXPECT_EQ(late.high, plain.high);
    EXPECT_EQ(score_one({{700, "grade = 1"}}).of({late_line}).at(0).high, 1);  // not below the line so far
}

TEST(Score, FindsCalibratedForecastsCalibrated) {
    constexpr int clients = 200;
    for (const char* kind : {"contrast", "grade"}) {
        const Scorecard card = score_many(clients, kind);
        ASSERT_EQ(card.of({contrast, grade}).size(), 5u * clients);
        for (const double nominal : {.5, .8}) {
            // A client's five cases count as one; lines are known to an interval, which varies less.
            EXPECT_NEAR(coverage_of(card.of({contrast, grade}), nominal).share, nominal,
                        chance(nominal, clients))
                << kind;
            EXPECT_NEAR(coverage_of(card.of({early_line}), nominal).share, nominal, chance(nominal, clients))
                << kind;
            EXPECT_NEAR(coverage_of(card.of({late_line}), nominal).share, nominal, chance(nominal, clients))
                << kind;
        }
        EXPECT_NE(score_table(card).find("as promised"), std::string::npos) << score_table(card);
    }
}

TEST(Score, FindsOutForecastsThatAreOff) {
    for (const double fading : {3., 1 / 3.}) {
        const Scorecard card = score_many(100, "contrast", fading);
        EXPECT_LT(coverage_of(card.of({contrast}), .8).interval[1], .8);
        EXPECT_LT(coverage_of(card.of({late_line}), .8).share, .8 - chance(.8, 100));
        const std::string text = score_table(card);
        EXPECT_NE(text.find("surer than they should be"), std::string::npos) << text;
        EXPECT_NE(text.find(fading > 1 ? "fade faster than forecast" : "fade slower than forecast"),
                  std::string::npos);
        EXPECT_NE(text.find("the worst:"), std::string::npos);
    }
}

TEST(Score, SaysThatFewCasesSayNothing) {
    const std::string text = score_table(score_many(9, "contrast"));
    EXPECT_NE(text.find("This says nothing yet"), std::string::npos) << text;
}

TEST(Score, SkipsBadFilesWithPlaceAndReason) {
    const test::TemporaryFolder folder;
    nlohmann::json plan = plan_of("c");
    folder.write("a/plan.json", plan.dump());
    folder.write("b/plan.json", plan.dump());  // a copy
    plan.erase("lines");
    folder.write("c/plan.json", plan.dump());
    plan["as_of"] = "2026-02-30";
    folder.write("d/plan-2.json", plan.dump());
    folder.write("e/plan.json", "{\n\"format\": ");
    folder.write("pigment.toml", "name = \"ink\"\n");  // another kind of file
    folder.write("c.toml", client_file("c", {{700, "contrast = 0.7"}}));
    folder.write("old.toml", client_file("c", {}));
    folder.write("x.toml", client_file("x", {{700, "contrast = 7"}}));
    const Scorecard card = score(folder.path());
    EXPECT_EQ(card.plans, 1);
    EXPECT_EQ(card.of({contrast}).size(), 1u);
    EXPECT_EQ(card.notes.size(), 2u);
    const std::string at = folder.path().string();
    ASSERT_EQ(card.skipped.size(), 4u);
    EXPECT_EQ(card.skipped[0], at + "/c/plan.json: lines is missing; is this plan.json whole?");
    EXPECT_EQ(card.skipped[1],
              at + "/d/plan-2.json: as_of is \"2026-02-30\"; expected a date such as \"2029-03-14\"");
    EXPECT_EQ(card.skipped[2].find(at + "/e/plan.json: not JSON: parse error at line 2, column "), 0u)
        << card.skipped[2];
    EXPECT_EQ(card.skipped[3].find(at + "/x.toml:9:12: "), 0u) << card.skipped[3];
    EXPECT_NE(test::message_of([&] { score(folder.path() / "none"); }).find("no such folder"),
              std::string::npos);
}

TEST(Score, WritesWhatProgramsAndPeopleRead) {
    const Scorecard card = score_many(12, "contrast");
    const auto json = nlohmann::json::parse(score_json(card, "1.2.3"));
    EXPECT_EQ(json["version"], "1.2.3");
    EXPECT_EQ(json["cases"].size(), card.cases.size());
    const Coverage coverage = coverage_of(card.of({contrast}), .8);
    const auto& group = json["groups"][0];
    EXPECT_EQ(group["name"], "all observations");
    EXPECT_EQ(group["clients"], 12);
    EXPECT_NEAR(group["coverage"][7]["observed"].get<double>(), coverage.share, 1e-6);  // six digits
    const std::string svg = score_svg(card);
    std::size_t dots = 0;
    for (std::size_t at = svg.find("<circle"); at != svg.npos; at = svg.find("<circle", at + 1)) ++dots;
    EXPECT_EQ(dots, 18u);  // nine levels, observations and lines
}
