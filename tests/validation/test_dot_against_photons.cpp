// The dot model against Monte Carlo photons: columns at depths of .1 to 1.1 mm, .1 to .5 mm wide, of optical
// depths .1 to 10, in six skins.

#include <gtest/gtest.h>

#include <vector>

#include "validation/dot.hpp"
#include "validation/quantile.hpp"
#include "validation/reference_values.hpp"

using namespace fadecast;
using namespace fadecast::validation;

namespace {

bool any(const DotMiss&) { return true; }
bool visible(const DotMiss& miss) { return miss.contrast > well_visible; }
bool has_width(const DotMiss& miss) { return miss.width > 0; }

}  // namespace

TEST(DotAgainstPhotons, LooksLikeIt) {
    // Asked for are medians of 1 in the middle and .3 over the patch. Faint columns are easy, so the well
    // visible ones are held to the same.
    const std::vector<DotMiss> all = dot_misses(Backend::cpu());
    const auto middle = values_of(all, &DotMiss::middle, any), patch = values_of(all, &DotMiss::patch, any);
    EXPECT_LT(quantile(middle, .5), .4);
    EXPECT_LT(quantile(middle, .9), 1.5);
    EXPECT_LT(quantile(middle, 1), 4.5);  // an opaque thin sheet high in the dermis, too blue
    EXPECT_LT(quantile(patch, .5), .15);
    EXPECT_LT(quantile(patch, .9), .6);
    EXPECT_LT(quantile(patch, 1), 2);
    for (int type = 1; type <= 6; ++type) {
        const auto of_type = [type](const DotMiss& miss) { return miss.type == type; };
        EXPECT_LT(quantile(values_of(all, &DotMiss::middle, of_type), .5), .5) << "type " << type;
        EXPECT_LT(quantile(values_of(all, &DotMiss::patch, of_type), .5), .2) << "type " << type;
    }
    EXPECT_LT(quantile(values_of(all, &DotMiss::middle, visible), .5), dot_middle_delta_e00);
    EXPECT_LT(quantile(values_of(all, &DotMiss::patch, visible), .5), dot_patch_delta_e00);
}

TEST(DotAgainstPhotons, IsAsWide) {
    const std::vector<DotMiss> all = dot_misses(Backend::cpu());
    const auto ratio = values_of(all, &DotMiss::width, has_width);
    EXPECT_NEAR(quantile(ratio, .5), 1, .03);
    EXPECT_GT(share_within_a_tenth(ratio), .85);
    EXPECT_GT(quantile(ratio, 0), .7);  // narrow columns at .5 mm and deeper, which are faint
    EXPECT_LT(quantile(ratio, 1), 1.3);
    EXPECT_GT(share_within_a_tenth(values_of(all, &DotMiss::width, visible)), .93);
}
