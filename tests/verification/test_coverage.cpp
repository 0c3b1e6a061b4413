// Bands of the window hold what happened as often as they say, on synthetic clients, before and after
// observations. The large study is in docs/validation.md.

#include "support/coverage.hpp"

#include <gtest/gtest.h>

using namespace fadecast;

namespace {

constexpr int clients = 600;

const test::CoverageStudy& study() {
    static const test::CoverageStudy small(FADECAST_SOURCE_DIR "/tests/verification/reference-client.toml",
                                           {"--seed=20261120", "forecast.accuracy=draft"}, 2048, clients);
    return small;
}

void expect_nominal(const test::Arm& arm) {
    const test::Coverage found = study().run(arm);
    ASSERT_GE(found.clients, clients - 3);
    for (std::size_t k = 0; k < test::Coverage::nominal.size(); ++k) {
        const double share = test::Coverage::nominal[k];
        // Two and a half standard deviations of a binomial; the numbers are always the same ones.
        const double bound = 2.5 * std::sqrt(share * (1 - share) / clients);
        EXPECT_NEAR(found.earliest[k], share, bound) << arm.name;
        EXPECT_NEAR(found.latest[k], share, bound) << arm.name;
    }
}

}  // namespace

TEST(Coverage, IsNominalBeforeAnythingWasObserved) {
    expect_nominal({"nothing", ObservationKind::contrast, 1, false});
}

TEST(Coverage, StaysNominalAndBandsNarrowAfterEachKindOfObservation) {
    const test::Arm grade{"grade", ObservationKind::grade, grade_sd},
        contrast{"contrast", ObservationKind::contrast, contrast_sd},
        area{"area", ObservationKind::colour, colorimeter_sd};
    for (const test::Arm& arm : {grade, contrast, area}) expect_nominal(arm);
    EXPECT_GT(study().run(contrast).narrowing, .30);
    EXPECT_GT(study().run(contrast).narrowing, study().run(grade).narrowing);
    EXPECT_GT(study().run(area).narrowing, .10);
}

TEST(Coverage, FailsWhenErrorsAreLargerThanTold) {
    // Readings three times as far off as the forecast is told: what is learnt is wrong, and bands show it.
    const test::Coverage honest = study().run({"told", ObservationKind::contrast, .03}),
                         off = study().run({"off", ObservationKind::contrast, .03, true, .15});
    EXPECT_GT(honest.earliest[7], .72);
    EXPECT_LT(off.earliest[7], .65);
}
