// Every instruction set that the CPU code is compiled for gives the same bits: skins, dots, patches, the eye.

#include <fadecast/dot.hpp>
#include <fadecast/patch.hpp>
#include <fadecast/realism.hpp>
#include <fadecast/transport.hpp>

#include <skin_optics.hpp>

#include <gtest/gtest.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>
#include <vector>

#include "support/nominal_dot.hpp"
#include "support/sample_forecast.hpp"

using namespace fadecast;
using test::year;

namespace {

/// Buffers hold no number until a kernel writes one; the set in use and the threads are put back.
struct InstructionSets : testing::Test {
    const Simd before = simd_in_use();
    const int threads = omp_get_max_threads();
    void SetUp() override { memory::poison_new(true); }
    void TearDown() override {
        memory::poison_new(false);
        use_simd(before);
        omp_set_num_threads(threads);
    }

    /// Bits, so that not a number equals itself and 0 is not -0.
    template <typename T>
    static std::vector<unsigned char> bits(const std::vector<T>& values) {
        std::vector<unsigned char> bytes(values.size() * sizeof(T));
        if (!values.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
        return bytes;
    }

    /// The baseline on one thread decides. @param run  returns values
    template <typename Run>
    static void expect_same_bits(const Run& run) {
        use_simd(Simd::baseline);
        omp_set_num_threads(1);
        const auto expected = run();
        ASSERT_FALSE(expected.empty());
        for (const auto value : expected) ASSERT_TRUE(std::isfinite(double(value)));
        for (const Simd set : {Simd::baseline, Simd::avx2, Simd::avx512}) {
            if (set > widest_simd()) continue;
            use_simd(set);
            for (const int count : {1, 3}) {
                omp_set_num_threads(count);
                const auto values = run();
                EXPECT_TRUE(bits(values) == bits(expected)) << name_of(set) << ", " << count << " threads";
            }
        }
    }
};

/// Marks and strands on skin with a texture; `side_mm / pixel_mm` pixels along a side.
PatchScene uneven_scene(double side_mm, Pattern pattern, int marks, int strands, double veil_from_mm) {
    const std::vector<double> days{0, 7, 42};
    PatchScene scene;
    scene.side_mm = side_mm, scene.pattern = pattern, scene.veil_from_mm = veil_from_mm;
    scene.looks.add(sample::gallery(days), pack_width, days, 5);
    scene.skin = sample::skin, scene.bare = {60, 12, 18};
    scene.strand_reflectance = {Spectrum{.05, .05, .05, .05, .06, .06, .07, .08},
                                Spectrum{.3, .3, .3, .32, .33, .35, .36, .4}};
    scene.texture = {.melanin = {-.1, -.1, -.08, -.05, -.05, -.04, -.02, -.02},
                     .blood = {.02, -.03, .01, -.05, -.05, -.03, 0, 0},
                     .relief = .02,
                     .scar = pattern == Pattern::scar ? 1. : 0.};
    std::mt19937 random(7);
    const auto draw = [&](double low, double high) { return float(low + (high - low) * random() * 0x1p-32); };
    for (int mark = 0; mark < marks; ++mark) {
        scene.x_mm.push_back(draw(0, side_mm)), scene.y_mm.push_back(draw(0, side_mm));
        scene.look.push_back(mark % pack_width);
    }
    for (int strand = 0; strand < strands; ++strand)
        scene.strands.push_back({draw(0, side_mm), draw(0, side_mm), strand == 0 ? 0 : draw(-1, 1),
                                 strand == 0 ? 0 : draw(-1, 1), draw(.03, .12), strand % 2});
    return scene;
}

}  // namespace

TEST_F(InstructionSets, PrepareTheSameSkins) {
    const GridShape grid{.radial_cells = 16, .depth_cells = 36, .epidermis_cells = 8};
    std::vector<Skin> skins(40);  // more than a pack, and no whole packs
    std::vector<Real> faces;
    for (std::size_t i = 0; i < skins.size(); ++i) {
        skins[i].melanin_fraction = .005 + .01 * double(i);  // to 40 %: hardly any light reaches the dermis
        skins[i].blood_fraction = .002 * double(1 + i % 9);
        skins[i].scatter_scale = 1 + .05 * double(i);
        for (int k = 0; k <= grid.slices(); ++k)
            faces.push_back(Real(skins[i].thickness_mm * k / grid.slices()));
    }
    expect_same_bits([&] {
        const auto prepared = prepare_skins(Backend::cpu(), skins, faces, grid);
        std::vector<Real> values = prepared->slices.to_host();
        for (const std::vector<Real>& more : {prepared->base.to_host(), prepared->reflectance.to_host()})
            values.insert(values.end(), more.begin(), more.end());
        return values;
    });
}

TEST_F(InstructionSets, SeeTheSameDots) {
    // 40 dots: more than a pack, and packs whose lanes hold different pigment. 40 rings: cells of
    // more than one ring.
    for (const int rings : {16, 40}) {
        const GridShape grid{.radial_cells = rings, .depth_cells = 36, .epidermis_cells = 8};
        std::vector<DotInput> dots(40, test::nominal_dot());
        for (std::size_t i = 0; i < dots.size(); ++i) {
            dots[i].bottom_mm = .2 + .015 * double(i);
            dots[i].mass_ng = {i == 5 ? 0. : 10. + double(i), 4};  // one without pigment
            dots[i].blowout_share = .01 * double(i % 7);
        }
        const Schedule times = make_schedule({-14, 0}, {0, 2, 7, 42, year});
        for (const int components : {1, 2}) {  // the second scatters
            SCOPED_TRACE(std::to_string(rings) + " rings, " + std::to_string(components) + " components");
            std::vector<ComponentInput> masses{{1, 5.5e-3, 1}, {3, 1e-3}};
            std::vector<PigmentComponent> optics{{.material = "black",
                                                  .wavelength_nm = {400, 700},
                                                  .absorption_mm2_per_ng = {1.5, .75},
                                                  .scattering_mm2_per_ng = {}},
                                                 {.material = "white",
                                                  .wavelength_nm = {400, 700},
                                                  .absorption_mm2_per_ng = {},
                                                  .scattering_mm2_per_ng = {.4, .25}}};
            if (components == 1) masses = {{1, 5.5e-3}};
            optics.resize(components);
            const Backend backend = Backend::cpu();
            const Snapshots snapshots = transport(backend, grid, times, masses, dots);
            const std::vector<Real> face = snapshots.slice_face.to_host();
            std::vector<Real> of_skin;
            for (int k = 0; k <= grid.slices(); ++k) of_skin.push_back(face[std::size_t(k) * pack_width]);
            const auto skins = prepare_skins(backend, {Skin{}}, of_skin, grid);
            const std::vector<int> owner(std::size_t(snapshots.packs) * pack_width, 0);
            for (const bool spectra : {false, true})
                expect_same_bits([&] {
                    const DotAppearance seen = see_dots(snapshots, optics, *skins, owner, spectra);
                    std::vector<Real> values = seen.scalars;
                    values.insert(values.end(), seen.transmittance.begin(), seen.transmittance.end());
                    return values;
                });
        }
    }
}

TEST_F(InstructionSets, DrawTheSamePatches) {
    // Sides that are no multiple of a block of 8 x 4 pixels, nor of a tile; less than one block; one pixel.
    for (const int pixels : {1, 3, 8, 13, 67, 100})
        for (const Pattern pattern : {Pattern::even, Pattern::soft_hairline, Pattern::scar})
            for (const double veil : {0., .3}) {
                SCOPED_TRACE(std::to_string(pixels) + " pixels, veil from " + std::to_string(veil) + " mm");
                const double pixel_mm = .05, side_mm = pixels * pixel_mm;
                for (const int marks : {0, 1, 60}) {
                    const PatchScene scene = uneven_scene(side_mm, pattern, marks, marks / 2, veil);
                    const auto xyz = [&] { return patch_xyz(Backend::cpu(), scene, pixel_mm); };
                    expect_same_bits(xyz);
                    EXPECT_EQ(patch_xyz(Backend::reference(), scene, pixel_mm), xyz()) << marks << " marks";
                }
            }
}

TEST_F(InstructionSets, SeeTheSameFromAway) {
    // Widths that are no multiple of a tile of the matrices, nor of a pack.
    for (const int width : {1, 5, 8, 31, 33, 72}) {
        Images images{.count = 3, .width = width, .pixel_mm = .04, .xyz = {}};
        std::mt19937 random(3);
        for (int i = 0; i < images.count * 3 * width * width; ++i)  // 0 and what is near black, too
            images.xyz.push_back(std::max(0.f, float(random() * 0x1p-32) - .1f));
        for (const double distance_m : {.1, .5}) {
            SCOPED_TRACE(std::to_string(width) + " pixels from " + std::to_string(distance_m) + " m");
            const auto seen = [&] { return seen_from(Backend::cpu(), images, distance_m); };
            expect_same_bits(seen);
            EXPECT_EQ(seen_from(Backend::reference(), images, distance_m), seen());
        }
    }
}
