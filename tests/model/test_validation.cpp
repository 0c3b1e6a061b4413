// Verdicts of a validation, and how they are told.

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "output/validation_documents.hpp"

using namespace fadecast;
using validation::Comparison;

namespace {

Comparison of(double ours) {
    return {.what = "x",
            .ours = ours,
            .low = .04,
            .high = .11,
            .error = .001,
            .tolerance = .002,
            .half_digit = .005};
}

}  // namespace

TEST(Validation, HoldsWithinTheToleranceOnly) {
    EXPECT_TRUE(of(.0381).holds());
    EXPECT_TRUE(of(.1119).holds());
    EXPECT_EQ(of(.1119).miss(), "");
    EXPECT_FALSE(of(.0379).holds());
    EXPECT_FALSE(of(.1121).holds());
    EXPECT_FALSE(of(validation::unknown).holds());
}
TEST(Validation, SaysWhyItMisses) {
    EXPECT_EQ(of(.0379).miss(), "within rounding of the reference");
    Comparison far = of(.03);
    EXPECT_EQ(far.miss(), "not known");
    far.cause = "too few streams";
    EXPECT_EQ(far.miss(), "too few streams");
}
TEST(Validation, CountsMissesAndLetsPlainNumbersBe) {
    const validation::Validation all{
        1, 2, "cpu", 3, {{"A", "", "", {of(.05), of(.2), {.what = "only told", .ours = 1}}}}};
    EXPECT_EQ(all.misses(), 1);
    EXPECT_FALSE(all.holds());
    const auto rows = nlohmann::json::parse(output::validation_json(all))["chapters"][0]["comparisons"];
    EXPECT_EQ(rows[0]["holds"], true);
    EXPECT_EQ(rows[1]["cause"], "not known");
    EXPECT_TRUE(rows[2]["holds"].is_null());
    EXPECT_NE(output::validation_table(all).find("1 of 2 comparisons hold"), std::string::npos);
    EXPECT_NE(output::validation_markdown(all).find("| x | 0.050 | 0.04 to 0.11 | 1.0e-03 | holds |"),
              std::string::npos);
}
