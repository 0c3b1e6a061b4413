// Verdicts of a validation, and how they are told and drawn.

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fadecast/skin.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include "output/validation_documents.hpp"
#include "validation/dot_photons.hpp"

using namespace fadecast;
using validation::Comparison;
using validation::DotMiss;

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

int pixels_of(const Picture& picture, const std::array<std::uint8_t, 3>& colour) {
    int count = 0;
    for (auto pixel = picture.rgb.begin(); pixel != picture.rgb.end(); pixel += 3)
        count += std::equal(colour.begin(), colour.end(), pixel);
    return count;
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
TEST(Validation, MapsEveryMissInTheColourOfItsSize) {
    constexpr std::array<std::uint8_t, 3> worst{40, 17, 89}, best{252, 253, 191};
    constexpr int skin = 46 * 20;  // pixels of one skin of a column, part of which is lettering
    std::vector<DotMiss> misses;
    for (int type = 1; type <= 6; ++type)
        for (int column = 0; column < int(std::size(validation::photon_columns)); ++column)
            misses.push_back({column, type, 0, 0, 1, 9});
    const Picture good = output::draw_dot_map(misses, &DotMiss::middle);
    EXPECT_GT(pixels_of(good, best), int(misses.size()) * skin / 2);
    misses[200].middle = 5;
    const Picture bad = output::draw_dot_map(misses, &DotMiss::middle);
    EXPECT_NEAR(pixels_of(bad, worst) - pixels_of(good, worst), .8 * skin, .2 * skin);
    EXPECT_NEAR(pixels_of(good, best) - pixels_of(bad, best), .8 * skin, .2 * skin);
    EXPECT_EQ(output::draw_dot_map(misses, &DotMiss::patch).rgb.size(), bad.rgb.size());
    EXPECT_EQ(pixels_of(output::draw_dot_map(misses, &DotMiss::patch), worst), pixels_of(good, worst));
}
TEST(Validation, DrawsEveryTypeOfSkinAndItsMean) {
    const Picture types = output::draw_skin_types();
    for (int type = 1; type <= 6; ++type)
        for (const Lab& colour :
             {measured_colour(skin_of_type(type, Skin{})), colour_of_type(std::min(type, 5))}) {
            const auto srgb = srgb_of_xyz(xyz_of_lab(colour));
            std::array<std::uint8_t, 3> bytes;
            for (int k = 0; k < 3; ++k) bytes[k] = std::uint8_t(std::lround(255 * srgb[k]));
            EXPECT_GE(pixels_of(types, bytes), 124 * 180) << "type " << type;
        }
}
