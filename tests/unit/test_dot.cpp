// The dot model against exact laws, adding-doubling with the pigment in the layers, and Monte Carlo photons.

#include <fadecast/dot.hpp>

#include <gtest/gtest.h>
#include <blur.hpp>
#include <skin_optics.hpp>
#include <two_flux.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <vector>

#include "support/made_up_dots.hpp"
#include "support/on_every_backend.hpp"

using namespace fadecast;
namespace ad = adding_doubling;

namespace {

/// Carbon black with 1 mm^2/ng at 550 nm, so that a concentration is an absorption coefficient, 1/mm.
PigmentComponent carbon(double scattering = 0) {
    PigmentComponent c;
    c.material = "carbon black";
    for (double nm = 400; nm <= 700; nm += 10) {
        c.wavelength_nm.push_back(nm);
        c.absorption_mm2_per_ng.push_back(scattering > 0 ? 0 : std::pow(550 / nm, 1.2));
        c.scattering_mm2_per_ng.push_back(scattering);
    }
    return c;
}

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

/// A Gaussian column of optical depth `depth_550` at its centre, from `top` to `bottom`.
struct Column {
    double top_mm, bottom_mm, fwhm_mm, depth_550;
};
MadeUpDots columns(const std::vector<Column>& list) {
    MadeUpDots dots;
    dots.concentration = [list, dots](int dot, int, double radius, double depth) {
        if (dot >= int(list.size())) return 0.;
        const Column& c = list[dot];
        int slice = 0;  // the share of the slice that the column fills
        while (dots.slice_face(slice + 1) < depth) ++slice;
        const double top = dots.slice_face(slice), bottom = dots.slice_face(slice + 1);
        const double filled = std::min(bottom, c.bottom_mm) - std::max(top, c.top_mm);
        const double sigma = c.fwhm_mm / 2.3548;
        return std::max(filled, 0.) / (bottom - top) * c.depth_550 / (c.bottom_mm - c.top_mm) *
               std::exp(-radius * radius / (2 * sigma * sigma));
    };
    return dots;
}

/// Bare skin with extra absorption in its slices, by adding-doubling.
Spectrum with_pigment(const Skin& skin, const MadeUpDots& dots,
                      const std::function<double(int slice, double nm)>& extra) {
    constexpr int n = sweep_streams;
    const auto streams = ad::make_streams<n>(skin_refractive_index);
    Spectrum reflectance;
    for (int w = 0; w < wavelength_count; ++w) {
        const TissueSpectrum t = tissue_spectrum(wavelength_nm[w]);
        const auto layer = [&](bool epidermis, double mm, double pigment, int doublings) {
            const double absorption =
                mm *
                (pigment + (epidermis ? epidermis_absorption(t, melanin_in_epidermis(skin))
                                      : dermis_absorption(t, skin.blood_fraction, skin.blood_saturation)));
            const double reduced =
                mm * skin.scatter_scale * (epidermis ? t.epidermis_reduced : t.dermis_reduced);
            ad::Layer<n, 1> l;
            ad::make_layer(streams, &absorption, &reduced, &t.anisotropy, doublings, l);
            return l;
        };
        ad::Matrix<n, 1> below = layer(false, 6, 0, 14).reflection;
        for (int k = dots.grid.slices(); k-- > 0;)
            ad::add_on_top(layer(k < dots.grid.epidermis_slices(),
                                 dots.slice_face(k + 1) - dots.slice_face(k), extra(k, wavelength_nm[w]), 12),
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
    for (double depth : {0., .05, .3, 1., 3.}) {
        double pale[blur::widths], dark[blur::widths], sum = 0;
        blur::spread_shares(depth, .1, 8, pale);
        blur::spread_shares(depth, 2, 8, dark);
        for (double share : pale) sum += share;
        EXPECT_NEAR(sum, 1, 1e-12);
        EXPECT_LT(dark[blur::widths - 1], pale[blur::widths - 1]);
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
    const MadeUpDots dots;
    for (int type : {1, 4, 6}) {
        const Skin skin = of_type(type);
        const auto prepared = prepare_skins(Backend::cpu(), {skin}, dots.slice_faces(), dots.grid);
        const std::vector<Real> slices = prepared->slices.to_host(), base = prepared->base.to_host();
        constexpr double weak = 1e-3;  // optical depth
        for (int probed = 0; probed < 12; ++probed) {
            const double mm = dots.slice_face(probed + 1) - dots.slice_face(probed);
            const Spectrum bare = with_pigment(skin, dots, [](int, double) { return 0; });
            const Spectrum inked =
                with_pigment(skin, dots, [&](int k, double) { return k == probed ? weak / mm : 0; });
            for (int w = 0; w < wavelength_count; ++w) {
                const auto stack = [&](double pigment) {
                    double below = base[w];
                    for (int k = dots.grid.slices(); k-- > 0;) {
                        const Real* c = &slices[(w * dots.grid.slices() + k) * slice_coefficients];
                        below =
                            two_flux::add_slice(double(c[slice_absorption]) +
                                                    c[pigment_absorption_mm] * (k == probed ? pigment : 0),
                                                double(c[slice_scattering]), below);
                    }
                    return two_flux::add_surface(1. / 36, prepared->mirror, below);
                };
                const double exact = std::log(inked[w] / bare[w]),
                             model = std::log(stack(weak / mm) / stack(0));
                if (exact > -1e-6) continue;  // less than that no light ever sees
                EXPECT_NEAR(model / exact, 1, .01) << "type " << type << " slice " << probed << " at " << w;
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
    // Weak and opaque sheets are right by construction; in between, steep light gets through a thin sheet and
    // two fluxes do not know of it. The worst is a sheet of optical depth .5 to 2 at the very surface.
    EXPECT_LT(misses[misses.size() / 2], .3);
    EXPECT_LT(misses[misses.size() * 9 / 10], 2);
    EXPECT_LT(misses.back(), 6);
}

// Reflectance over that of bare skin at six radii, from photons that start at that radius at normal incidence
// (60,000 each, so +-.01 at most), for type I-II skin (melanosomes 2 %), Henyey-Greenstein, the same layers
// and coefficients.
struct PhotonCase {
    int wavelength;
    Column column;
    double ratio[6];
};
TEST(DotColumn, AgreesWithMonteCarloPhotons) {
    const double radius[6] = {0, .08, .16, .3, .5, .8};
    const PhotonCase cases[] = {
        {4, {0.085, 0.2, 0.22, 0.15}, {0.9241, 0.9360, 0.9595, 0.9857, 0.9963, 0.9994}},
        {4, {0.085, 0.2, 0.22, 1.5}, {0.6426, 0.6822, 0.7817, 0.9206, 0.9793, 0.9964}},
        {4, {0.085, 0.2, 0.22, 6}, {0.5252, 0.5464, 0.6375, 0.8548, 0.9628, 0.9935}},
        {4, {0.085, 0.4, 0.1, 0.15}, {0.9849, 0.9906, 0.9953, 0.9982, 0.9995, 0.9999}},
        {4, {0.085, 0.4, 0.1, 1.5}, {0.8835, 0.9256, 0.9628, 0.9859, 0.9959, 0.9992}},
        {4, {0.085, 0.4, 0.1, 6}, {0.7390, 0.8244, 0.9124, 0.9670, 0.9905, 0.9982}},
        {4, {0.085, 0.4, 0.22, 0.15}, {0.9608, 0.9664, 0.9773, 0.9910, 0.9973, 0.9995}},
        {4, {0.085, 0.4, 0.22, 1.5}, {0.7563, 0.7864, 0.8518, 0.9399, 0.9824, 0.9967}},
        {4, {0.085, 0.4, 0.22, 6}, {0.5841, 0.6174, 0.7139, 0.8797, 0.9652, 0.9934}},
        {4, {0.085, 0.4, 0.4, 0.15}, {0.9311, 0.9349, 0.9450, 0.9682, 0.9891, 0.9979}},
        {4, {0.085, 0.4, 0.4, 1.5}, {0.6591, 0.6714, 0.7117, 0.8170, 0.9341, 0.9875}},
        {4, {0.085, 0.4, 0.4, 6}, {0.5188, 0.5242, 0.5541, 0.6684, 0.8669, 0.9747}},
        {4, {0.085, 0.7, 0.22, 0.15}, {0.9785, 0.9815, 0.9873, 0.9948, 0.9983, 0.9997}},
        {4, {0.085, 0.7, 0.22, 1.5}, {0.8396, 0.8605, 0.9035, 0.9599, 0.9875, 0.9975}},
        {4, {0, 0.4, 0.22, 1.5}, {0.4510, 0.5382, 0.7219, 0.9177, 0.9788, 0.9961}},
        {4, {0, 0.4, 0.22, 6}, {0.1001, 0.1685, 0.4161, 0.8248, 0.9571, 0.9922}},
        {7, {0.085, 0.2, 0.22, 0.15}, {0.8865, 0.9046, 0.9397, 0.9758, 0.9908, 0.9966}},
        {7, {0.085, 0.2, 0.22, 1.5}, {0.4574, 0.5189, 0.6714, 0.8686, 0.9503, 0.9820}},
        {7, {0.085, 0.2, 0.22, 6}, {0.2915, 0.3213, 0.4499, 0.7689, 0.9153, 0.9692}},
        {7, {0.085, 0.4, 0.1, 0.15}, {0.9730, 0.9832, 0.9914, 0.9958, 0.9981, 0.9993}},
        {7, {0.085, 0.4, 0.1, 1.5}, {0.7978, 0.8697, 0.9321, 0.9669, 0.9850, 0.9944}},
        {7, {0.085, 0.4, 0.1, 6}, {0.5711, 0.7037, 0.8435, 0.9236, 0.9656, 0.9869}},
        {7, {0.085, 0.4, 0.22, 0.15}, {0.9306, 0.9397, 0.9580, 0.9793, 0.9910, 0.9966}},
        {7, {0.085, 0.4, 0.22, 1.5}, {0.5899, 0.6353, 0.7367, 0.8698, 0.9434, 0.9783}},
        {7, {0.085, 0.4, 0.22, 6}, {0.3497, 0.3934, 0.5234, 0.7592, 0.8962, 0.9604}},
        {7, {0.085, 0.4, 0.4, 0.15}, {0.8729, 0.8792, 0.8959, 0.9321, 0.9688, 0.9883}},
        {7, {0.085, 0.4, 0.4, 1.5}, {0.4270, 0.4464, 0.5032, 0.6524, 0.8351, 0.9392}},
        {7, {0.085, 0.4, 0.4, 6}, {0.2588, 0.2683, 0.3007, 0.4364, 0.7114, 0.8956}},
        {7, {0.085, 0.7, 0.22, 0.15}, {0.9576, 0.9627, 0.9727, 0.9850, 0.9926, 0.9969}},
        {7, {0.085, 0.7, 0.22, 1.5}, {0.7060, 0.7380, 0.8058, 0.8937, 0.9476, 0.9777}},
        {7, {0, 0.4, 0.22, 1.5}, {0.3750, 0.4596, 0.6491, 0.8571, 0.9416, 0.9780}},
        {7, {0, 0.4, 0.22, 6}, {0.0552, 0.1083, 0.3265, 0.7233, 0.8893, 0.9586}},
    };
    std::vector<Column> list;
    for (const PhotonCase& c : cases) list.push_back(c.column);
    Skin skin;
    skin.melanin_fraction = .02;
    PigmentComponent grey = carbon();
    grey.absorption_mm2_per_ng.assign(grey.wavelength_nm.size(), 1);
    const Seen seen = see(columns(list), skin, {grey});
    const Spectrum bare = skin_reflectance(skin);
    std::vector<double> misses;
    for (int lane = 0; lane < int(list.size()); ++lane)
        for (int i = 0; i < 6; ++i) {
            const auto* r = seen.all.radius_mm.data() + lane;
            int k = 0;
            while (k < DotAppearance::radii - 2 && r[(k + 1) * pack_width] < radius[i]) ++k;
            const double part =
                (radius[i] - r[k * pack_width]) / (r[(k + 1) * pack_width] - r[k * pack_width]);
            const int w = cases[lane].wavelength;
            const double model =
                seen.ratio(k, w, lane) + part * (seen.ratio(k + 1, w, lane) - seen.ratio(k, w, lane));
            // Compared in L*, as the eye would.
            const auto lightness = [&](double ratio) {
                return lab_of_xyz({0, ratio * bare[w], 0}).lightness;
            };
            misses.push_back(std::abs(lightness(model) - lightness(cases[lane].ratio[i])));
        }
    std::sort(misses.begin(), misses.end());
    // The aim for a dot's colour is 1. Opaque columns are harder: too light in the middle, too dark around.
    EXPECT_LT(misses[misses.size() / 2], .3);
    EXPECT_LT(misses[misses.size() * 9 / 10], 3);
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
    const Seen seen =
        see(columns({{0, .4, .1, 1.5}, {0, .4, .22, 1.5}, {0, .4, .5, 1.5}, {0, .8, .22, 1.5}}), of_type(2));
    const auto width = [&](int lane) { return seen(DotAppearance::optical_fwhm_mm, lane); };
    EXPECT_NEAR(width(1), .35, .05);  // a .22 mm column, as seen through skin
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
