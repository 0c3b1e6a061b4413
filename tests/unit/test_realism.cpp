// What an eye makes of a patch, and how dots compare with hair: exact laws of the blur, signs and order of
// the parts.

#include <fadecast/colour.hpp>
#include <fadecast/realism.hpp>

#include "random.hpp"
#include "support/on_every_backend.hpp"

#include <omp.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

using namespace fadecast;

namespace {

const Lab fair_skin{65, 9, 15};

struct Patch {
    Images images;
    Marks marks;
};

/// Marks with Gaussian profiles on skin; lengths in mm.
struct Drawing {
    int width = 64;
    double pixel_mm = .125, fwhm_mm = .35;
    Lab skin = fair_skin, centre{40, 5, 8};
    std::uint64_t seed = 1;
    int marks = 100;
};

Patch draw(const Drawing& drawing) {
    const auto [width, pixel_mm, fwhm_mm, skin, centre, seed, count] = drawing;
    const double side = width * pixel_mm;
    Patch patch{{1, width, pixel_mm, {}}, {side, {}, {}, fwhm_mm, centre, skin}};
    Random random(seed, Purpose::patch_layout, 0);
    for (int mark = 0; mark < count; ++mark) {
        patch.marks.x_mm.push_back(float(side) * random.uniform());
        patch.marks.y_mm.push_back(float(side) * random.uniform());
    }
    const Xyz from = xyz_of_lab(skin), to = xyz_of_lab(centre);
    const double ratio[3] = {to.x / from.x, to.y / from.y, to.z / from.z}, bare[3] = {from.x, from.y, from.z};
    const int pixels = width * width;
    patch.images.xyz.resize(std::size_t(3) * pixels);
    for (int pixel = 0; pixel < pixels; ++pixel) {
        double depth = 0;
        for (int mark = 0; mark < count; ++mark) {
            const auto across = [side = side](double d) { return d - side * std::rint(d / side); };
            const double dx = across((pixel % width + .5) * pixel_mm - patch.marks.x_mm[mark]),
                         dy = across((pixel / width + .5) * pixel_mm - patch.marks.y_mm[mark]);
            const double squares = (dx * dx + dy * dy) / (fwhm_mm * fwhm_mm);
            if (squares < 5) depth += std::exp(-4 * std::numbers::ln2 * squares);
        }
        for (int axis = 0; axis < 3; ++axis)
            patch.images.xyz[axis * pixels + pixel] = float(bare[axis] * std::pow(ratio[axis], depth));
    }
    return patch;
}

Realism judged(const Patch& dots, const Patch& hair, const Backend& backend = Backend::cpu()) {
    return judge_realism(backend, dots.images, {&dots.marks, 1}, hair.images, {&hair.marks, 1}).front();
}

Images both(const Images& first, const Images& second) {
    Images images = first;
    images.count += second.count;
    images.xyz.insert(images.xyz.end(), second.xyz.begin(), second.xyz.end());
    return images;
}

/// A wave in one opponent channel on grey: `of_xyz` is that channel's column of the inverse of the matrix.
struct Wave {
    const char* name;
    double of_xyz[3];
    std::vector<std::array<double, 2>> blur;  // FWHM in degrees, weight
};
const Wave waves[3] = {
    // The inverse of Zhang and Wandell's matrix, worked out apart from the program.
    {"luminance", {0.979713, 1.189073, 1.231886}, {{.05, .9207}, {.225, .105}, {7, -.108}}},
    {"red-green", {-1.534534, 0.764310, 1.163266}, {{.0685, .531}, {.826, .33}}},
    {"blue-yellow", {0.444828, 0.135204, 2.078457}, {{.092, .4877}, {.6451, .3711}}},
};

double transfer(const Wave& wave, double distance_m, double frequency) {
    double sum = 0, weights = 0;
    for (const auto& [fwhm_degree, weight] : wave.blur) {
        const double sigma_mm = fwhm_degree * std::tan(std::numbers::pi / 180) * distance_m * 1000 /
                                std::sqrt(8 * std::numbers::ln2);
        sum += weight * std::exp(-2 * std::pow(std::numbers::pi * sigma_mm * frequency, 2));
        weights += weight;
    }
    return sum / weights;
}

constexpr double grey[3] = {.3, .3, .3};

Images grating(const Wave& wave, int across, int down, double amplitude, int width = 64) {
    Images images{1, width, .125, {}};
    for (int axis = 0; axis < 3; ++axis)
        for (int y = 0; y < width; ++y)
            for (int x = 0; x < width; ++x)
                images.xyz.push_back(
                    float(grey[axis] + amplitude * wave.of_xyz[axis] *
                                           std::cos(2 * std::numbers::pi * (across * x + down * y) / width)));
    return images;
}

/// How much of the grating is left, by projecting the seen X, Y or Z that it moves most onto it.
double left_of(const Wave& wave, int across, int down, double amplitude, double distance_m,
               const Backend& backend, int width = 64) {
    const auto lab = seen_from(backend, grating(wave, across, down, amplitude, width), distance_m);
    const int pixels = width * width;
    double sum = 0, norm = 0;
    for (int y = 0; y < width; ++y)
        for (int x = 0; x < width; ++x) {
            const int i = y * width + x;
            const Xyz xyz = xyz_of_lab({lab[i], lab[pixels + i], lab[2 * pixels + i]});
            const double seen[3] = {xyz.x - grey[0], xyz.y - grey[1], xyz.z - grey[2]};
            const double cosine = std::cos(2 * std::numbers::pi * (across * x + down * y) / width);
            for (int axis = 0; axis < 3; ++axis) {
                sum += seen[axis] * wave.of_xyz[axis] * cosine;
                norm += std::pow(wave.of_xyz[axis] * cosine, 2) * amplitude;
            }
        }
    return sum / norm;
}

class Realistic : public OnEveryBackend {};
ON_EVERY_BACKEND(Realistic);

}  // namespace

TEST_P(Realistic, EyeSeesAUniformImageAsItIs) {
    const Patch bare = draw({.marks = 0});
    for (double distance_m : {.1, .5, 1., 20.}) {
        const auto lab = seen_from(backend, bare.images, distance_m);
        const std::size_t pixels = lab.size() / 3;
        for (std::size_t i = 0; i < pixels; ++i) {
            // 64 x 64 sums in float, each of relative error 6e-8, on L* of 65.
            ASSERT_NEAR(lab[i], fair_skin.lightness, 2e-3);
            ASSERT_NEAR(lab[pixels + i], fair_skin.a, 5e-3);
            ASSERT_NEAR(lab[2 * pixels + i], fair_skin.b, 5e-3);
        }
    }
}

TEST_P(Realistic, EyeDampsEachWaveByExactlyTheSumOfItsGaussians) {
    for (const Wave& wave : waves)
        for (double distance_m : {.5, 1.})
            for (const auto& [across, down] : {std::pair{1, 0}, {0, 3}, {5, 2}, {0, 9}})
                for (int width : {64, 45}) {
                    // Small against grey, so that L*a*b* and the clamp at 0 lose nothing; float holds
                    // 1e-7 of .3, 1e-5 of the amplitude.
                    const double frequency = std::hypot(across, down) / (width * .125);
                    EXPECT_NEAR(left_of(wave, across, down, .01, distance_m, backend, width),
                                transfer(wave, distance_m, frequency), 1e-4)
                        << wave.name << " " << across << " " << down;
                }
}

TEST_P(Realistic, EyeSeesTheSameOnEveryDevice) {
    const Patch patch = draw({.width = 45});
    const auto expected = seen_from(Backend::cpu(), patch.images, .5),
               seen = seen_from(backend, patch.images, .5);
    ASSERT_EQ(seen.size(), expected.size());
    if (backend.device() != Device::gpu) {
        EXPECT_EQ(seen, expected);
    } else {
        // A GPU contracts a product and a sum; a*, 500 times a difference of cube roots, feels it most.
        for (std::size_t i = 0; i < seen.size(); ++i) ASSERT_NEAR(seen[i], expected[i], 5e-3);
    }
}

TEST(Realism, IsTheSameForAnyNumberOfThreadsAndAnyBatch) {
    const Patch hair = draw({.seed = 7});
    Patch dots = draw({.seed = 0});
    std::vector<Marks> marks{dots.marks};
    std::vector<Realism> alone{judged(dots, hair)};
    for (std::uint64_t seed = 1; seed < 20; ++seed) {  // more than are worked on at a time
        const Patch next = draw({.seed = seed, .marks = 20});
        alone.push_back(judged(next, hair));
        dots.images = both(dots.images, next.images);
        marks.push_back(next.marks);
    }
    const int threads = omp_get_max_threads();
    for (int count : {1, 3}) {
        omp_set_num_threads(count);
        const auto batch = judge_realism(Backend::cpu(), dots.images, marks, hair.images, {&hair.marks, 1});
        ASSERT_EQ(batch.size(), alone.size());
        for (std::size_t i = 0; i < batch.size(); ++i) {
            EXPECT_EQ(batch[i].score, alone[i].score);
            EXPECT_EQ(batch[i].seen_metre, alone[i].seen_metre);
            EXPECT_EQ(batch[i].contrast, alone[i].contrast);
        }
    }
    omp_set_num_threads(threads);
}

TEST(Realism, JudgesConsecutivePatchesAgainstTheirOwnHair) {
    const Patch first = draw({.seed = 1}), second = draw({.seed = 2, .marks = 160});
    const std::vector<Marks> hair{first.marks, second.marks},
        dots{first.marks, second.marks, first.marks, second.marks};
    const Images images = both(first.images, second.images);
    const auto realism = judge_realism(Backend::cpu(), both(images, images), dots, images, hair);
    ASSERT_EQ(realism.size(), 4u);
    EXPECT_EQ(realism[0].score, 100);
    EXPECT_LT(realism[1].score, 99);
    EXPECT_LT(realism[2].score, 99);
    EXPECT_EQ(realism[3].score, 100);
}

TEST(Realism, RankMatchingFindsNoDifferenceInAShiftedCopy) {
    const Patch patch = draw({});
    Images shifted = patch.images;
    for (int axis = 0; axis < 3; ++axis)
        for (int y = 0; y < 64; ++y)
            std::rotate_copy(
                &patch.images.xyz[(axis * 64 + y) * 64], &patch.images.xyz[(axis * 64 + y) * 64 + 11],
                &patch.images.xyz[(axis * 64 + y) * 64 + 64], &shifted.xyz[(axis * 64 + y) * 64]);
    const auto one = seen_from(Backend::cpu(), patch.images, .5),
               other = seen_from(Backend::cpu(), shifted, .5);
    EXPECT_NEAR(rank_matched_difference(one, other), 0, 1e-3);  // rounding of a* in float
    double pixelwise = 0;
    for (int i = 0; i < 4096; ++i) pixelwise += std::abs(one[i] - other[i]) / 4096;
    EXPECT_GT(pixelwise, 1);  // which is what a comparison in place would have found
}

TEST(Realism, RankMatchingComparesLightnessWithLightness) {
    // 100 pixels, dark to light and light to dark, black among them.
    std::vector<float> rising(300, 0.f), falling(300, 0.f);
    for (int i = 0; i < 100; ++i) rising[i] = falling[99 - i] = float(i);
    falling[99] = -1e-6f;  // what rounding may make of black
    EXPECT_NEAR(rank_matched_difference(rising, falling), 0, 1e-6);
    std::vector<float> lighter = rising;
    for (int i = 0; i < 100; ++i) lighter[i] = 50;
    EXPECT_EQ(rank_matched_difference(std::vector<float>(192, 0.f), std::vector<float>(300, 0.f)), 0);
    EXPECT_GT(rank_matched_difference(rising, lighter), 15);  // about a quarter of the range, on average
}

TEST(Realism, PairCorrelationOfChanceIsOne) {
    Random random(5, Purpose::patch_layout, 0);
    Marks marks;
    marks.side_mm = 20;
    for (int mark = 0; mark < 2000; ++mark) {
        marks.x_mm.push_back(20 * random.uniform());
        marks.y_mm.push_back(20 * random.uniform());
    }
    const auto g = pair_correlation(marks);
    for (int bin = 0; bin < pair_distances; ++bin) {
        const double pairs = 2000. * 1999 / 2 * std::numbers::pi * .01 * (2 * bin + 1) / 400;
        EXPECT_NEAR(g[bin], 1, 4 / std::sqrt(pairs)) << bin;  // four standard errors
    }
}

TEST(Realism, PairCorrelationOfALatticeHasItsPeaks) {
    Marks marks;
    marks.side_mm = 8.5;
    for (int i = 0; i < 100; ++i) {
        marks.x_mm.push_back(.85f * float(i % 10));
        marks.y_mm.push_back(.85f * float(i / 10));
    }
    const auto g = pair_correlation(marks);
    // Neighbours at .85 (4), 1.20 (4), 1.70 (4, on the edge of two bins) and 1.90 mm (8).
    double around = 0;
    for (int bin = 0; bin < pair_distances; ++bin)
        around += g[bin] * 99 * std::numbers::pi * .01 * (2 * bin + 1) / (8.5 * 8.5);
    EXPECT_NEAR(around, 20, 1e-9);  // counted once each, also across the edge
    EXPECT_NEAR(g[8] * 99 * std::numbers::pi * .17 / (8.5 * 8.5), 4, 1e-9);
    for (int empty : {0, 4, 7, 9, 11, 14, 15, 18}) EXPECT_EQ(g[empty], 0) << empty;
}

TEST(Realism, IsCompleteOnlyForHairItself) {
    const Patch hair = draw({});
    const Realism same = judged(hair, hair);
    EXPECT_EQ(same.score, 100);
    EXPECT_EQ(same.shade, 0);
    EXPECT_EQ(same.hue, 0);
    EXPECT_EQ(same.pattern, 0);
    // The same hair, grown elsewhere, stays within a third of one tolerance.
    EXPECT_GT(judged(draw({.seed = 2}), hair).score, 90);
}

TEST(Realism, NamesWhatIsWrong) {
    for (const Lab skin : {fair_skin, Lab{38, 11, 17}}) {
        const Drawing as_hair{.skin = skin, .centre = {25, 4, 6}};
        const auto with = [&](const std::function<void(Drawing&)>& change) {
            Drawing changed = as_hair;
            change(changed);
            return judged(draw(changed), draw(as_hair));
        };
        const Realism darker = with([](Drawing& d) { d.centre.lightness = 10; });
        EXPECT_GT(darker.darker, 0);
        EXPECT_GT(darker.contrast, 0);
        EXPECT_EQ(darker.size, 0);
        const Realism paler = with([](Drawing& d) { d.centre.lightness = 31; });
        EXPECT_LT(paler.darker, 0);
        EXPECT_LT(paler.contrast, 0);
        const Realism larger = with([](Drawing& d) { d.fwhm_mm = .7; });
        EXPECT_DOUBLE_EQ(larger.size, std::numbers::ln2);
        EXPECT_GT(larger.darker, 0);
        const Realism bluer = with([](Drawing& d) { d.centre.b = -1; });
        EXPECT_GT(bluer.hue, 5);
        EXPECT_GT(bluer.bluer, 3);  // of the 7 that are missing, as the mark is farther from skin as well
        EXPECT_LT(bluer.bluer, 7);
        EXPECT_EQ(darker.pattern, 0);
        const Realism crowded = with([](Drawing& d) { d.marks = 300; });
        EXPECT_GT(crowded.pattern, 0);
        EXPECT_GT(crowded.darker, 0);
    }
}

TEST(Realism, FindsNoCastInGreyMarksOfAnyDepth) {
    // A grey film scales X, Y and Z alike.
    const auto film = [](double transmittance) {
        const Xyz bare = xyz_of_lab(fair_skin);
        return lab_of_xyz({bare.x * transmittance, bare.y * transmittance, bare.z * transmittance});
    };
    const Patch hair = draw({.centre = film(.1)});
    for (double transmittance : {.07, .2, .5, .9})
        EXPECT_NEAR(judged(draw({.centre = film(transmittance)}), hair).hue, 0,
                    1e-4);  // of an arc cosine near 1
    // But a blue mark has one, though it be no darker than skin.
    const Realism blue = judged(draw({.centre = {65, 9, 10}}), hair);
    EXPECT_GT(blue.hue, 45);
    EXPECT_GT(blue.bluer, 3);
}

TEST(Realism, ScoreFallsAsEachDefectGrows) {
    const Patch hair = draw({});
    const std::pair<const char*, std::function<void(Drawing&, double)>> defects[] = {
        {"dark", [](Drawing& d, double x) { d.centre.lightness -= 30 * x; }},
        {"pale", [](Drawing& d, double x) { d.centre.lightness += 24 * x; }},
        {"large", [](Drawing& d, double x) { d.fwhm_mm *= 1 + x; }},
        {"blue", [](Drawing& d, double x) { d.centre.b -= 15 * x; }},
        {"crowded", [](Drawing& d, double x) { d.marks += int(300 * x); }},
        {"sparse", [](Drawing& d, double x) { d.marks -= int(90 * x); }},
    };
    for (const auto& [name, worsen] : defects) {
        double before = 100;
        for (double defect : {.25, .5, .75, 1.}) {
            Drawing drawing;
            worsen(drawing, defect);
            const double score = judged(draw(drawing), hair).score;
            EXPECT_LT(score, before) << name << " " << defect;
            EXPECT_GE(score, 0);
            before = score;
        }
    }
}

TEST(Realism, IsDefinedWithoutDotsOrHair) {
    const Patch bare = draw({.marks = 0}), hair = draw({});
    EXPECT_EQ(judged(bare, bare).score, 100);
    const Realism no_dots = judged(bare, hair), no_hair = judged(hair, bare);
    EXPECT_LT(no_dots.score, 50);
    EXPECT_LT(no_hair.score, 50);
    EXPECT_LT(no_dots.darker, 0);
    EXPECT_LT(no_dots.contrast, -1);
    EXPECT_NEAR(no_hair.contrast, -no_dots.contrast, 1e-12);
    for (const Realism& each : {no_dots, no_hair}) {
        EXPECT_EQ(each.size, 0);
        EXPECT_EQ(each.hue, 0);
        EXPECT_EQ(each.pattern, 0);
    }
}

TEST(Realism, AcceptsMoreOnDarkSkin) {
    EXPECT_DOUBLE_EQ(acceptable_delta_e(70), 1.8);
    EXPECT_DOUBLE_EQ(acceptable_delta_e(52.5), 2.2);
    EXPECT_DOUBLE_EQ(acceptable_delta_e(25), 2.6);
    EXPECT_LT(perceptible_delta_e(65), perceptible_delta_e(40));
}

TEST(Realism, RefusesWhatItCannotJudge) {
    const Patch good = draw({});
    const auto refused = [&](const std::function<void(Patch&)>& spoil) {
        Patch bad = good;
        spoil(bad);
        EXPECT_THROW(judged(bad, good), Error);
        EXPECT_THROW(judged(good, bad), Error);
    };
    refused([](Patch& patch) { patch.images.xyz.pop_back(); });
    refused([](Patch& patch) { patch.images.pixel_mm = 0; });
    refused([](Patch& patch) { patch.images.xyz[5] = NAN; });
    refused([](Patch& patch) { patch.marks.optical_fwhm_mm = 0; });
    refused([](Patch& patch) { patch.marks.side_mm = 3; });
    refused([](Patch& patch) { patch.marks.y_mm.pop_back(); });
    EXPECT_THROW(seen_from(Backend::cpu(), good.images, 0), Error);
    EXPECT_THROW(rank_matched_difference({}, {}), Error);
    EXPECT_THROW(judge_realism(Backend::cpu(), good.images, {&good.marks, 1}, {0, 64, .125, {}}, {}), Error);
}
