// Pictures of patches: the same for any number of threads, and true to the formula they draw.

#include <fadecast/patch.hpp>

#include "support/on_every_backend.hpp"
#include "support/sample_forecast.hpp"

#include <omp.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>

using namespace fadecast;

namespace {

using sample::skin;
const std::vector<double> times_day{0, 7, 42, 365, 3650};

std::vector<int> sessions(int dots) {
    std::vector<int> session;
    for (int dot = 0; dot < dots; ++dot) session.push_back(dot % 3);
    return session;
}

PatchLayout sample_layout(const PatchOptions& options = {}) {
    return lay_out_patch(options, sessions(dot_count(options)));
}

PatchScene sample_scene(double time_day, const PatchLayout& layout = sample_layout()) {
    return sample::scene(layout, sample::gallery(times_day), times_day, time_day);
}

Picture draw(const PatchScene& scene, const Backend& backend = Backend::cpu(),
             Illuminant illuminant = Illuminant::d65) {
    return render_patch(backend, scene, .04, illuminant);
}

double mean_level(const Picture& picture) {
    double sum = 0;
    for (int value : picture.rgb) sum += value;
    return sum / double(picture.rgb.size());
}

double nearest(float x, float y, const std::vector<float>& xs, const std::vector<float>& ys, double side,
               std::size_t but = std::size_t(-1)) {
    double distance = 1e9;
    for (std::size_t i = 0; i < xs.size(); ++i) {
        if (i == but) continue;
        const auto across = [&](double d) { return d - side * std::rint(d / side); };
        distance = std::min(distance, std::hypot(across(x - xs[i]), across(y - ys[i])));
    }
    return distance;
}

double mean_nearest(const PatchLayout& layout) {
    double sum = 0;
    for (std::size_t i = 0; i < layout.x_mm.size(); ++i)
        sum += nearest(layout.x_mm[i], layout.y_mm[i], layout.x_mm, layout.y_mm, layout.options.side_mm, i);
    return sum / double(layout.x_mm.size());
}

}  // namespace

TEST(Patch, HoldsAsManyDotsAsItsDensity) {
    EXPECT_EQ(dot_count({}), 150);  // 150 per cm^2 on 1 cm^2
    EXPECT_EQ(dot_count({.side_mm = 20, .dots_per_cm2 = 300}), 1200);
    const PatchLayout layout = sample_layout();
    ASSERT_EQ(layout.x_mm.size(), 150u);
    for (std::size_t dot = 0; dot < 150; ++dot) {
        EXPECT_TRUE(layout.x_mm[dot] >= 0 && layout.x_mm[dot] <= 10);
        EXPECT_TRUE(layout.y_mm[dot] >= 0 && layout.y_mm[dot] <= 10);
    }
}

TEST(Patch, SpacesDotsMoreEvenlyThanChance) {
    // Chance gives 1/(2 sqrt(density)) = 0.41 mm (Clark and Evans, Ecology 35 (1954) 445) with a standard
    // error of 4 %; a square grid would give 0.82 mm, and no hand is that even.
    const double spacing = mean_nearest(sample_layout());
    EXPECT_GT(spacing, 1.25 * .408);
    EXPECT_LT(spacing, .95 * .816);
}

TEST(Patch, SetsTheDotsOfEarlierSessionsFirst) {
    // A session's dots keep their places whatever later ones bring.
    const PatchLayout all = lay_out_patch({}, std::vector<int>{2, 0, 1, 0}),
                      first = lay_out_patch({}, std::vector<int>{0, 0});
    EXPECT_EQ(all.x_mm[1], first.x_mm[0]);
    EXPECT_EQ(all.x_mm[3], first.x_mm[1]);
    EXPECT_EQ(all.y_mm[3], first.y_mm[1]);
}

TEST(Patch, ChangesWithTheSeedOnly) {
    const PatchOptions hairy{.hairs_per_cm2 = 50, .full_hairs_per_cm2 = 200},
        other{.hairs_per_cm2 = 50, .full_hairs_per_cm2 = 200, .seed = 2};
    EXPECT_EQ(sample_layout(hairy).x_mm, sample_layout(hairy).x_mm);
    EXPECT_EQ(sample_layout(hairy).hair_x_mm, sample_layout(hairy).hair_x_mm);
    EXPECT_NE(sample_layout(hairy).x_mm, sample_layout(other).x_mm);
    EXPECT_NE(sample_layout(hairy).hair_x_mm, sample_layout(other).hair_x_mm);
}

TEST(Patch, GrowsHairInUnits) {
    const PatchOptions options{.side_mm = 20, .dots_per_cm2 = 0, .full_hairs_per_cm2 = 226};
    const PatchLayout layout = sample_layout(options);
    // 411 units of 1 to 4 hairs, 2.2 in the mean with a standard deviation of .85: an error of 2 %.
    EXPECT_NEAR(double(layout.hair_x_mm.size()), 904, 3 * .02 * 904);
    double sum = 0;
    for (std::size_t i = 0; i < layout.hair_x_mm.size(); ++i)
        sum += nearest(layout.hair_x_mm[i], layout.hair_y_mm[i], layout.hair_x_mm, layout.hair_y_mm, 20, i);
    // By chance the nearest of 226 per cm^2 would be .33 mm away.
    EXPECT_LT(sum / double(layout.hair_x_mm.size()), .8 * .33);
}

TEST(Patch, SetsDotsBetweenHairs) {
    PatchOptions options{.dots_per_cm2 = 60, .hairs_per_cm2 = 40, .full_hairs_per_cm2 = 200};
    const PatchLayout layout = sample_layout(options);
    std::vector<float> x, y;
    for (std::size_t hair = 0; hair < layout.hair_x_mm.size(); ++hair)
        if (layout.hair_rank[hair] < .2f)
            x.push_back(layout.hair_x_mm[hair]), y.push_back(layout.hair_y_mm[hair]);
    ASSERT_GT(x.size(), 20u);
    double sum = 0;
    for (std::size_t dot = 0; dot < layout.x_mm.size(); ++dot)
        sum += nearest(layout.x_mm[dot], layout.y_mm[dot], x, y, 10) / double(layout.x_mm.size());
    EXPECT_GT(sum, 1.15 * .5 / std::sqrt(double(x.size()) / 100));  // of what chance would give
}

TEST(Patch, DotsOnlyWhereThePatternHasThem) {
    for (const Pattern pattern : {Pattern::hard_hairline, Pattern::scar, Pattern::areata}) {
        const PatchOptions options{.pattern = pattern};
        const PatchLayout layout = sample_layout(options);
        EXPECT_LT(layout.x_mm.size(), 120u);
        EXPECT_GT(layout.x_mm.size(), 20u);
        for (std::size_t dot = 0; dot < layout.x_mm.size(); ++dot) {
            const double x = layout.x_mm[dot], y = layout.y_mm[dot];
            const double hand = .3;  // four standard deviations of the hand's error
            const double out = pattern == Pattern::hard_hairline ? y - 7.2
                               : pattern == Pattern::scar        ? std::abs(y - 5) - 1.25 - .15
                                                                 : std::hypot(x - 5, y - 5) - 3.7;
            EXPECT_LT(out, hand);
        }
    }
    // Where there is a scar no hair grows, and beside it all does.
    const PatchOptions scar{.pattern = Pattern::scar};
    EXPECT_EQ(share_of_hair_at(scar, 3, 5, .4f), 0);
    EXPECT_EQ(share_of_hair_at(scar, 3, 1, .4f), 1);
}

TEST(Patch, HasTheSameBytesForAnyNumberOfThreads) {
    PatchScene scene = sample_scene(7);
    scene.texture = {.melanin = skin, .relief = .02};
    scene.strands = {{2, 2, 1, .5f, .08f, 0}};
    scene.strand_reflectance = {Spectrum{}};
    const int before = omp_get_max_threads();
    omp_set_num_threads(1);
    const Picture one = draw(scene);
    omp_set_num_threads(3);
    const Picture three = draw(scene);
    omp_set_num_threads(before);
    EXPECT_EQ(one.rgb, three.rgb);
    EXPECT_EQ(one.rgb, draw(scene, Backend::reference()).rgb);
}

class PatchOn : public OnEveryBackend {};
ON_EVERY_BACKEND(PatchOn);

TEST_P(PatchOn, AgreesWithTheReference) {
    const PatchScene scene = sample_scene(100);
    const Picture expected = draw(scene, Backend::reference()), picture = draw(scene, backend);
    ASSERT_EQ(picture.rgb.size(), expected.rgb.size());
    int worst = 0;
    for (std::size_t i = 0; i < picture.rgb.size(); ++i)
        worst = std::max(worst, std::abs(int(picture.rgb[i]) - int(expected.rgb[i])));
    EXPECT_LE(worst, 1);  // a value between two levels may round to either after another order of operations
}

TEST_P(PatchOn, ShowsTheColourOfBareSkinWithoutDots) {
    const Picture picture = draw(sample_scene(3650, sample_layout({.dots_per_cm2 = 0})), backend);
    const auto expected = srgb_of_xyz(xyz_of_lab({62, 10.5, 18}));  // the sample's bare skin
    for (int channel = 0; channel < 3; ++channel)
        EXPECT_NEAR(picture.rgb[channel], 255 * expected[channel], .6);  // rounding to a level
}

TEST(Patch, UnderALampIsWhatAnAdaptedEyeSees) {
    const PatchScene scene = sample_scene(3650, sample_layout({.dots_per_cm2 = 0}));
    const Xyz healthy = xyz_of_reflectance(skin), now = xyz_of_lab({62, 10.5, 18});
    for (const Illuminant lamp : {Illuminant::a, Illuminant::led_b3}) {
        const Picture picture = draw(scene, Backend::cpu(), lamp);
        const Xyz lit = adapt_to_d65(xyz_of_reflectance(skin, lamp), lamp);
        const auto expected =
            srgb_of_xyz({lit.x * now.x / healthy.x, lit.y * now.y / healthy.y, lit.z * now.z / healthy.z});
        for (int channel = 0; channel < 3; ++channel)
            EXPECT_NEAR(picture.rgb[channel], 255 * expected[channel], .6);  // rounding to a level
        // Lamps have more red than day, and skin reflects it: adapted or not, it looks lighter there.
        EXPECT_GT(lit.y, healthy.y);
    }
}

// One dot on a patch that its light does not leave: the mean over the pixels is bare skin less what the dot
// takes, integrated over rings.
TEST(Patch, HasTheMeanColourThatTheOpticsTells) {
    PatchScene scene = sample_scene(0, sample_layout({.side_mm = 3, .dots_per_cm2 = 11}));
    ASSERT_EQ(scene.x_mm.size(), 1u);
    for (float& t : scene.looks.transmittance) t = std::pow(t, 6.f);  // a dot that tells
    scene.look[0] = 3;
    scene.texture = {.melanin = {-.1, -.1, -.1, -.1, -.1, -.1, -.1, -.1}, .relief = .03};  // whose mean is 0
    const float* radius = &scene.looks.radius_mm[3 * Looks::nodes];
    const float* transmittance = &scene.looks.transmittance[3 * Looks::nodes * wavelength_count];
    Spectrum left = skin;
    for (int w = 0; w < wavelength_count; ++w) {
        double sum = 0;  // of straight lines times the radius, exactly
        for (int ring = 0; ring + 1 < Looks::nodes; ++ring) {
            const double a = radius[ring], b = radius[ring + 1];
            const double f = 1 - transmittance[ring * wavelength_count + w],
                         g = 1 - transmittance[(ring + 1) * wavelength_count + w];
            sum += 2 * std::numbers::pi * (b - a) * (f * (2 * a + b) + g * (a + 2 * b)) / 6;
        }
        left[w] *= 1 - sum / (3 * 3);
    }
    const Xyz now = xyz_of_lab(scene.bare), bare = xyz_of_reflectance(skin),
              dotted = xyz_of_reflectance(left);
    const Lab expected =
        lab_of_xyz({dotted.x * now.x / bare.x, dotted.y * now.y / bare.y, dotted.z * now.z / bare.z});
    const auto mean_of = [&](const PatchScene& drawn) {
        const std::vector<float> xyz = patch_xyz(Backend::cpu(), drawn, .04);
        double mean[3] = {};
        for (std::size_t i = 0; i < xyz.size(); ++i)
            mean[3 * i / xyz.size()] += 3. * xyz[i] / double(xyz.size());
        return lab_of_xyz({mean[0], mean[1], mean[2]});
    };
    EXPECT_GT(delta_e00(expected, scene.bare), .5);
    // The texture lies over the dot unevenly, which moves the mean by its amplitude times the dot's share.
    EXPECT_LT(delta_e00(mean_of(scene), expected), .1);
    scene.texture = {};
    EXPECT_LT(delta_e00(mean_of(scene), expected), .01);  // pixels leave a tenth of it
}

TEST(Patch, MultipliesTheTransmittancesOfDotsThatOverlap) {
    PatchScene once = sample_scene(42, sample_layout({.dots_per_cm2 = 1}));
    ASSERT_EQ(once.x_mm.size(), 1u);
    PatchScene twice = once, squared = once;
    twice.x_mm.push_back(once.x_mm[0]), twice.y_mm.push_back(once.y_mm[0]), twice.look.push_back(0);
    // Two equal dots in one place are one dot with the square of the transmittance. Between radii t^2
    // interpolated is not the square of t interpolated, so compare where a radius lies: the centre.
    for (float& t : squared.looks.transmittance) t *= t;
    const auto centre = [&](const PatchScene& scene) {
        const Picture picture = draw(scene);
        const int x = int(scene.x_mm[0] / picture.pixel_mm), y = int(scene.y_mm[0] / picture.pixel_mm);
        return int(picture.rgb[3 * (y * picture.width + x)]);
    };
    EXPECT_NEAR(centre(twice), centre(squared), 2);  // the pixel is up to 0.03 mm off the centre
    EXPECT_LT(centre(twice), centre(once) - 10);
}

TEST(Patch, CoversSkinWithHairByItsArea) {
    PatchScene scene = sample_scene(42, sample_layout({.dots_per_cm2 = 0}));
    scene.strands = {{9.5f, 3, 1.2f, .9f, .08f, 0}};  // 1.5 mm long, across the seam of the patch
    scene.strand_reflectance = {Spectrum{}};          // black
    const auto brightness = [&](double pixel_mm) {
        const std::vector<float> xyz = patch_xyz(Backend::cpu(), scene, pixel_mm);
        double sum = 0;
        for (std::size_t i = 0; i < xyz.size() / 3; ++i) sum += xyz[xyz.size() / 3 + i];
        return sum / double(xyz.size() / 3) / xyz_of_lab(scene.bare).y;
    };
    // Its round ends add a disk; pixels that it crosses aslant are a tenth off.
    const double area = 1.5 * .08 + std::numbers::pi * .04 * .04;
    EXPECT_NEAR(1 - brightness(.02), area / 100, .1 * area / 100);
    EXPECT_NEAR(1 - brightness(.1), area / 100, .2 * area / 100);
}

TEST(Patch, DoesNotReddenHairWithTheSkin) {
    PatchScene scene = sample_scene(42, sample_layout({.dots_per_cm2 = 0}));
    scene.strands = {{3, 5, 4, 0, .4f, 0}};
    scene.strand_reflectance = {Spectrum{.5, .5, .5, .5, .5, .5, .5, .5}};
    const auto on_hair = [&] {
        const Picture picture = draw(scene);
        return picture.rgb[3 * (125 * picture.width + 125) + 1];
    };
    const int calm = on_hair();
    scene.bare = {55, 20, 18};
    EXPECT_EQ(on_hair(), calm);
}

TEST(Patch, HasATextureThatLeavesItsColour) {
    PatchScene scene = sample_scene(42, sample_layout({.dots_per_cm2 = 0}));
    scene.texture = {.melanin = {}, .blood = {}, .relief = .02};
    const std::vector<float> xyz = patch_xyz(Backend::cpu(), scene, .04);
    const std::size_t pixels = xyz.size() / 3;
    double mean = 0, square = 0;
    for (std::size_t i = pixels; i < 2 * pixels; ++i) {
        const double y = xyz[i] / xyz_of_lab(scene.bare).y;
        mean += y / double(pixels), square += y * y / double(pixels);
    }
    EXPECT_NEAR(mean, 1, 1e-4);  // float sums
    // 33 x 33 independent values: the deviation is known to 2 %.
    EXPECT_NEAR(std::sqrt(square - mean * mean), .02, .1 * .02);
}

TEST(Patch, SpreadsFarLightAsAnEvenVeil) {
    // A look with a halo: 1 % of the light at 1 mm, fading to none at 3 mm.
    PatchScene scene = sample_scene(42);
    for (int look = 0; look < scene.looks.count(); ++look)
        for (int node = 0; node < Looks::nodes; ++node) {
            scene.looks.radius_mm[look * Looks::nodes + node] = .2f * float(node);
            for (int w = 0; w < wavelength_count; ++w)
                scene.looks.transmittance[(look * Looks::nodes + node) * wavelength_count + w] =
                    node < 1 ? .5f : std::min(1.f, 1 - .02f * float(15 - node) / 15);
        }
    const std::vector<float> exact = patch_xyz(Backend::cpu(), scene, .1);
    scene.veil_from_mm = 1;
    const std::vector<float> veiled = patch_xyz(Backend::cpu(), scene, .1);
    double mean = 0, veiled_mean = 0, worst = 0;
    for (std::size_t i = 0; i < exact.size(); ++i) {
        mean += exact[i] / double(exact.size()), veiled_mean += veiled[i] / double(exact.size());
        worst = std::max(worst, std::abs(double(exact[i]) - veiled[i]));
    }
    EXPECT_LT(mean, .8 * xyz_of_lab(scene.bare).y);  // the halos tell
    EXPECT_NEAR(veiled_mean, mean, 1e-3 * mean);     // but not where they lie
    EXPECT_LT(worst, .05 * mean);
}

TEST(Patch, LightensOverTheYears) {
    double before = 0;
    for (double day : {42., 365., 1825., 3650.}) {
        const double level = mean_level(draw(sample_scene(day)));
        EXPECT_GT(level, before) << "day " << day;
        before = level;
    }
}

TEST(Patch, DoesNotRepeatDownwardAtAHairline) {
    // A dot at the upper edge darkens the lower one of a patch that repeats, and not the forehead.
    PatchScene scene = sample_scene(42, sample_layout({.dots_per_cm2 = 1}));
    scene.y_mm[0] = .05f;
    const auto at_lower_edge = [&] {
        const Picture picture = draw(scene);
        const int x = int(scene.x_mm[0] / picture.pixel_mm);
        return int(picture.rgb[3 * ((picture.height - 1) * picture.width + x)]);
    };
    const int repeated = at_lower_edge();
    scene.pattern = Pattern::hard_hairline;
    EXPECT_GT(at_lower_edge(), repeated + 10);
}

TEST(Patch, RefusesMarksWithoutALook) {
    PatchScene scene = sample_scene(42);
    scene.look[3] = 32;
    EXPECT_THROW(draw(scene), Error);
    DotAppearance gallery = sample::gallery(times_day);
    Looks looks;
    EXPECT_THROW(looks.add(gallery, 33, times_day, 0), Error);
    EXPECT_THROW(looks.add(gallery, 32, std::vector<double>{0, 7}, 0), Error);
    gallery.transmittance.clear();
    EXPECT_THROW(looks.add(gallery, 32, times_day, 0), Error);
    EXPECT_THROW(sample_layout({.side_mm = 0}), Error);
}
