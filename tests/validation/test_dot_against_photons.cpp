// The dot model against Monte Carlo photons: columns at depths of .1 to .8 mm, .1 to .5 mm wide, of optical
// depths .1 to 10, in six skins.

#include <fadecast/dot.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "dot_photons.hpp"
#include "support/gaussian_columns.hpp"

using namespace fadecast;

namespace {

struct Miss {
    int type;
    double middle, patch;  ///< delta E00
    double width;          ///< model over photons; 0 where photons see no width
    double contrast;       ///< delta E00 of the middle to the bare skin, as photons see it
};

Lab lab_of(const Spectrum& reflectance) { return lab_of_xyz(xyz_of_reflectance(reflectance)); }
Lab lab_at(const int* hundredths) {
    return {hundredths[0] / 100., hundredths[1] / 100., hundredths[2] / 100.};
}

std::vector<Miss> misses() {
    std::vector<Column> list;
    for (const PhotonColumn& c : photon_columns)
        list.push_back({c.top_mm, c.bottom_mm, c.fwhm_mm, c.depth_550});
    const MadeUpDots dots = columns(list);
    const Backend cpu = Backend::cpu();
    const Snapshots snapshots = dots.make(cpu);
    std::vector<Miss> all;
    for (int type = 1; type <= 6; ++type) {
        Skin skin;
        skin.melanin_fraction = melanin_fraction_of_ita(ita_of_fitzpatrick(type));
        const Spectrum bare = skin_reflectance(skin);
        const auto prepared = prepare_skins(cpu, {skin}, dots.slice_faces(), dots.grid);
        const DotAppearance seen =
            see_dots(snapshots, {carbon()}, *prepared, std::vector<int>(dots.packs * pack_width, 0), true);
        for (int dot = 0; dot < int(list.size()); ++dot) {
            const int pack = dot / pack_width, lane = dot % pack_width;
            const auto radius = [&](int step) {
                return double(seen.radius_mm[(pack * DotAppearance::radii + step) * pack_width + lane]);
            };
            const auto reflectance = [&](int step, int w) {
                return bare[w] *
                       seen.transmittance[((pack * DotAppearance::radii + step) * wavelength_count + w) *
                                              pack_width +
                                          lane];
            };
            // The disc of 1 mm^2: the ratios' straight lines between radii, as pictures draw them.
            constexpr int rings = 200;
            Spectrum middle{}, patch{};
            for (int w = 0; w < wavelength_count; ++w) {
                middle[w] = reflectance(0, w);
                int step = 0;
                for (int i = 0; i < rings; ++i) {
                    const double r = .5642 * (i + .5) / rings;
                    while (radius(step + 1) < r) ++step;
                    const double part = (r - radius(step)) / (radius(step + 1) - radius(step));
                    patch[w] += (2 * i + 1.) / (rings * rings) *
                                ((1 - part) * reflectance(step, w) + part * reflectance(step + 1, w));
                }
            }
            const auto& look = photon_columns[dot].look[type - 1];
            const double width =
                seen.scalars[(pack * DotAppearance::scalar_count + DotAppearance::optical_fwhm_mm) *
                                 pack_width +
                             lane];
            all.push_back({type, delta_e00(lab_of(middle), lab_at(look + middle_lightness)),
                           delta_e00(lab_of(patch), lab_at(look + patch_lightness)),
                           look[width_um] > 0 ? 1000 * width / look[width_um] : 0,
                           delta_e00(lab_at(look + middle_lightness), lab_of(bare))});
        }
    }
    return all;
}

double quantile(std::vector<double> values, double share) {
    std::sort(values.begin(), values.end());
    return values[std::min(values.size() - 1, std::size_t(share * values.size()))];
}

template <typename Which>
std::vector<double> values_of(const std::vector<Miss>& all, double Miss::*value, const Which& which) {
    std::vector<double> values;
    for (const Miss& m : all)
        if (which(m)) values.push_back(m.*value);
    return values;
}

}  // namespace

TEST(DotAgainstPhotons, LooksLikeIt) {
    // Asked for are medians of 1 in the middle and .3 over the patch. Faint columns are easy, so the well
    // visible ones are held to the same.
    const std::vector<Miss> all = misses();
    const auto any = [](const Miss&) { return true; };
    const auto middle = values_of(all, &Miss::middle, any), patch = values_of(all, &Miss::patch, any);
    EXPECT_LT(quantile(middle, .5), .4);
    EXPECT_LT(quantile(middle, .9), 1.5);
    EXPECT_LT(quantile(middle, 1), 4.5);  // an opaque thin sheet high in the dermis, too blue
    EXPECT_LT(quantile(patch, .5), .15);
    EXPECT_LT(quantile(patch, .9), .6);
    EXPECT_LT(quantile(patch, 1), 2);
    for (int type = 1; type <= 6; ++type) {
        const auto of_type = [type](const Miss& m) { return m.type == type; };
        EXPECT_LT(quantile(values_of(all, &Miss::middle, of_type), .5), .5) << "type " << type;
        EXPECT_LT(quantile(values_of(all, &Miss::patch, of_type), .5), .2) << "type " << type;
    }
    const auto visible = [](const Miss& m) { return m.contrast > 5; };
    EXPECT_LT(quantile(values_of(all, &Miss::middle, visible), .5), 1);
    EXPECT_LT(quantile(values_of(all, &Miss::patch, visible), .5), .3);
}

TEST(DotAgainstPhotons, IsAsWide) {
    const std::vector<Miss> all = misses();
    const auto within = [](const std::vector<double>& ratio) {
        return std::count_if(ratio.begin(), ratio.end(), [](double r) { return std::abs(r - 1) < .1; }) /
               double(ratio.size());
    };
    const auto ratio = values_of(all, &Miss::width, [](const Miss& m) { return m.width > 0; });
    EXPECT_NEAR(quantile(ratio, .5), 1, .03);
    EXPECT_GT(within(ratio), .85);
    EXPECT_GT(quantile(ratio, 0), .7);  // narrow columns at .5 mm and deeper, which are faint
    EXPECT_LT(quantile(ratio, 1), 1.3);
    EXPECT_GT(within(values_of(all, &Miss::width, [](const Miss& m) { return m.contrast > 5; })), .93);
}
