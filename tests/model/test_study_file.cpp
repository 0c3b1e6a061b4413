// Study files: points and factors of other programs, and where a file is wrong.

#include "support/study_file.hpp"

#include <cmath>

using namespace fadecast;
using test::StudyFile, test::depth, test::clearance, test::message_of;

namespace {

namespace fs = std::filesystem;

#define EXPECT_BEGINS(text, start) EXPECT_EQ((text).substr(0, std::string(start).size()), start)

}  // namespace

TEST_F(StudyFile, TakesPointsOfATable) {
    write("points.csv",
          "\xef\xbb\xbfink,slow_clearance,depth,hours\r\nazo-red,0.2,1,\"7-9, 17-19\"\r\n\r\n"
          "carbon-black,0.1 1/year,0.2 cm,none\r\n");
    const Study study = read("points",
                             "points = \"points.csv\"\n"
                             "[[factor]]\nname = \"depth\"\nkey = \"session.stated_depth\"\n"
                             "[[factor]]\nname = \"ink\"\nkey = \"session.pigment\"\n"
                             "[[factor]]\nname = \"hours\"\nkey = \"sun.hours\"\n");
    ASSERT_EQ(study.points(), 2);
    ASSERT_EQ(study.factors.size(), 4u);
    EXPECT_EQ(study.factors[0].name, "ink");
    EXPECT_EQ(study.values_at(0), (std::vector<double>{0, .2, 1, 0}));
    EXPECT_EQ(study.values_at(1), (std::vector<double>{1, .1, 2, 1}));
    EXPECT_EQ(study.columns[0].words, (std::vector<std::string>{"azo-red", "carbon-black"}));
    EXPECT_EQ(study.case_at(0).sessions[1].pigment.id, "azo-red");
    EXPECT_EQ(study.case_at(1).sessions[1].stated_depth_mm, 2);
    EXPECT_EQ(study.case_at(1).fixed.at(Parameter::slow_clearance), .1);
    EXPECT_EQ(study.case_at(0).sun.work_day.text, "7-9, 17-19");
}

TEST_F(StudyFile, TakesPointsOfDakota) {
    write("points.dat",
          "%eval_id interface slow_clearance spread response_fn_1\n1 NO_ID 0.1 4e-4 2.5\n"
          "2 NO_ID 0.3 8e-4 3.5\n");
    const Study study = read("points", "points = \"points.dat\"\n");
    ASSERT_EQ(study.factors.size(), 2u);
    EXPECT_EQ(study.values_at(1), (std::vector<double>{.3, 8e-4}));
    EXPECT_EQ(study.case_at(1).fixed.at(Parameter::spread), 8e-4);
}

TEST_F(StudyFile, TakesFactorsOfASalibProblem) {
    write("problem.json", R"({"num_vars": 4, "names": ["spread", "hat", "slow_clearance", "light_dose"],
        "bounds": [[1e-4, 1e-3], [0.1, 0.9], [-2.0, 0.5], [1, 3, 0.25]], "dists": ["logunif", "unif", "lognorm", "triang"]})");
    const Study study = read("saltelli", "samples = 8\nfactors = \"problem.json\"\n" + depth +
                                             "[[factor]]\nname = \"hat\"\nkey = \"sun.hat\"\n");
    ASSERT_EQ(study.factors.size(), 5u);
    EXPECT_EQ(study.factors[0].name, "spread");
    EXPECT_EQ(study.factors[4].name, "depth");
    EXPECT_NEAR(study.factors[0].at(.5), std::sqrt(1e-7), 1e-12);
    EXPECT_DOUBLE_EQ(study.factors[1].at(.5), .5);
    EXPECT_NEAR(study.factors[2].at(.5), std::exp(-2.), 1e-12);
    EXPECT_DOUBLE_EQ(study.factors[3].at(.25), 1.5);  // the peak, with a quarter of the triangle before it

    write("problem.txt", "# name low high\nspread 1e-4 1e-3\nslow_clearance,0.1,0.3,NA,unif\n");
    const Study lines = read("random", "samples = 8\nfactors = \"problem.txt\"\n");
    ASSERT_EQ(lines.factors.size(), 2u);
    EXPECT_DOUBLE_EQ(lines.factors[1].at(.5), .2);
}

TEST_F(StudyFile, TellsWhereItIsWrong) {
    EXPECT_BEGINS(refusal("grid", "levels = 1\n"), "4:1: unknown key \"levels\"");
    EXPECT_BEGINS(refusal("gird", ""), "3:10: design = \"gird\" is not known; did you mean \"grid\"?");
    const std::string f = "[[factor]]\nname = ", n = "samples = 8\n[[factor]]\nname = ";
    EXPECT_BEGINS(
        refusal("random", n + "\"slow_clearence\"\n"),
        "6:8: \"slow_clearence\" is no parameter of the registry; did you mean \"slow_clearance\"?");
    EXPECT_BEGINS(refusal("random", n + "\"hat\"\nkey = \"sun.hatt\"\n"),
                  "7:7: key = \"sun.hatt\" is no key of client files; did you mean \"sun.hat\"?");
    EXPECT_BEGINS(refusal("random", n + "\"hat\"\nkey = \"forecast.dots\"\n"),
                  "7:7: forecast.dots cannot differ");
    EXPECT_BEGINS(refusal("random", n + "\"a b\"\nkey = \"sun.hat\"\n"),
                  "6:8: name = \"a b\" cannot be that of a column");
    EXPECT_BEGINS(refusal("random", n + "\"status\"\nkey = \"sun.hat\"\n"),
                  "6:8: name = \"status\" is taken");
    EXPECT_BEGINS(refusal("random", n + "\"hat\"\nkey = \"sun.hat\"\n"), "5:1: factor \"hat\" has no values");
    EXPECT_BEGINS(refusal("random", n + "\"model_error\"\n"),
                  "5:1: factor \"model_error\" has no values: its prior is");
    EXPECT_BEGINS(refusal("random", n + "\"spread\"\n[[factor]]\nname = \"spread\"\n"),
                  "8:8: factor \"spread\" is listed twice");
    const std::string hat = n + "\"hat\"\nkey = \"sun.hat\"\n";
    EXPECT_BEGINS(refusal("random", hat + "law = \"uniform\"\nlow = 0.1\n"),
                  "8:7: law = \"uniform\" has no high");
    EXPECT_BEGINS(refusal("random", hat + "low = 0.1\n"), "8:7: low of factor \"hat\" belongs to no law");
    EXPECT_BEGINS(refusal("random", hat + "law = \"uniform\"\nlow = 0.1\nhigh = 0.2\nsd = 0.1\n"),
                  "11:6: sd is no number");
    EXPECT_BEGINS(refusal("random", hat + "law = \"uniform\"\nlow = 0.3\nhigh = 0.2\n"),
                  "10:8: factor \"hat\": low = 0.3 is not below high = 0.2");
    EXPECT_BEGINS(refusal("random", hat + "law = \"uniform\"\nlow = 0.3\nhigh = 1.2\n"),
                  "10:8: high = 1.2 is out of range; allowed: 0 to 1");
    EXPECT_BEGINS(refusal("random", hat + "law = \"loguniform\"\nlow = 0\nhigh = 0.2\n"),
                  "10:8: factor \"hat\": low = 0");
    EXPECT_BEGINS(refusal("random", hat + "law = \"lognormal\"\nmedian = 0.2\ngsd = 1\n"),
                  "8:7: factor \"hat\": gsd = 1");
    EXPECT_BEGINS(refusal("grid", f + "\"depth\"\nkey = \"session.stated_depth\"\nlevels = [\"1 mm\", 2]\n"),
                  "7:19: stated_depth = 2 has no unit");
    EXPECT_BEGINS(
        refusal("grid", f + "\"depth\"\nkey = \"session.stated_depth\"\nlevels = [\"1 mm\", \"0.1 cm\"]\n"),
        "7:19: level \"0.1 cm\" of \"depth\" is listed twice");
    EXPECT_BEGINS(
        refusal("grid",
                f + "\"ink\"\nkey = \"session.pigment\"\nlevels = [\"carbon-black\", \"carbon-blak\"]\n"),
        "7:27: unknown pigment \"carbon-blak\"; did you mean \"carbon-black\"?");
    EXPECT_BEGINS(refusal("grid", f + "\"ink\"\nkey = \"session.pigment\"\nlaw = \"uniform\"\n"),
                  "7:7: \"ink\" is no quantity");
    EXPECT_BEGINS(refusal("grid", clearance), "4:1: factor \"slow_clearance\" of a grid has no levels");
    EXPECT_BEGINS(refusal("grid", "members = 40\n" + depth),
                  "4:11: members = 40 of a grid come in blocks of 32; take 32 or 64");
    EXPECT_BEGINS(refusal("grid", "samples = 40\n" + depth),
                  "4:11: design = \"grid\" has no number of samples");
    EXPECT_BEGINS(refusal("grid", depth, {.samples = 33, .seed = {}}), "--samples 33: members = 33");
    EXPECT_BEGINS(refusal("sobol", clearance), "1:1: samples is missing");
    EXPECT_BEGINS(refusal("sobol", "samples = 8\n"), "3:10: design = \"sobol\" needs factors");
    EXPECT_BEGINS(refusal("population", "members = 8\n" + clearance), "5:1: a population has no factors");
    EXPECT_BEGINS(refusal("population", ""), "1:1: a population needs members");
    EXPECT_BEGINS(refusal("sobol", "samples = 8\nshard = 100\n" + clearance),
                  "5:9: shard = 100 is no multiple of 32");
    EXPECT_BEGINS(refusal("sobol", "samples = 8\noutputs = [\"contrats\"]\n" + clearance),
                  "5:11: unknown output \"contrats\"");
    EXPECT_BEGINS(refusal("sobol", "samples = 8\n" + clearance + "[with.forecast]\nseed = 3\n"),
                  "8:1: seed is the study's own");
    EXPECT_BEGINS(refusal("sobol", "samples = 8\n" + clearance + "[with.sun]\nhatt = 3\n"),
                  "8:1: unknown key \"hatt\"");
    EXPECT_BEGINS(refusal("points", clearance),
                  "3:10: design = \"points\" and points = \"FILE\" go together");
}

TEST_F(StudyFile, TellsWhereAFileOfPointsIsWrong) {
    const auto said = [&](const std::string& text) {
        write("p.csv", text);
        const std::string message = refusal("points", "points = \"p.csv\"\n");
        const std::string place = (folder / "p.csv").string();
        return message.starts_with(place) ? message.substr(place.size()) : message;
    };
    EXPECT_BEGINS(said("spread\n"), ": has no points");
    EXPECT_BEGINS(said("spread,sprea\n1,2\n"),
                  ":1: \"sprea\" is no parameter of the registry; did you mean \"spread\"?");
    EXPECT_BEGINS(said("spread,slow_clearance\n4e-4\n"), ":2: 1 values under 2 names");
    EXPECT_BEGINS(said("spread\n4e-4\n7\n"), ":3: spread = 7 mm2/year is out of range");
    EXPECT_BEGINS(said("spread\nmuch\n"), ":2: spread: \"much\" does not start with a number");
}

TEST_F(StudyFile, AdvisesPowersOfTwo) {
    EXPECT_EQ(read("sobol", "samples = 64\n" + clearance).notes.size(), 0u);
    const Study study = read("saltelli", "samples = 100\n" + clearance);
    ASSERT_EQ(study.notes.size(), 1u);
    EXPECT_NE(study.notes[0].find("64 or 128"), std::string::npos);
}

TEST(StudyFiles, CanAllBeReadAndHaveASmallTwin) {
    const fs::path studies = fs::path(FADECAST_SOURCE_DIR) / "configs/studies";
    int read = 0;
    for (const auto& entry : fs::directory_iterator(studies)) {
        const Study study = read_study(entry.path());
        EXPECT_FALSE(study.question.empty());
        EXPECT_TRUE(study.notes.empty()) << study.file << ": " << study.notes[0];
        const std::string name = entry.path().stem();
        if (name.ends_with(".ci")) {
            EXPECT_LE(study.samples(), 400) << name;
        } else {
            EXPECT_TRUE(fs::exists(studies / (name + ".ci.toml"))) << name;
        }
        ++read;
    }
    EXPECT_GE(read, 10);
}
