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

TEST_F(StudyFile, TakesWholeNumbersOfATable) {
    const std::string factor =
        "points = \"p.csv\"\n[[factor]]\nname = \"type\"\nkey = \"skin.fitzpatrick\"\n";
    write("p.csv", "type,spread\n2,4e-4\n6,4e-4\n");
    const Study study = read("points", factor);
    EXPECT_EQ(study.values_at(1), (std::vector<double>{6, 4e-4}));
    EXPECT_EQ(study.case_at(0).skin.fitzpatrick, 2);
    EXPECT_EQ(study.case_at(1).skin.fitzpatrick, 6);
    const std::string place = (folder / "p.csv").string();
    for (const char* wrong : {"2.5", "7", "two", "2 mm"}) {
        write("p.csv", std::string("type\n2\n") + wrong + "\n");
        EXPECT_EQ(refusal("points", factor),
                  place + ":3: type = \"" + wrong + "\": expected a whole number from 1 to 6");
    }
}

TEST_F(StudyFile, RefusesValuesThatBothItAndAFileState) {
    write("p.csv", "spread\n4e-4\n");
    write("p.txt", "spread 1e-4 1e-3\n");
    const std::string points = "points = \"p.csv\"\n", problem = "samples = 8\nfactors = \"p.txt\"\n",
                      spread = "[[factor]]\nname = \"spread\"\n",
                      law = "law = \"uniform\"\nlow = \"1e-4 mm2/year\"\nhigh = \"2e-4 mm2/year\"\n",
                      levels = "levels = [\"1e-4 mm2/year\", \"2e-4 mm2/year\"]\n";
    for (const std::string& stated : {law, levels}) {
        EXPECT_BEGINS(refusal("points", points + spread + stated),
                      "5:1: factor \"spread\" has levels or a law, but its values are those of");
        EXPECT_BEGINS(refusal("random", problem + spread + stated),
                      "6:1: factor \"spread\" has values here and in");
    }
    // A prior of the registry gives way.
    EXPECT_EQ(read("points", points + spread).values_at(0), (std::vector<double>{4e-4}));
    EXPECT_EQ(read("random", problem + spread).factors[0].high, 1e-3);
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
    for (const char* taken : {"status", "time", "ring", "depth_cell", "failures", "texts", "provenance"})
        EXPECT_BEGINS(refusal("random", n + "\"" + taken + "\"\nkey = \"sun.hat\"\n"),
                      std::string("6:8: name = \"") + taken + "\" is taken");
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
                  "10:8: factor \"hat\": high = 0.2 is not above low = 0.3");
    EXPECT_BEGINS(refusal("random", hat + "law = \"uniform\"\nlow = 0.3\nhigh = 1.2\n"),
                  "10:8: high = 1.2 is out of range; allowed: 0 to 1");
    EXPECT_BEGINS(refusal("random", hat + "law = \"loguniform\"\nlow = 0\nhigh = 0.2\n"),
                  "9:7: factor \"hat\": low = 0 must be above 0");
    EXPECT_BEGINS(refusal("random", hat + "law = \"lognormal\"\nmedian = 0.2\ngsd = 1\n"),
                  "10:7: factor \"hat\": gsd = 1 must be above 1");
    EXPECT_BEGINS(refusal("random", hat + "law = \"triangular\"\nlow = 0.1\nhigh = 0.2\nmode = 0.3\n"),
                  "11:8: factor \"hat\": mode = 0.3 is not between low = 0.1 and high = 0.2");
    EXPECT_BEGINS(refusal("random", hat + "law = \"normal\"\nmean = 0.3\nsd = 0\n"),
                  "10:6: factor \"hat\": sd = 0 must be above 0");
    EXPECT_BEGINS(refusal("random", hat + "law = \"normal\"\nmean = 0.3\nsd = 0.1\nlow = 0.4\n"),
                  "9:8: factor \"hat\": mean = 0.3 is not between low = 0.4 and high = 1");
    EXPECT_BEGINS(refusal("random", hat + "law = \"normal\"\nmean = 0.3\nsd = 0.1\nlow = 1\n"),
                  "11:7: factor \"hat\": low = 1 is not below high = 1");
    EXPECT_BEGINS(refusal("random", hat + "law = \"lognormal\"\nmedian = 0.3\ngsd = 2\nhigh = 0.2\n"),
                  "9:10: factor \"hat\": median = 0.3 is not between low = 0 and high = 0.2");
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
    const std::string too_many = "100000000 for 1 factors";
    EXPECT_BEGINS(refusal("sobol", clearance, {.samples = 200'000'000, .seed = {}}),
                  "--samples 200000000: samples = 200000000; allowed: 1 to " + too_many);
    EXPECT_BEGINS(refusal("morris", "samples = 60000000\n" + clearance),
                  "4:11: samples = 60000000; allowed: 1 to 50000000 for 1 factors");
    EXPECT_BEGINS(refusal("morris",
                          "samples = 8\n[[factor]]\nname = \"type\"\nkey = \"skin.fitzpatrick\"\n"
                          "levels = [1, 2, 3, 4, 5]\n"),
                  "5:1: factor \"type\" has 5 levels; trajectories of Morris lie on four");
    std::string sixty = "levels = [0";
    for (int i = 1; i < 60; ++i) sixty += ", 0." + std::to_string(100 + i);
    std::string large;
    for (const char* key :
         {"sun.hat", "sun.sunscreen", "hair.grey_share", "hair.areata", "session.over_old_dots"})
        large += f + "\"" + std::string(key).substr(std::string(key).find('.') + 1) + "\"\nkey = \"" + key +
                 "\"\n" + sixty + "]\n";
    EXPECT_BEGINS(refusal("grid", large, {.samples = 32, .seed = {}}), "3:10: the grid has 7.776e+08 points");
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

TEST_F(StudyFile, TellsWhatCanChangeNothing) {
    const std::string blowout = "samples = 8\n[[factor]]\nname = \"blowout_share\"\n";
    const Study study = read("random", blowout);
    ASSERT_EQ(study.notes.size(), 1u);
    EXPECT_BEGINS(study.notes[0], "blowout_share changes nothing: the client's typical dot never blows out");
    EXPECT_TRUE(read("random", "members = 2\n" + blowout).notes.empty());
}

TEST_F(StudyFile, TellsOfLawsThatLieOutsideTheirEnds) {
    const auto notes = [&](const std::string& law) {
        return read("random", "samples = 8\n[[factor]]\nname = \"hat\"\nkey = \"sun.hat\"\n" + law).notes;
    };
    // One standard deviation to each side of a normal law leaves 31.73 % outside; 1.6449 leave 10 %.
    const auto found = notes("law = \"normal\"\nmean = 0.5\nsd = 0.1\nlow = 0.4\nhigh = 0.6\n");
    ASSERT_EQ(found.size(), 1u);
    EXPECT_BEGINS(found[0], "32 % of the law of hat lie outside 0.4 to 0.6");
    EXPECT_EQ(notes("law = \"normal\"\nmean = 0.5\nsd = 0.1\nlow = 0.336\nhigh = 0.664\n").size(), 1u);
    EXPECT_EQ(notes("law = \"normal\"\nmean = 0.5\nsd = 0.1\nlow = 0.335\nhigh = 0.665\n").size(), 0u);
    // Of a lognormal law 15.87 % lie above the median times its deviation, and none below 0.
    const auto above = notes("law = \"lognormal\"\nmedian = 0.5\ngsd = 1.5\nhigh = 0.75\n");
    ASSERT_EQ(above.size(), 1u);
    EXPECT_BEGINS(above[0], "16 % of the law of hat");
    EXPECT_EQ(notes("law = \"uniform\"\nlow = 0.4\nhigh = 0.6\n").size(), 0u);
}

TEST_F(StudyFile, SaysWhatAClientOfAPlanOrWithoutLasersLacks) {
    const auto factor = [](const std::string& key, const std::string& levels) {
        return "[[factor]]\nname = \"f\"\nkey = \"" + key + "\"\nlevels = " + levels + "\n";
    };
    EXPECT_EQ(refusal("grid", factor("laser.fragmented", "[0.2, 0.5]")),
              "4:1: the client has no laser; list [[laser]] in the client file");
    EXPECT_EQ(refusal("grid", factor("sun.hat", "[0.2, 0.5]") + "[with.laser]\nfragmented = 0.5\n"),
              "8:7: the client has no laser; list [[laser]] in the client file");
    write("client.toml",
          "id = \"c\"\n[skin]\nfitzpatrick = 3\n[plan]\nfirst_session = 2026-03-02\npigment = "
          "\"carbon-black\"\n");
    EXPECT_EQ(refusal("grid", depth), "4:1: the client has no session; write plan.stated_depth");
    EXPECT_EQ(refusal("grid", factor("session.density_share", "[0.2, 0.5]")),
              "4:1: the client has no session; it has a plan, and density_share is no key of plans");
    EXPECT_EQ(refusal("grid", factor("sun.hat", "[0.2, 0.5]") + "[with.session]\nshade = 0.5\n"),
              "8:7: the client has no session; write [with.plan]");
    EXPECT_EQ(read("grid", factor("plan.stated_depth", "[\"0.5 mm\", \"1 mm\"]"))
                  .case_at(1)
                  .sessions[0]
                  .stated_depth_mm,
              1);
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
