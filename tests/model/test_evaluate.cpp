// Samples followed: the same values however they are cut into runs, and what outputs read.

#include "support/study_file.hpp"

#include <fadecast/simulation.hpp>

#include <algorithm>
#include <cmath>

namespace fadecast::test {
namespace {

const std::string quick = "[with.forecast]\naccuracy = \"draft\"\nhorizon = \"3 year\"\n";

class Evaluate : public StudyFile {
protected:
    static const std::vector<float>& column(const Study& study, const Rows& rows, const std::string& name) {
        return rows.values.at(
            std::size_t(std::ranges::find(study.columns, name, &Column::name) - study.columns.begin()));
    }
};

/// Every column in runs of `step` samples against all at once.
void expect_the_same_in_runs(const Study& study, std::int64_t step) {
    const Rows whole = study.evaluate(Backend::cpu(), 0, study.samples(), {});
    for (std::int64_t first = 0; first < study.samples(); first += step) {
        const std::int64_t last = std::min(first + step, study.samples());
        const Rows part = study.evaluate(Backend::cpu(), first, last, {});
        for (std::size_t c = 0; c < study.columns.size(); ++c)
            ASSERT_TRUE(
                std::equal(part.values[c].begin(), part.values[c].end(),
                           whole.values[c].begin() + std::ptrdiff_t(first * study.columns[c].width())))
                << study.columns[c].name << ", samples " << first << " to " << last;
    }
}

// Dots are seen eight at a time, and here two members stand there that are never together in the other run.
// The sessions lie so far apart that half a year later some dots are still just cloudy enough to be told.
TEST_F(Evaluate, GivesAMemberTheSameBitsBesideAnyOther) {
    const Study study =
        read_study(write("study.toml",
                         "title = \"T\"\nclient = \"plain\"\ndesign = \"population\"\nmembers = 96\n"
                         "realism = false\noutputs = [\"delta_e00\", \"latest_month\"]\n" +
                             quick));
    expect_the_same_in_runs(study, 7);
}

// Inks part the samples into several populations.
TEST_F(Evaluate, GivesTheSameBitsInAnyGroups) {
    const Study study = read("random",
                             "samples = 12\nmembers = 3\nrealism = false\n"
                             "outputs = [\"delta_e00\", \"contrast\", \"latest_month\"]\n" +
                                 quick + pigment + clearance);
    expect_the_same_in_runs(study, 1);
    expect_the_same_in_runs(study, 7);
}

TEST_F(Evaluate, ReadsTheFieldThatASimulationHas) {
    const Study study =
        read("grid", "outputs = [\"pigment at 1y\", \"pigment at 2y\"]\nrealism = false\n" + quick + depth);
    const Rows rows = study.evaluate(Backend::cpu(), 1, 3, {});
    const Simulation dot = simulate_dot(study.case_at(2), Backend::cpu(), nominal_member, {365, 731});
    const std::vector<float>& field = column(study, rows, "pigment_at_2y");
    const std::size_t cells = dot.grid.cells();
    ASSERT_EQ(field.size(), 2 * cells);
    for (std::size_t i = 0; i < cells; ++i)
        ASSERT_EQ(field[cells + i], dot.free[cells + i] + dot.macrophage[cells + i] + dot.matrix[cells + i]);
    const std::vector<float>& cell_depth = column(study, rows, "cell_depth");
    EXPECT_EQ(cell_depth.back(), float((dot.depth_face_mm.end()[-1] + dot.depth_face_mm.end()[-2]) / 2));
}

// A window counts whole months, and durability is straight between the same times.
TEST_F(Evaluate, FindsDurabilityWithinTheMonthThatEndsTheWindow) {
    const Study study = read("population",
                             "members = 64\nrealism = false\n"
                             "outputs = [\"durability\", \"latest_month\", \"ended_by\"]\n"
                             "[with.forecast]\naccuracy = \"draft\"\nhorizon = \"8 year\"\n");
    const Rows rows = study.evaluate(Backend::cpu(), 0, 64, {});
    const auto &year = column(study, rows, "durability"), &month = column(study, rows, "latest_month"),
               &ended_by = column(study, rows, "ended_by");
    int by_contrast = 0, censored = 0;
    for (int i = 0; i < 64; ++i) {
        if (std::isnan(ended_by[i])) {
            EXPECT_EQ(month[i], float(*study.columns[1].censored_at));
            ++censored;
        }
        if (ended_by[i] != 0 || month[i] <= 2) continue;  // by contrast, after healing
        ++by_contrast;
        // The first month on which it is below: at most a month of 31 days after, and never before.
        EXPECT_GE(month[i], 12 * year[i] - .1) << i;
        EXPECT_LE(month[i], 12 * year[i] + 1.1) << i;
    }
    EXPECT_GT(by_contrast, 20);
    EXPECT_GT(censored, 0);
}

}  // namespace
}  // namespace fadecast::test
