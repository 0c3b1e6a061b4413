// What is told of whole studies: which samples count, by which method, in which words and files.

#include "sweep/export.hpp"
#include "sweep/study_sensitivity.hpp"

#include "support/message_of.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <sstream>
#include <utility>

namespace fadecast {
namespace {

/// A study of three factors, its output 100 x1 + 20 x2 and what each member adds; the last factor does
/// nothing.
StudyData made_up_study(DesignKind kind, std::int64_t amount, int members) {
    const std::vector<int> levels(3, kind == DesignKind::grid ? 3 : 0);
    const Design design(kind, amount, 7, levels);
    StudyData data;
    data.title = "A made-up study";
    data.resolved = R"({"seed": 7, "factors": [{"name": "x1", "prior": {"law": "lognormal",
        "numbers": [0.5, 2, 0], "low": 0.1, "high": 3}}, {"name": "x2", "prior": {"law": "triangular",
        "numbers": [1, 2, 5], "low": 1, "high": 5}}, {"name": "x3", "levels": [1, 2]}]})";
    if (kind == DesignKind::grid)
        data.resolved = R"({"seed": 7, "factors": [{"name": "x1", "levels": [1, 2, 3]},
            {"name": "x2", "levels": [1, 2, 3]}, {"name": "x3", "levels": [{"word": "Île"},
            {"word": "tanning-bed-all-year-every-day"}, {"word": "office"}]}]})";
    data.kind = kind, data.members = members, data.block = design.block(), data.amount = amount;
    data.points = design.points(), data.samples = data.points * std::max(1, members);
    for (const char* name : {"x1", "x2", "x3"})
        data.columns.push_back({.name = name, .units = "mm", .role = Column::Role::factor});
    data.columns.push_back({.name = "month", .units = "1", .long_name = "when", .censored_at = 118.});
    data.columns.push_back({.name = "reason", .units = "1", .words = {"pale", "a \"wide\", long one"}});
    data.columns.push_back({.name = "draw", .units = "1", .role = Column::Role::draw});
    data.values.resize(data.columns.size());
    for (std::int64_t sample = 0; sample < data.samples; ++sample) {
        const std::int64_t point = sample / std::max(1, members);
        const int member = members > 0 ? int(sample % members) : -1;
        const std::vector<double> place = design.place(point);
        for (int i = 0; i < 3; ++i) data.values[i].push_back(float(place[i]));
        data.values[3].push_back(
            std::min(118.f, float(100 * place[0] + 20 * place[1]) + float(std::max(0, member))));
        data.values[4].push_back(float(sample % 2));
        data.values[5].push_back(float(member));
        data.status.push_back(Status::ok);
        data.point.push_back(point);
        data.member.push_back(member);
    }
    return data;
}

void fail(StudyData& data, std::int64_t sample, Status status) {
    data.status[sample] = status;
    data.values[3][sample] = data.values[4][sample] = NAN;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

}  // namespace

TEST(StudySensitivity, LeavesOutABlockWhenOneMemberFailedAtOneOfItsPoints) {
    StudyData data = made_up_study(DesignKind::saltelli, 128, 2);
    fail(data, 2 * (5 * 40 + 3) + 1, Status::not_finite);
    fail(data, 2 * (5 * 41), Status::missing);
    const StudySensitivity found = analyse(data, {"month"}, 1);
    const OutputSensitivity& output = found.outputs.at(0);
    EXPECT_EQ(output.used, 126);
    EXPECT_EQ(output.dropped, 2);
    EXPECT_EQ(output.failed, 1);
    EXPECT_EQ(output.missing, 1);
    EXPECT_GT(output.past_horizon, 0);
    EXPECT_FALSE(output.effects[2].indices[1].distinguishable);
    ASSERT_EQ(output.convergence.size(), 1u);  // half of them would be too few
    const std::string table = sensitivity_table(found);
    for (const char* part : {"2 of 128 blocks are left out whole", "1 failed, 1 are missing",
                             "past the horizon", "not distinguishable from 0"})
        EXPECT_TRUE(contains(table, part)) << part << "\n" << table;
}

// The effect of x1 is 100 per unit of probability, wherever the trajectory goes: places come from the design.
TEST(StudySensitivity, FindsTheEffectsOfTrajectories) {
    StudyData data = made_up_study(DesignKind::morris, 40, 0);
    const OutputSensitivity output = analyse(data, {}, 1).outputs.at(0);
    EXPECT_NEAR(output.effects[0].mu, 100, 1e-4);  // float keeps seven digits, and a step is half a unit
    EXPECT_NEAR(output.effects[1].indices[0].value, 20, 1e-4);
    EXPECT_NEAR(output.effects[2].indices[0].value, 0, 1e-4);
    EXPECT_EQ(output.convergence.size(), 3u);  // 10, 20 and 40
}

TEST(StudySensitivity, TellsMediansAtTheLevelsOfAGrid) {
    const OutputSensitivity output = analyse(made_up_study(DesignKind::grid, 0, 1), {}, 1).outputs.at(0);
    ASSERT_EQ(output.levels.size(), 3u);
    EXPECT_NEAR(output.levels[0].at[1].median, 60, 1e-4);  // 100 / 2 + 20 / 2
    EXPECT_NEAR(output.pairs.at(0).medians[2][0], 500 / 6. + 20 / 6., 1e-4);
    EXPECT_NEAR(output.effects[0].indices[0].value, 25 / 26., 1e-6);  // variances as 100^2 and 20^2
}

// Samples of one point share its factors: taken as independent, ten of each would call x3 influential.
TEST(StudySensitivity, TakesMeansOverMembersForFactorsAndOverPointsForDraws) {
    StudyData data = made_up_study(DesignKind::random, 250, 10);
    fail(data, 7, Status::not_finite);
    const StudySensitivity few = analyse(data, {}, 1);
    ASSERT_EQ(few.outputs.size(), 2u);  // of factors and of draws; "reason" is words
    const OutputSensitivity& factors = few.outputs[0];
    EXPECT_EQ(factors.units, "points");
    EXPECT_EQ(factors.used, 249);
    EXPECT_EQ(factors.dropped, 1);
    ASSERT_EQ(factors.effects.size(), 3u);
    EXPECT_TRUE(factors.effects[0].indices[0].distinguishable);
    EXPECT_FALSE(factors.effects[2].indices[0].distinguishable);
    EXPECT_TRUE(contains(few.outputs[1].refused, "10 members with a value of 10; PAWN indices of draws"));

    StudyData many = made_up_study(DesignKind::random, 20, 300);
    fail(many, 7, Status::not_finite);  // the whole point goes, not the member
    const StudySensitivity found = analyse(many, {}, 1);
    EXPECT_TRUE(contains(found.outputs[0].refused, "19 points with a value of 20"));
    const OutputSensitivity& draws = found.outputs[1];
    EXPECT_EQ(draws.used, 300);
    ASSERT_EQ(draws.effects.size(), 1u);
    EXPECT_EQ(draws.effects[0].name, "draw");
    EXPECT_TRUE(draws.effects[0].indices[0].distinguishable);

    EXPECT_EQ(analyse(made_up_study(DesignKind::random, 300, 0), {}, 1).outputs.size(), 1u);
    EXPECT_TRUE(contains(test::message_of([&] { analyse(data, {"mont"}, 1); }), "did you mean \"month\""));
    EXPECT_TRUE(contains(test::message_of([&] { analyse(data, {"reason"}, 1); }), "no scalar output"));
}

TEST(StudySensitivity, NeverCallsFactorsWithoutInfluenceInfluentialBecausePointsHaveManyMembers) {
    int wrong = 0;
    for (int repeat = 0; repeat < 10; ++repeat) {
        StudyData data = made_up_study(DesignKind::random, 200, 10);
        // x3 from elsewhere in the sequence each time
        for (std::size_t i = 0; i < data.values[2].size(); ++i)
            data.values[2][i] = data.values[2][(i / 10 * 7 + 130 * repeat) % 2000 / 10 * 10];
        wrong += analyse(data, {}, repeat).outputs[0].effects[2].indices[0].distinguishable;
    }
    EXPECT_LE(wrong, 2);  // 5 % in 3 are .17 of 10; more than 2 have a chance of 1 in 1,000
}

TEST(StudySensitivity, CountsValuesAtAHorizonThatIsNoFloat) {
    StudyData data = made_up_study(DesignKind::random, 200, 0);
    const double horizon = 19.9;  // as float it is smaller
    ASSERT_LT(double(float(horizon)), horizon);
    data.columns[3].censored_at = horizon;
    std::ranges::fill(data.values[3], 5.f);
    for (int i = 0; i < 50; ++i) data.values[3][i] = float(horizon);
    EXPECT_EQ(analyse(data, {}, 1).outputs[0].past_horizon, .25);
}

TEST(StudySensitivity, KnowsTheLevelsThatAnUnfinishedGridHasNotReached) {
    StudyData data = made_up_study(DesignKind::grid, 0, 2);
    for (std::int64_t sample = 0; sample < 18; ++sample) {  // all of the first level of x1
        fail(data, sample, Status::missing);
        for (int i = 0; i < 3; ++i) data.values[i][sample] = NAN;
    }
    const StudySensitivity found = analyse(data, {}, 1);
    const OutputSensitivity& output = found.outputs[0];
    EXPECT_TRUE(contains(output.refused, "none of 2 members")) << output.refused;
    EXPECT_TRUE(contains(output.refused, "27 cells of the grid, and 9 cells")) << output.refused;
    ASSERT_EQ(output.levels[0].at.size(), 3u);
    EXPECT_TRUE(std::isnan(output.levels[0].at[0].median));
    EXPECT_NEAR(output.levels[0].at[1].median, 60.5, 1e-4);
    EXPECT_EQ(output.levels[2].at[2].level, "office");
    EXPECT_TRUE(contains(sensitivity_table(found), "tanning-bed-all-year-every-day"))
        << sensitivity_table(found);
    const std::string svg = sensitivity_svg(found, output);
    EXPECT_TRUE(contains(svg, "No indices: none of 2 members"));
    EXPECT_TRUE(contains(svg, ">tanning-bed-all-<") && contains(svg, ">year-every-day<")) << svg;
    EXPECT_FALSE(contains(svg, "nan"));
}

// Of an unfinished study the halves of what was asked for may hold the same blocks.
TEST(StudySensitivity, DrawsNothingAtPlacesThatAreNoNumbers) {
    for (const auto& [kind, amount] : {std::pair{DesignKind::saltelli, 512},
                                       {DesignKind::morris, 80},
                                       {DesignKind::random, 800},
                                       {DesignKind::grid, 0}}) {
        StudyData data = made_up_study(kind, amount, 2);
        if (kind != DesignKind::grid)
            for (std::int64_t sample = data.samples / 4; sample < data.samples; ++sample)
                fail(data, sample, Status::missing);
        const StudySensitivity found = analyse(data, {}, 1);
        const std::string svg = sensitivity_svg(found, found.outputs[0]);
        EXPECT_TRUE(contains(svg, "<svg"));
        EXPECT_FALSE(contains(svg, "nan") || contains(svg, "inf\"") || contains(svg, "points=\"\"")) << svg;
        for (const Convergence& step : found.outputs[0].convergence)
            EXPECT_TRUE(&step == &found.outputs[0].convergence.back() ||
                        step.used < found.outputs[0].convergence.back().used);
    }
}

TEST(StudySensitivity, KeepsColumnsApartHoweverLongTheirNumbers) {
    StudyData data = made_up_study(DesignKind::morris, 40, 0);
    for (float& value : data.values[3]) value = -1.234567e-9f * value;
    const std::string table = sensitivity_table(analyse(data, {}, 1));
    std::istringstream lines(table.substr(table.find("\nfactor") + 1));
    std::string line, word;
    std::getline(lines, line);
    std::getline(lines, line);
    std::istringstream words(line);
    int count = 0;
    while (words >> word) ++count;
    EXPECT_EQ(count, 7) << table;  // x1, mu*, low, to, high, mu, sigma
}

TEST(StudySensitivity, SaysWhyThereAreNoIndices) {
    const StudySensitivity found = analyse(made_up_study(DesignKind::saltelli, 32, 0), {}, 1);
    EXPECT_TRUE(contains(found.outputs[0].refused, "32 whole blocks of 32"));
    EXPECT_TRUE(sensitivity_svg(found, found.outputs[0]).empty());
    EXPECT_TRUE(contains(sensitivity_json(found, "1"), "\"refused\": \"32 whole blocks"));
}

TEST(StudyExport, GivesNumbersThatComeBackTheSameAndQuotesWords) {
    StudyData data = made_up_study(DesignKind::random, 3, 0);
    data.values[3] = {.1f, 16777217.f / 3, 1e-30f};
    fail(data, 2, Status::outside_domain);
    const std::string csv = study_csv(data);
    EXPECT_TRUE(csv.starts_with("sample,point,member,status,x1,x2,x3,month,reason,draw\n")) << csv;
    EXPECT_TRUE(contains(csv, ",0.1,pale,-1\n1,1,-1,ok,"));
    EXPECT_TRUE(contains(csv, ",\"a \"\"wide\"\", long one\",-1\n2,2,-1,outside_domain,")) << csv;
    const std::size_t second = csv.find("\n1,1,-1,ok,");
    std::size_t at = second + 1;
    for (int comma = 0; comma < 7; ++comma) at = csv.find(',', at) + 1;
    EXPECT_EQ(std::strtof(csv.c_str() + at, nullptr), data.values[3][1]);
    const std::string dakota = study_dakota(data).text;
    EXPECT_TRUE(dakota.starts_with("%eval_id interface x1 x2 x3 month reason\n1 fadecast ")) << dakota;
    EXPECT_EQ(std::ranges::count(dakota, '\n'), 3);  // the failed one is not among them
    EXPECT_EQ(study_dakota(data).left_out, 1);
    data.values[4][0] = NAN;  // past the horizon nothing ends the window
    EXPECT_TRUE(contains(study_dakota(data).text, "0.1 none\n2 fadecast")) << study_dakota(data).text;
    EXPECT_EQ(study_dakota(data).left_out, 1);
}

TEST(StudyExport, TellsWhatASalibProblemCannotSay) {
    const auto problem = nlohmann::json::parse(study_problem(made_up_study(DesignKind::saltelli, 1, 0)));
    EXPECT_EQ(problem["num_vars"], 3);
    EXPECT_EQ(problem["dists"], (std::vector<std::string>{"lognorm", "triang", "unif"}));
    EXPECT_NEAR(problem["bounds"][0][0], std::log(.5), 1e-15);
    EXPECT_EQ(problem["bounds"][1], (std::vector<double>{1, 5, .25}));
    EXPECT_TRUE(problem["notes"].contains("x1") && problem["notes"].contains("x3"));
}

}  // namespace fadecast
