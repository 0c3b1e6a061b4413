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

const std::vector<double> gallery_time_day{0, 7, 42, 365, 3650};
const Spectrum skin{.21, .23, .26, .33, .33, .36, .47, .55};
const std::vector<double> session_share{.3, .4, .3};

std::vector<int> gallery_session() {
    std::vector<int> session(32);
    for (int lane = 0; lane < 32; ++lane) session[lane] = lane % 3;
    return session;
}

PatchLayout sample_layout(const PatchOptions& options = {}) {
    return lay_out_dots(options, session_share, gallery_session());
}

double mean_level(const Picture& picture) {
    double sum = 0;
    for (int value : picture.rgb) sum += value;
    return sum / double(picture.rgb.size());
}

}  // namespace

TEST(Patch, HoldsThePlannedDotsOfEachSession) {
    const PatchLayout layout = sample_layout();
    ASSERT_EQ(layout.x_mm.size(), 150u);  // 150 per cm^2 on 1 cm^2
    int dots[3] = {};
    for (int lane : layout.gallery_dot) ++dots[lane % 3];
    EXPECT_EQ(dots[0], 45);
    EXPECT_EQ(dots[1], 60);
    EXPECT_EQ(dots[2], 45);
}

TEST(Patch, SpacesDotsMoreEvenlyThanChance) {
    const PatchLayout layout = sample_layout();
    double sum = 0;
    const std::size_t dots = layout.x_mm.size();
    for (std::size_t i = 0; i < dots; ++i) {
        double nearest = 1e9;
        for (std::size_t j = 0; j < dots; ++j) {
            if (i == j) continue;
            const auto across = [](double distance) { return distance - 10 * std::rint(distance / 10); };
            nearest = std::min(nearest, std::hypot(across(layout.x_mm[i] - layout.x_mm[j]),
                                                   across(layout.y_mm[i] - layout.y_mm[j])));
        }
        sum += nearest;
    }
    // Chance gives 1/(2 sqrt(density)) = 0.41 mm (Clark and Evans, Ecology 35 (1954) 445) with a standard
    // error of 4 %; a square grid would give 0.82 mm, and no hand is that even.
    EXPECT_GT(sum / double(dots), 1.25 * .408);
    EXPECT_LT(sum / double(dots), .95 * .816);
}

TEST(Patch, ChangesWithTheSeedOnly) {
    PatchOptions other;
    other.seed = 2;
    EXPECT_EQ(sample_layout().x_mm, sample_layout().x_mm);
    EXPECT_NE(sample_layout().x_mm, sample_layout(other).x_mm);
}

TEST(Patch, HasTheSameBytesForAnyNumberOfThreads) {
    const PatchLayout layout = sample_layout();
    const DotAppearance gallery = sample::gallery(gallery_time_day);
    const int before = omp_get_max_threads();
    omp_set_num_threads(1);
    const Picture one = render_patch(Backend::cpu(), layout, gallery, gallery_time_day, 7, skin);
    omp_set_num_threads(3);
    const Picture three = render_patch(Backend::cpu(), layout, gallery, gallery_time_day, 7, skin);
    omp_set_num_threads(before);
    EXPECT_EQ(one.rgb, three.rgb);
    EXPECT_EQ(one.rgb, render_patch(Backend::reference(), layout, gallery, gallery_time_day, 7, skin).rgb);
}

class PatchOn : public OnEveryBackend {};
ON_EVERY_BACKEND(PatchOn);

TEST_P(PatchOn, AgreesWithTheReference) {
    const PatchLayout layout = sample_layout();
    const DotAppearance gallery = sample::gallery(gallery_time_day);
    const Picture expected = render_patch(Backend::reference(), layout, gallery, gallery_time_day, 100, skin);
    const Picture picture = render_patch(backend, layout, gallery, gallery_time_day, 100, skin);
    ASSERT_EQ(picture.rgb.size(), expected.rgb.size());
    int worst = 0;
    for (std::size_t i = 0; i < picture.rgb.size(); ++i)
        worst = std::max(worst, std::abs(int(picture.rgb[i]) - int(expected.rgb[i])));
    EXPECT_LE(worst, 1);  // a value between two levels may round to either after another order of operations
}

TEST_P(PatchOn, ShowsTheColourOfBareSkinWithoutDots) {
    PatchOptions none;
    none.dots_per_cm2 = 0;
    const Picture picture = render_patch(backend, sample_layout(none), sample::gallery(gallery_time_day),
                                         gallery_time_day, 3650, skin);
    const auto expected =
        srgb_of_xyz(xyz_of_lab({62, 10.5, 18}));  // the sample's bare skin, no longer inflamed
    for (int channel = 0; channel < 3; ++channel)
        EXPECT_NEAR(picture.rgb[channel], 255 * expected[channel], .6);  // rounding to a level
}

TEST(Patch, UnderALampIsWhatAnAdaptedEyeSees) {
    PatchOptions none;
    none.dots_per_cm2 = 0;
    const DotAppearance gallery = sample::gallery(gallery_time_day);
    const Xyz healthy = xyz_of_reflectance(skin), now = xyz_of_lab({62, 10.5, 18});
    for (const Illuminant lamp : {Illuminant::a, Illuminant::led_b3}) {
        const Picture picture =
            render_patch(Backend::cpu(), sample_layout(none), gallery, gallery_time_day, 3650, skin, lamp);
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
// takes, integrated over rings. The skin is one whose colour is whole levels, as most pixels are bare.
TEST(Patch, HasTheMeanColourThatTheOpticsTells) {
    PatchOptions options;
    options.side_mm = 3, options.dots_per_cm2 = 11, options.drop_out_share = 0;
    PatchLayout layout = sample_layout(options);
    ASSERT_EQ(layout.x_mm.size(), 1u);
    layout.gallery_dot[0] = 3;
    DotAppearance gallery = sample::gallery(gallery_time_day);
    for (Real& t : gallery.transmittance) t = Real(std::pow(t, 6));  // a dot that tells
    const int time = 0, levels[] = {170, 140, 120};
    const auto linear = [](double level) {  // sRGB, IEC 61966-2-1
        return level <= .04045 ? level / 12.92 : std::pow((level + .055) / 1.055, 2.4);
    };
    const auto xyz_of = [](const double* rgb) {
        return Xyz{.4124 * rgb[0] + .3576 * rgb[1] + .1805 * rgb[2],
                   .2126 * rgb[0] + .7152 * rgb[1] + .0722 * rgb[2],
                   .0193 * rgb[0] + .1192 * rgb[1] + .9505 * rgb[2]};
    };
    double bare_rgb[3];
    for (int i = 0; i < 3; ++i) bare_rgb[i] = linear(levels[i] / 255.);
    const Xyz now = xyz_of(bare_rgb);
    const Lab bare_lab = lab_of_xyz(now);
    for (int lane = 0; lane < pack_width; ++lane) {
        const auto set = [&](DotAppearance::Scalar what, double value) {
            gallery.scalars[(time * DotAppearance::scalar_count + what) * pack_width + lane] = Real(value);
        };
        set(DotAppearance::bare_lightness, bare_lab.lightness);
        set(DotAppearance::bare_a, bare_lab.a), set(DotAppearance::bare_b, bare_lab.b);
    }
    const auto radius = [&](int ring) {
        const double last = gallery.radius_mm[(DotAppearance::radii - 1) * pack_width + 3];
        return ring < DotAppearance::radii
                   ? double(gallery.radius_mm[ring * pack_width + 3])
                   : 2 * last - gallery.radius_mm[(DotAppearance::radii - 2) * pack_width + 3];
    };
    Spectrum left = skin;
    for (int w = 0; w < wavelength_count; ++w) {
        const auto taken = [&](int ring) {
            const int row = (time * DotAppearance::radii + ring) * wavelength_count + w;
            return ring < DotAppearance::radii ? 1 - gallery.transmittance[row * pack_width + 3] : 0.;
        };
        double sum = 0;  // of straight lines times the radius, exactly
        for (int ring = 0; ring < DotAppearance::radii; ++ring) {
            const double a = radius(ring), b = radius(ring + 1), f = taken(ring), g = taken(ring + 1);
            sum += 2 * std::numbers::pi * (b - a) * (f * (2 * a + b) + g * (a + 2 * b)) / 6;
        }
        left[w] *= 1 - sum / (options.side_mm * options.side_mm);
    }
    const Xyz bare = xyz_of_reflectance(skin), dotted = xyz_of_reflectance(left);
    const Lab expected =
        lab_of_xyz({dotted.x * now.x / bare.x, dotted.y * now.y / bare.y, dotted.z * now.z / bare.z});
    const Picture picture = render_patch(Backend::cpu(), layout, gallery, gallery_time_day, 0, skin);
    double mean[3] = {};
    for (std::size_t i = 0; i < picture.rgb.size(); ++i)
        mean[i % 3] += linear(picture.rgb[i] / 255.) * 3 / double(picture.rgb.size());
    const Lab seen = lab_of_xyz(xyz_of(mean));
    EXPECT_GT(delta_e00(expected, bare_lab), .5);
    EXPECT_LT(delta_e00(seen, expected), .02);  // pixels and levels leave a tenth of it
}

TEST(Patch, MultipliesTheTransmittancesOfDotsThatOverlap) {
    PatchOptions options;
    options.dots_per_cm2 = 1;
    options.drop_out_share = 0;
    PatchLayout layout = sample_layout(options);
    ASSERT_EQ(layout.x_mm.size(), 1u);
    layout.gallery_dot[0] = 0;
    PatchLayout twice = layout;
    twice.x_mm.push_back(layout.x_mm[0]);
    twice.y_mm.push_back(layout.y_mm[0]);
    twice.gallery_dot.push_back(0);
    twice.drops_out.push_back(false);
    // Two equal dots in one place are one dot with the square of the transmittance.
    const DotAppearance gallery = sample::gallery(gallery_time_day);
    DotAppearance squared = gallery;
    for (Real& value : squared.transmittance) value *= value;
    // On a grid of radii t^2 interpolated is not the square of t interpolated, so compare where a radius
    // lies: the centre.
    const auto centre = [&](const Picture& picture) {
        const int x = int(layout.x_mm[0] / picture.pixel_mm), y = int(layout.y_mm[0] / picture.pixel_mm);
        return int(picture.rgb[3 * (y * picture.width + x)]);
    };
    const auto draw = [&](const PatchLayout& dots, const DotAppearance& looks) {
        return centre(render_patch(Backend::cpu(), dots, looks, gallery_time_day, 42, skin));
    };
    EXPECT_NEAR(draw(twice, gallery), draw(layout, squared), 2);  // the pixel is up to 0.03 mm off the centre
    EXPECT_LT(draw(twice, gallery), draw(layout, gallery) - 10);
}

TEST(Patch, LosesDroppedOutDotsWithTheirScab) {
    PatchOptions all_lost;
    all_lost.drop_out_share = 1;
    const PatchLayout layout = sample_layout(all_lost);
    const DotAppearance gallery = sample::gallery(gallery_time_day);
    const Picture fresh = render_patch(Backend::cpu(), layout, gallery, gallery_time_day, 0, skin);
    const Picture later = render_patch(Backend::cpu(), layout, gallery, gallery_time_day, 7, skin);
    EXPECT_LT(*std::min_element(fresh.rgb.begin(), fresh.rgb.end()) + 50, mean_level(fresh));
    for (std::size_t i = 3; i < later.rgb.size(); ++i) ASSERT_EQ(later.rgb[i], later.rgb[i % 3]);
}

TEST(Patch, LightensOverTheYears) {
    const PatchLayout layout = sample_layout();
    const DotAppearance gallery = sample::gallery(gallery_time_day);
    double before = 0;
    for (double day : {42., 365., 1825., 3650.}) {
        const double level =
            mean_level(render_patch(Backend::cpu(), layout, gallery, gallery_time_day, day, skin));
        EXPECT_GT(level, before) << "day " << day;
        before = level;
    }
}

TEST(Patch, RefusesAGalleryWithoutSpectra) {
    DotAppearance gallery = sample::gallery(gallery_time_day);
    gallery.transmittance.clear();
    EXPECT_THROW(render_patch(Backend::cpu(), sample_layout(), gallery, gallery_time_day, 0, skin), Error);
    EXPECT_THROW(
        render_patch(Backend::cpu(), sample_layout(), sample::gallery({0, 7}), gallery_time_day, 0, skin),
        Error);
}
