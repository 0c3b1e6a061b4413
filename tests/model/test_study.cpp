// Studies: which sample is what, the clients at points, and when two studies are the same.

#include "support/study_file.hpp"

#include <fadecast/config.hpp>
#include <fadecast/ensemble.hpp>

#include <algorithm>
#include <cmath>
#include <set>

using namespace fadecast;
using test::StudyFile, test::depth, test::pigment, test::clearance, test::client_text;

TEST_F(StudyFile, SaysWhatIsFollowed) {
    const Study study = read("grid",
                             "members = 64\nseed = 5\nrealism = false\nerrors = \"fast\"\nshard = 96\n"
                             "outputs = [\"latest_month\", \"contrast at 5y\"]\n" +
                                 depth + pigment);
    EXPECT_EQ(study.title, "T");
    EXPECT_EQ(study.points(), 6);
    EXPECT_EQ(study.samples(), 384);
    EXPECT_EQ(study.members, 64);
    EXPECT_EQ(study.seed, 5u);
    EXPECT_FALSE(study.realism);
    EXPECT_EQ(study.errors, OnError::fast);
    EXPECT_EQ(study.shard, 96);
    ASSERT_EQ(study.columns.size(), 4u);
    EXPECT_EQ(study.columns[0].name, "depth");
    EXPECT_EQ(study.columns[0].units, "mm");
    EXPECT_EQ(study.columns[0].role, Column::Role::factor);
    EXPECT_EQ(study.columns[1].words, (std::vector<std::string>{"carbon-black", "azo-red"}));
    EXPECT_EQ(study.columns[2].name, "latest_month");
    EXPECT_EQ(study.values_at(0), (std::vector<double>{.5, 0}));
    EXPECT_EQ(study.values_at(5), (std::vector<double>{2, 1}));
}

TEST_F(StudyFile, LaysLevelsIntoEverySession) {
    const Study study = read("grid", depth + pigment + "[with.skin]\nsmoking = true\n");
    const Case first = study.case_at(0), last = study.case_at(5);
    for (const Session& session : first.sessions) {
        EXPECT_EQ(session.stated_depth_mm, .5);
        EXPECT_EQ(session.pigment.id, "carbon-black");
    }
    for (const Session& session : last.sessions) {
        EXPECT_EQ(session.stated_depth_mm, 2);
        EXPECT_EQ(session.pigment.id, "azo-red");
    }
    EXPECT_TRUE(first.covariates.smoking);
    EXPECT_EQ(first.sun.latitude_deg, 52);
}

TEST_F(StudyFile, FixesParametersOfTheRegistryAtTheirPriors) {
    const Study study = read("sobol", "samples = 128\nmembers = 4\nseed = 3\n" + clearance);
    const ParameterInfo& row = info(Parameter::slow_clearance);
    std::set<int> parts;  // of the 128 first points each 128th part of the prior has one
    for (int p = 0; p < 128; ++p) {
        const Case at = study.case_at(p);
        const double value = at.fixed.at(Parameter::slow_clearance);
        EXPECT_EQ(value, study.values_at(p)[0]);
        EXPECT_EQ(at.forecast.seed, 3u);
        EXPECT_EQ(at.forecast.members, 4);
        for (int part = 0; part < 128; ++part)
            if (value > quantile(row, part / 128.) && value <= quantile(row, (part + 1) / 128.))
                parts.insert(part);
    }
    EXPECT_EQ(parts.size(), 128u);
}

TEST_F(StudyFile, ReadsQuantitiesOfKeysByTheirLaw) {
    const Study study =
        read("lhs",
             "samples = 50\n[[factor]]\nname = \"hat\"\nkey = \"sun.hat\"\nlaw = \"uniform\"\n"
             "low = \"20 %\"\nhigh = 0.8\n");
    double sum = 0;
    for (int p = 0; p < 50; ++p) {
        const Case at = study.case_at(p);
        EXPECT_EQ(at.sun.hat_share, study.values_at(p)[0]);
        EXPECT_GT(at.sun.hat_share, .2);
        EXPECT_LT(at.sun.hat_share, .8);
        sum += at.sun.hat_share / 50;
    }
    EXPECT_NEAR(sum, .5, .6 / 100);  // each slice of 0.6 / 50 has one: at most half a slice off
}

TEST_F(StudyFile, ReadsTheFilesOfItsClientsOnce) {
    // What changes on the disk while a study runs must not change its values.
    const auto sun = [&](const char* sunscreen) {
        write("mine.toml", std::string("name = \"m\"\nsunscreen = ") + sunscreen +
                               "\nsource = \"s\"\nevidence = \"assumed\"\n");
    };
    sun("0.25");
    const Study study = read("random",
                             "samples = 3\n[[factor]]\nname = \"hat\"\nkey = \"sun.hat\"\nlaw = \"uniform\"\n"
                             "low = 0\nhigh = 1\n[with.sun]\nfile = \"mine.toml\"\n");
    sun("0.75");
    for (int p = 0; p < 3; ++p) EXPECT_EQ(study.case_at(p).sun.sunscreen_share, .25);
}

TEST_F(StudyFile, GivesTheSameClientsToAllThreads) {
    const Study study = read("random", "samples = 64\n" + depth + pigment + clearance);
    const Study alone = read("random", "samples = 64\n" + depth + pigment + clearance);
    std::vector<std::string> together(64);
#pragma omp parallel for num_threads(4)
    for (int p = 0; p < 64; ++p) together[p] = resolved_inputs(study.case_at(63 - p));
    for (int p = 0; p < 64; ++p) EXPECT_EQ(together[p], resolved_inputs(alone.case_at(63 - p)));
}

TEST(Laws, HaveTheirQuantiles) {
    using enum Prior::Law;
    Factor factor;
    const auto at = [&](Prior prior, double low, double high, double place) {
        factor.prior = prior, factor.low = low, factor.high = high;
        return factor.at(place);
    };
    EXPECT_DOUBLE_EQ(at({uniform, 2, 4, 0}, 2, 4, .25), 2.5);
    EXPECT_DOUBLE_EQ(at({loguniform, 1, 100, 0}, 1, 100, .5), 10);
    EXPECT_DOUBLE_EQ(at({triangular, 0, 1, 2}, 0, 2, .125), .5);                 // x^2 / 2
    EXPECT_NEAR(at({normal, 5, 2, 0}, 0, 10, .975), 5 + 2 * 1.959963985, 1e-8);  // tables of the normal law
    EXPECT_NEAR(at({lognormal, 3, 2, 0}, 0, 99, .8413447461), 6, 1e-8);          // one standard deviation
    EXPECT_EQ(at({normal, 5, 2, 0}, 4, 6, .999), 6);  // what lies above is put there
    factor.levels = {{"a", 7}, {"b", 8}, {"c", 9}};
    EXPECT_EQ(factor.at(.1), 7);
    EXPECT_EQ(factor.at(.5), 8);
    EXPECT_EQ(factor.at(.99), 9);
}

TEST_F(StudyFile, NumbersEverySampleOnce) {
    for (const auto& [design, rest] : std::vector<std::pair<std::string, std::string>>{
             {"grid", "members = 96\n" + depth},
             {"grid", "members = 7\n" + depth},
             {"grid", depth},
             {"population", "members = 50\n"},
             {"random", "samples = 9\nmembers = 5\n" + clearance},
             {"morris", "samples = 3\n" + clearance + "[[factor]]\nname = \"spread\"\n"}}) {
        const Study study = read(design, rest);
        std::set<std::pair<std::int64_t, int>> seen;
        for (std::int64_t i = 0; i < study.samples(); ++i) {
            const std::int64_t point = study.point_of(i);
            const int member = study.member_of(i);
            EXPECT_TRUE(point >= 0 && point < study.points());
            EXPECT_TRUE(study.members == 0 ? member == -1 : member >= 0 && member < study.members);
            EXPECT_TRUE(seen.emplace(point, member).second);
        }
        EXPECT_EQ(std::int64_t(seen.size()), study.points() * std::max(1, study.members));
    }
}

TEST_F(StudyFile, KeepsItsNumbersWhenItIsLengthened) {
    for (const auto& [design, rest, more] : std::vector<std::tuple<std::string, std::string, std::int64_t>>{
             {"grid", "members = 32\n" + depth, 96},
             {"population", "members = 50\n", 70},
             {"random", "samples = 9\nmembers = 5\n" + clearance, 20},
             {"sobol", "samples = 8\n" + clearance, 16},
             {"saltelli", "samples = 8\n" + clearance, 16},
             {"morris", "samples = 8\n" + clearance, 16}}) {
        const Study study = read(design, rest), longer = read(design, rest, {.samples = more, .seed = {}});
        EXPECT_EQ(longer.amount, more);
        EXPECT_GT(longer.samples(), study.samples());
        EXPECT_EQ(longer.resolved(), study.resolved()) << design;
        for (std::int64_t i = 0; i < study.samples(); ++i) {
            EXPECT_EQ(longer.point_of(i), study.point_of(i));
            EXPECT_EQ(longer.member_of(i), study.member_of(i));
            EXPECT_EQ(longer.values_at(longer.point_of(i)), study.values_at(study.point_of(i)));
        }
    }
    // A longer hypercube has other slices, and a grid of fewer than 32 members other blocks.
    const std::string lhs = "samples = 8\n" + clearance, small = "members = 8\n" + depth;
    EXPECT_NE(read("lhs", lhs, {.samples = 16, .seed = {}}).resolved(), read("lhs", lhs).resolved());
    EXPECT_NE(read("grid", small, {.samples = 32, .seed = {}}).resolved(), read("grid", small).resolved());
}

TEST_F(StudyFile, IsTheSameWhenItsNumbersAre) {
    const std::string rest = "samples = 8\n" + clearance;
    const std::string resolved = read("sobol", rest).resolved();
    EXPECT_EQ(read("sobol", "question = \"Q?\"\nshard = 64\nerrors = \"off\"\n" + rest).resolved(), resolved);
    EXPECT_NE(read("sobol", "seed = 2\n" + rest).resolved(), resolved);
    EXPECT_NE(read("sobol", "members = 2\n" + rest).resolved(), resolved);
    EXPECT_NE(read("sobol", "realism = false\n" + rest).resolved(), resolved);
    EXPECT_NE(read("sobol", "outputs = [\"latest_month\"]\n" + rest).resolved(), resolved);
    EXPECT_NE(read("random", rest).resolved(), resolved);
    EXPECT_NE(
        read("sobol", rest + "law = \"uniform\"\nlow = \"0.1 1/year\"\nhigh = \"0.2 1/year\"\n").resolved(),
        resolved);
    EXPECT_NE(read("sobol", rest + "[with.skin]\nsmoking = true\n").resolved(), resolved);
    // Of the client's file the names do not count, the numbers do.
    write("client.toml", std::string(client_text).replace(6, 1, "d"));
    EXPECT_EQ(read("sobol", rest).resolved(), resolved);
    write("client.toml", std::string(client_text).replace(std::string(client_text).find("52"), 2, "51"));
    EXPECT_NE(read("sobol", rest).resolved(), resolved);
}

TEST_F(StudyFile, RecordsWhatItsVirtualClientsDraw) {
    const std::string with = "[with.forecast]\naccuracy = \"draft\"\nhorizon = \"1 year\"\ndots = 1\n";
    const Backend backend = Backend::cpu();
    const Study study = read("population", "members = 8\nrealism = false\n" + with);
    ASSERT_EQ(study.columns.size(), 3u + parameter_count + 1u);  // the three outputs of a study by default
    const auto of = [&](const Rows& rows, const std::string& name) {
        return rows.values[std::ranges::find(study.columns, name, &Column::name) - study.columns.begin()];
    };
    const Rows rows = study.evaluate(backend, 0, 8, {});
    const Ensemble ensemble = simulate_ensemble(study.case_at(0), backend, {.realism = false}, {}, {});
    for (int m = 0; m < 8; ++m) {
        EXPECT_EQ(of(rows, "slow_clearance")[m], float(ensemble.scalar("slow_clearance")[m]));
        EXPECT_EQ(of(rows, "discrepancy")[m], float(ensemble.discrepancy[m]));
        EXPECT_NE(of(rows, "discrepancy")[m], 0);
    }
    // Nothing else may go by the name of a draw, but the parameter itself.
    const std::string points = "samples = 4\nmembers = 2\n";
    EXPECT_EQ(refusal("random", points + clearance.substr(0, 18) +
                                    "\"discrepancy\"\nkey = \"sun.hat\"\n"
                                    "levels = [0, 1]\n"),
              "6:1: factor \"discrepancy\" has the name of another column; rename it");
}

TEST_F(StudyFile, IsAnotherOneWhenAFileOfALevelChanges) {
    const auto sun = [&](const char* hat) {
        write("mine.toml",
              std::string("name = \"m\"\nhat = ") + hat + "\nsource = \"s\"\nevidence = \"assumed\"\n");
    };
    const std::string rest =
        "[[factor]]\nname = \"sun\"\nkey = \"sun.file\"\nlevels = [\"office\", \"mine.toml\"]\n";
    sun("0.2");
    const std::string before = read("grid", rest).resolved();
    EXPECT_EQ(read("grid", rest).resolved(), before);
    sun("0.3");
    EXPECT_NE(read("grid", rest).resolved(), before);
}
