// The dot model against exact laws and adding-doubling with the pigment in the layers.

#include <fadecast/dot.hpp>

#include <gtest/gtest.h>
#include <blur.hpp>
#include <skin_optics.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <vector>

#include "support/on_every_backend.hpp"
#include "validation/gaussian_columns.hpp"

using namespace fadecast;
using namespace fadecast::validation;
namespace ad = adding_doubling;

namespace {

Skin of_type(int type) {
    Skin skin;
    skin.melanin_fraction = melanin_fraction_of_ita(ita_of_fitzpatrick(type));
    return skin;
}

/// What was seen of each of the 32 lanes.
struct Seen {
    DotAppearance all;
    double operator()(DotAppearance::Scalar scalar, int lane) const {
        return all.scalars[scalar * pack_width + lane];
    }
    double ratio(int radius, int wavelength, int lane) const {
        return all.transmittance[(radius * wavelength_count + wavelength) * pack_width + lane];
    }
    Lab lab(int lane) const {
        return {(*this)(DotAppearance::lightness, lane), (*this)(DotAppearance::a, lane),
                (*this)(DotAppearance::b, lane)};
    }
};

Seen see(const MadeUpDots& dots, const Skin& skin, const std::vector<PigmentComponent>& pigment = {carbon()},
         const Backend& backend = Backend::cpu()) {
    const auto prepared = prepare_skins(backend, {skin}, dots.slice_faces(), dots.grid);
    return {
        see_dots(dots.make(backend), pigment, *prepared, std::vector<int>(dots.packs * pack_width, 0), true)};
}

/// Bare skin with extra absorption and reduced scattering, 1/mm, in its slices, by adding-doubling.
using OfSlice = std::function<double(int slice, double nm)>;
double nothing(int, double) { return 0; }
Spectrum with_pigment(const Skin& skin, const MadeUpDots& dots, const OfSlice& extra,
                      const OfSlice& scattering = nothing) {
    constexpr int n = sweep_streams;
    const auto streams = ad::make_streams<n>(skin_refractive_index);
    Spectrum reflectance;
    for (int w = 0; w < wavelength_count; ++w) {
        const TissueSpectrum t = tissue_spectrum(wavelength_nm[w]);
        const auto layer = [&](bool epidermis, double mm, double pigment, double scatters, int doublings) {
            const double absorption =
                mm *
                (pigment + (epidermis ? epidermis_absorption(t, melanin_in_epidermis(skin))
                                      : dermis_absorption(t, skin.blood_fraction, skin.blood_saturation)));
            const double reduced = mm * (scatters + reduced_scattering(t, skin, epidermis));
            ad::Layer<n, 1> l;
            ad::make_layer(streams, &absorption, &reduced, &t.anisotropy, doublings, l);
            return l;
        };
        ad::Matrix<n, 1> below = layer(false, 6, 0, 0, 14).reflection;
        for (int k = dots.grid.slices(); k-- > 0;)
            ad::add_on_top(
                layer(k < dots.grid.epidermis_slices(), dots.slice_face(k + 1) - dots.slice_face(k),
                      extra(k, wavelength_nm[w]), scattering(k, wavelength_nm[w]), 12),
                below);
        ad::Above<n, 1> surface;
        ad::start_at_surface(streams, surface);
        ad::total_reflectance(surface, below, &reflectance[w]);
    }
    return reflectance;
}

/// Lanes of uniform sheets of one slice or several, on a mesh so wide that they have no end.
struct Sheet {
    int first, count;
    double depth_550;
};
MadeUpDots sheets(const std::vector<Sheet>& list) {
    MadeUpDots dots;
    dots.mesh_radius_mm = 8;
    dots.concentration = [list, dots](int dot, int, double, double depth) {
        const Sheet& s = list[dot % list.size()];
        const double top = dots.slice_face(s.first), bottom = dots.slice_face(s.first + s.count);
        return depth > top && depth < bottom ? s.depth_550 / (bottom - top) : 0;
    };
    return dots;
}
Lab exact_sheet(const Skin& skin, const MadeUpDots& dots, const Sheet& s) {
    const double mm = dots.slice_face(s.first + s.count) - dots.slice_face(s.first);
    return lab_of_xyz(xyz_of_reflectance(with_pigment(skin, dots, [&](int slice, double nm) {
        return slice >= s.first && slice < s.first + s.count ? s.depth_550 / mm * std::pow(550 / nm, 1.2) : 0;
    })));
}

double with_value(int scalar, int wanted, double value) {
    return scalar == wanted ? value : scalar == Snapshots::optical_efficiency ? 1 : 0;
}

}  // namespace

TEST(Blur, SharesSumToOneAndAbsorptionNarrowsThem) {
    for (const auto& shares : {blur::shares_in, blur::shares_out})
        for (double depth : {0., .05, .3, 1., 3.}) {
            double pale[blur::widths], dark[blur::widths], sum = 0, wide = 0, narrow = 0;
            shares(depth, .1, 8, pale);
            shares(depth, 2, 8, dark);
            for (int j = 0; j < blur::widths; ++j) {
                sum += pale[j];
                wide += pale[j] * blur::width_mm(j), narrow += dark[j] * blur::width_mm(j);
            }
            EXPECT_NEAR(sum, 1, 1e-12);
            EXPECT_LE(narrow, wide);
            if (depth > .1) {
                EXPECT_LT(narrow, wide);
            }
        }
}

TEST(Blur, RingsOfAGaussianSumToOne) {
    // Around the axis the plane's weight is 1 - exp(-r^2 / 2 s^2); off it the sum over a fine mesh is 1.
    double axis = 0, off = 0;
    for (int i = 0; i < 400; ++i) {
        if (i < 50) axis += blur::ring_weight(0., i * .01, (i + 1) * .01, .3);
        off += blur::ring_weight(.7, i * .01, (i + 1) * .01, .3);
    }
    EXPECT_NEAR(axis, 1 - std::exp(-.25 / .18), 1e-6);  // polynomial of the Bessel function: 2e-7
    EXPECT_NEAR(off, 1, 1e-6);
}

TEST(FastMath, FollowsTheLibrary) {
    for (float x = -80; x < 20; x += .37f)
        EXPECT_NEAR(fast::exp(x) / std::exp(x), 1, 3e-7f);  // a few roundings
    for (float x = 1e-6f; x < 3; x *= 1.3f)
        EXPECT_NEAR(fast::log(x), std::log(x), 3e-7f * (1 + std::abs(std::log(x))));
    EXPECT_EQ(fast::exp(0.f), 1.f);
    EXPECT_EQ(fast::log(1.f), 0.f);
}

class Dot : public OnEveryBackend {};
ON_EVERY_BACKEND(Dot);

TEST_P(Dot, WithoutPigmentIsExactlyTheSkin) {
    const Seen seen = see(MadeUpDots{}, of_type(2), {carbon()}, backend);
    for (int radius = 0; radius < DotAppearance::radii; ++radius)
        for (int w = 0; w < wavelength_count; ++w) EXPECT_EQ(seen.ratio(radius, w, 5), 1);
    EXPECT_EQ(seen(DotAppearance::delta_e00, 5), 0);
    EXPECT_EQ(seen(DotAppearance::optical_fwhm_mm, 5), 0);
    // Prepared skin and host formula differ by the number of doublings only.
    EXPECT_LT(delta_e00(seen.lab(5), skin_colour(of_type(2))), .02);
}

TEST_P(Dot, LooksTheSameOnEveryBackend) {
    const MadeUpDots dots = columns({{0, .4, .22, 1.5}, {.085, .3, .1, 5}, {.3, .8, .5, .2}});
    const Seen here = see(dots, of_type(3), {carbon()}, backend), reference = see(dots, of_type(3));
    // Float sums in the same order; only contraction and library functions may differ.
    for (std::size_t i = 0; i < here.all.scalars.size(); ++i)
        EXPECT_NEAR(here.all.scalars[i], reference.all.scalars[i], 2e-3) << i;
}

TEST(DotColumn, WeakPigmentInAnySliceActsAsInAddingDoubling) {
    constexpr double weak = 3e-3;  // optical depth at 550 nm: float keeps four digits of what it takes
    std::vector<Sheet> list;
    for (int slice = 0; slice < 12; ++slice) list.push_back({slice, 1, weak});
    const MadeUpDots dots = sheets(list);
    for (int type : {1, 4, 6}) {
        const Skin skin = of_type(type);
        const Seen seen = see(dots, skin);
        const Spectrum bare = with_pigment(skin, dots, nothing);
        for (int lane = 0; lane < int(list.size()); ++lane) {
            const double mm = dots.slice_face(lane + 1) - dots.slice_face(lane);
            const Spectrum inked = with_pigment(skin, dots, [&](int k, double nm) {
                return k == lane ? weak / mm * std::pow(550 / nm, 1.2) : 0;
            });
            for (int w = 0; w < wavelength_count; ++w) {
                const double exact = 1 - inked[w] / bare[w], model = 1 - seen.ratio(0, w, lane);
                if (exact < 3e-5) continue;  // float's rounding of 1 is 6e-8
                EXPECT_NEAR(model / exact, 1, .01) << "type " << type << " slice " << lane << " at " << w;
            }
        }
    }
}

TEST(DotColumn, UniformSheetsAreCloseToAddingDoubling) {
    std::vector<Sheet> list;
    for (int first : {0, 2, 4, 7})
        for (int count : {1, 4})
            for (double depth : {.1, .5, 2., 10.}) list.push_back({first, count, depth});
    std::vector<double> misses;
    for (int type = 1; type <= 6; ++type) {
        const MadeUpDots dots = sheets(list);
        const Seen seen = see(dots, of_type(type));
        for (int lane = 0; lane < pack_width; ++lane)
            misses.push_back(delta_e00(seen.lab(lane), exact_sheet(of_type(type), dots, list[lane])));
    }
    std::sort(misses.begin(), misses.end());
    // Weak and opaque sheets are right by construction; in between it matters how unequal light's paths are,
    // of which the model knows the mean. The worst are sheets of optical depth .5 to 2.
    EXPECT_LT(misses[misses.size() / 2], .5);
    EXPECT_LT(misses[misses.size() * 9 / 10], 2.3);
    EXPECT_LT(misses.back(), 4.5);
}

TEST(DotColumn, ShowsItsWholeHalo) {
    // Blurring moves absorption but loses none: for weak pigment -ln ratio, summed over the surface as
    // pictures draw it, is what adding-doubling gives for each slice times the pigment in it. Red light
    // spreads widest.
    const int red = 7;
    const std::vector<Column> list{
        {0, .2, .15, .02}, {0, .4, .22, .02}, {.085, .8, .22, .02}, {0, .4, .5, .02}};
    const MadeUpDots dots = columns(list);
    const Skin skin = of_type(2);
    PigmentComponent grey = carbon();
    grey.absorption_mm2_per_ng.assign(grey.wavelength_nm.size(), 1);
    const Seen seen = see(dots, skin, {grey});
    const auto area = [](double inner, double outer) { return 3.14159265 * (outer * outer - inner * inner); };
    for (int lane = 0; lane < int(list.size()); ++lane) {
        double whole = 0, drawn = 0;
        for (int k = 0; k < dots.grid.slices(); ++k) {
            double mass = 0;
            for (int i = 0; i < dots.grid.radial_cells; ++i) {
                const double inner = dots.ring_face(i), outer = dots.ring_face(i + 1);
                mass += area(inner, outer) *
                        dots.concentration(lane, 0, (inner + outer) / 2,
                                           (dots.slice_face(k) + dots.slice_face(k + 1)) / 2);
            }
            if (mass == 0) continue;
            constexpr double weak = 1e-3;
            const OfSlice inked = [&](int slice, double) { return slice == k ? weak : 0; };
            whole += mass / weak *
                     std::log(with_pigment(skin, dots, nothing)[red] / with_pigment(skin, dots, inked)[red]);
        }
        constexpr int last = DotAppearance::radii - 1;
        const auto radius = [&](int k) -> double {  // past the last there is one more step, to 1
            const auto at = [&](int i) -> double { return seen.all.radius_mm[i * pack_width + lane]; };
            return k <= last ? at(k) : 2 * at(last) - at(last - 1);
        };
        for (int k = 0; k <= last; ++k) {
            const double from = -std::log(seen.ratio(k, red, lane)),
                         to = k < last ? -std::log(seen.ratio(k + 1, red, lane)) : 0;
            for (int i = 0; i < 50; ++i) {
                const double width = (radius(k + 1) - radius(k)) / 50, inner = radius(k) + i * width;
                drawn += area(inner, inner + width) * (from + (i + .5) / 50 * (to - from));
            }
        }
        EXPECT_NEAR(drawn / whole, 1, .03) << lane;  // straight lines between the radii of a hollow curve
    }
}

TEST(DotColumn, LooksTheSameOnFinerMeshes) {
    // Light does not need rings finer than 32 to the mesh, so they are taken together.
    MadeUpDots dots = columns({{.085, .4, .1, 1.5}, {0, .4, .22, 1.5}, {.2, .6, .5, 6}});
    const Seen coarse = see(dots, of_type(2));
    dots.grid.radial_cells = 96;
    const Seen fine = see(dots, of_type(2));
    for (int lane = 0; lane < 3; ++lane) {
        EXPECT_LT(delta_e00(fine.lab(lane), coarse.lab(lane)), .2);  // the coarse rings' own error
        EXPECT_NEAR(fine(DotAppearance::optical_fwhm_mm, lane), coarse(DotAppearance::optical_fwhm_mm, lane),
                    .01);
    }
}

TEST(DotColumn, MorePigmentIsNeverLighter) {
    std::vector<Column> list;
    for (int i = 0; i < 32; ++i) list.push_back({0, .4, .22, .01 * std::pow(1.3, i)});  // to optical depth 34
    const Seen seen = see(columns(list), of_type(3));
    for (int lane = 1; lane < 32; ++lane) {
        EXPECT_LT(seen(DotAppearance::lightness, lane), seen(DotAppearance::lightness, lane - 1));
        for (int radius = 0; radius < DotAppearance::radii; ++radius)
            for (int w = 0; w < wavelength_count; ++w) {
                EXPECT_LE(seen.ratio(radius, w, lane),
                          seen.ratio(radius, w, lane - 1) + 1e-6);  // float rounding
                EXPECT_GE(seen.ratio(radius, w, lane), 0);
            }
    }
}

TEST(DotColumn, DeepPigmentIsPalerAndBluer) {
    const Seen seen = see(columns({{.1, .2, .22, 1.5}, {.3, .4, .22, 1.5}, {.6, .7, .22, 1.5}}), of_type(2));
    const auto blue_to_red = [&](int lane) {
        return (1 - seen.ratio(0, 1, lane)) / (1 - seen.ratio(0, 7, lane));
    };
    for (int lane = 1; lane < 3; ++lane) {
        EXPECT_LT(seen(DotAppearance::delta_e00, lane), seen(DotAppearance::delta_e00, lane - 1));
        EXPECT_LT(blue_to_red(lane), .6 * blue_to_red(lane - 1));  // blue light no longer gets there
    }
    const Lab bare{seen(DotAppearance::bare_lightness, 0), seen(DotAppearance::bare_a, 0),
                   seen(DotAppearance::bare_b, 0)};
    EXPECT_LT(seen.lab(1).a - bare.a, 0);  // red is what the deep dot takes
}

TEST(DotColumn, LooksWiderThanItsPigment) {
    const Seen seen = see(
        columns(
            {{0, .4, .1, 1.5}, {0, .4, .22, 1.5}, {0, .4, .5, 1.5}, {0, .8, .22, 1.5}, {.085, .4, .22, 1}}),
        of_type(2));
    const auto width = [&](int lane) { return seen(DotAppearance::optical_fwhm_mm, lane); };
    EXPECT_NEAR(width(4), .351, .02);  // what photons see of this one
    EXPECT_GT(width(0), .1);
    EXPECT_LT(width(0), width(1));
    EXPECT_LT(width(1), width(2));
    EXPECT_LT(width(1), width(3));
}

TEST(DotHealing, InflammationReddensDotAndSkinAlike) {
    MadeUpDots dots = columns(std::vector<Column>(32, {0, .4, .22, 1.5}));
    dots.scalar = [](int dot, int scalar) { return with_value(scalar, Snapshots::inflammation, dot / 31.); };
    const Seen seen = see(dots, of_type(2));
    for (int lane = 1; lane < 32; ++lane)
        EXPECT_GT(seen(DotAppearance::bare_a, lane), seen(DotAppearance::bare_a, lane - 1));
    EXPECT_GT(seen(DotAppearance::bare_a, 31), seen(DotAppearance::bare_a, 0) + 2);
    EXPECT_LT(seen(DotAppearance::delta_e00, 31),
              seen(DotAppearance::delta_e00, 0));  // darker skin hides more
}

TEST(DotHealing, ScabIsDarkAndWideAndMilkyEpidermisVeils) {
    // Lane 0: the healed dot. 1: a scab on top, optical depth 1 in its middle. 2: milky epidermis. 3: half
    // the optical efficiency.
    MadeUpDots dots = columns(std::vector<Column>(32, {.085, .4, .22, 1.5}));
    dots.scab = [](int dot, int) { return dot == 1 ? .1 : 0; };
    dots.scalar = [](int dot, int scalar) {
        if (dot == 1 && scalar == Snapshots::scab_mass) return .1;
        if (dot == 1 && scalar == Snapshots::deposited_mass) return 1.;
        if (dot == 2 && scalar == Snapshots::milky_scattering_per_mm) return 8.;
        return scalar == Snapshots::optical_efficiency ? dot == 3 ? .5 : 1. : 0.;
    };
    const Seen seen = see(dots, of_type(2));
    const auto contrast = [&](int lane) { return seen(DotAppearance::delta_e00, lane); };
    EXPECT_GT(contrast(1), contrast(0) + 5);
    EXPECT_GT(seen(DotAppearance::lightness, 2), seen(DotAppearance::lightness, 0) + 1);
    EXPECT_LT(contrast(2), contrast(0));
    EXPECT_LT(contrast(3), .8 * contrast(0));
}

TEST(DotHealing, MilkyEpidermisIsThatOfAddingDoubling) {
    const double milky_per_mm[] = {2, 4, 8};
    MadeUpDots dots;
    dots.stain_sigma_mm = 100;  // milky all over
    dots.scalar = [&](int dot, int scalar) {
        if (scalar == Snapshots::optical_efficiency) return 1.;
        return scalar == Snapshots::milky_scattering_per_mm && dot < 3 ? milky_per_mm[dot] : 0;
    };
    for (int type : {1, 3, 5}) {
        const Skin skin = skin_of_type(type, Skin{});
        const Seen seen = see(dots, skin);
        for (int lane = 0; lane < 3; ++lane) {
            const OfSlice milky = [&](int slice, double) {
                return slice < dots.grid.epidermis_slices() ? milky_per_mm[lane] : 0;
            };
            const Lab exact = lab_of_xyz(xyz_of_reflectance(with_pigment(skin, dots, nothing, milky)));
            // Each slice alone is right at optical depth .45; two together and less or more are not quite.
            EXPECT_LT(delta_e00(seen.lab(lane), exact), .52)
                << "type " << type << " milky " << milky_per_mm[lane];
        }
    }
}

TEST(DotPigment, ScatteringSheetsAreCloseToAddingDoubling) {
    // Optical depths .5, 1 and 2 in the whole epidermis, then in two slices of the upper dermis.
    const std::vector<Sheet> list{{0, 2, .5}, {0, 2, 1}, {0, 2, 2}, {2, 2, .5}, {2, 2, 1}, {2, 2, 2}};
    const double allowed[] = {.5, .8, 3.3,
                              .1, .1, .25};  // strong scattering bends away from the straight gain
    const MadeUpDots dots = sheets(list);
    for (int type : {1, 3, 5}) {
        const Skin skin = skin_of_type(type, Skin{});
        const Seen seen = see(dots, skin, {carbon(1)});
        for (int lane = 0; lane < int(list.size()); ++lane) {
            const Sheet& s = list[lane];
            const double mm = dots.slice_face(s.first + s.count) - dots.slice_face(s.first);
            const OfSlice sheet = [&](int slice, double) {
                return slice >= s.first && slice < s.first + s.count ? s.depth_550 / mm : 0;
            };
            const Lab exact = lab_of_xyz(xyz_of_reflectance(with_pigment(skin, dots, nothing, sheet)));
            EXPECT_LT(delta_e00(seen.lab(lane), exact), allowed[lane])
                << "type " << type << " sheet " << lane;
        }
    }
}

TEST(DotPigment, WhiteComponentsLighten) {
    MadeUpDots dots = columns(std::vector<Column>(32, {.085, .3, .4, 2}));
    const Seen seen = see(dots, of_type(4), {carbon(2)});
    EXPECT_GT(seen(DotAppearance::lightness, 0), seen(DotAppearance::bare_lightness, 0) + 1);
}

TEST(DotInput, MismatchesAreErrors) {
    const MadeUpDots dots;
    const Backend cpu = Backend::cpu();
    const auto skins = prepare_skins(cpu, {Skin{}}, dots.slice_faces(), dots.grid);
    const Snapshots snapshots = dots.make(cpu);
    EXPECT_THROW(see_dots(snapshots, {}, *skins, std::vector<int>(32, 0), false), Error);
    EXPECT_THROW(see_dots(snapshots, {carbon()}, *skins, std::vector<int>(31, 0), false), Error);
    EXPECT_THROW(see_dots(snapshots, {carbon()}, *skins, std::vector<int>(32, 1), false), Error);
    EXPECT_THROW(prepare_skins(cpu, {Skin{}}, {0, 1}, dots.grid), Error);
}
