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
            const Spectrum bare = with_pigment(skin, dots, nothing);
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
// (300,000 each, so +-.003 at most), for type I-II skin (melanosomes 2 %), Henyey-Greenstein, the same layers
// and coefficients.
struct PhotonCase {
    int wavelength;
    Column column;
    double ratio[6];
};
TEST(DotColumn, AgreesWithMonteCarloPhotons) {
    const double radius[6] = {0, .08, .16, .3, .5, .8};
    const PhotonCase cases[] = {
        {4, {0.085, 0.2, 0.22, 0.15}, {0.9020, 0.9179, 0.9501, 0.9832, 0.9954, 0.9991}},
        {4, {0.085, 0.2, 0.22, 1.5}, {0.5451, 0.5945, 0.7265, 0.9052, 0.9741, 0.9950}},
        {4, {0.085, 0.2, 0.22, 6}, {0.4076, 0.4298, 0.5394, 0.8249, 0.9529, 0.9911}},
        {4, {0.085, 0.4, 0.1, 0.15}, {0.9785, 0.9875, 0.9943, 0.9979, 0.9993, 0.9999}},
        {4, {0.085, 0.4, 0.1, 1.5}, {0.8365, 0.9017, 0.9551, 0.9834, 0.9948, 0.9989}},
        {4, {0.085, 0.4, 0.1, 6}, {0.6442, 0.7685, 0.8940, 0.9609, 0.9879, 0.9975}},
        {4, {0.085, 0.4, 0.22, 0.15}, {0.9491, 0.9565, 0.9719, 0.9891, 0.9967, 0.9993}},
        {4, {0.085, 0.4, 0.22, 1.5}, {0.6862, 0.7247, 0.8146, 0.9275, 0.9779, 0.9955}},
        {4, {0.085, 0.4, 0.22, 6}, {0.4751, 0.5140, 0.6379, 0.8537, 0.9562, 0.9912}},
        {4, {0.085, 0.4, 0.4, 0.15}, {0.9137, 0.9184, 0.9320, 0.9609, 0.9865, 0.9973}},
        {4, {0.085, 0.4, 0.4, 1.5}, {0.5737, 0.5890, 0.6393, 0.7723, 0.9178, 0.9838}},
        {4, {0.085, 0.4, 0.4, 6}, {0.4023, 0.4088, 0.4426, 0.5824, 0.8333, 0.9676}},
        {4, {0.085, 0.7, 0.22, 0.15}, {0.9721, 0.9760, 0.9844, 0.9937, 0.9979, 0.9996}},
        {4, {0.085, 0.7, 0.22, 1.5}, {0.7926, 0.8196, 0.8798, 0.9515, 0.9844, 0.9966}},
        {4, {0, 0.4, 0.22, 1.5}, {0.4234, 0.5101, 0.7019, 0.9051, 0.9732, 0.9948}},
        {4, {0, 0.4, 0.22, 6}, {0.0810, 0.1426, 0.3838, 0.8007, 0.9455, 0.9896}},
        {7, {0.085, 0.2, 0.22, 0.15}, {0.8706, 0.8932, 0.9354, 0.9758, 0.9902, 0.9965}},
        {7, {0.085, 0.2, 0.22, 1.5}, {0.3873, 0.4585, 0.6389, 0.8656, 0.9464, 0.9810}},
        {7, {0.085, 0.2, 0.22, 6}, {0.2162, 0.2440, 0.3829, 0.7590, 0.9078, 0.9673}},
        {7, {0.085, 0.4, 0.1, 0.15}, {0.9655, 0.9808, 0.9908, 0.9957, 0.9980, 0.9992}},
        {7, {0.085, 0.4, 0.1, 1.5}, {0.7459, 0.8503, 0.9277, 0.9659, 0.9842, 0.9941}},
        {7, {0.085, 0.4, 0.1, 6}, {0.4798, 0.6577, 0.8325, 0.9206, 0.9635, 0.9862}},
        {7, {0.085, 0.4, 0.22, 0.15}, {0.9199, 0.9315, 0.9540, 0.9786, 0.9905, 0.9964}},
        {7, {0.085, 0.4, 0.22, 1.5}, {0.5310, 0.5862, 0.7084, 0.8632, 0.9394, 0.9769}},
        {7, {0.085, 0.4, 0.22, 6}, {0.2730, 0.3191, 0.4667, 0.7434, 0.8877, 0.9572}},
        {7, {0.085, 0.4, 0.4, 0.15}, {0.8595, 0.8668, 0.8857, 0.9274, 0.9668, 0.9877}},
        {7, {0.085, 0.4, 0.4, 1.5}, {0.3669, 0.3888, 0.4502, 0.6210, 0.8220, 0.9345}},
        {7, {0.085, 0.4, 0.4, 6}, {0.1885, 0.1974, 0.2277, 0.3776, 0.6862, 0.8869}},
        {7, {0.085, 0.7, 0.22, 0.15}, {0.9511, 0.9576, 0.9699, 0.9843, 0.9921, 0.9967}},
        {7, {0.085, 0.7, 0.22, 1.5}, {0.6627, 0.7029, 0.7849, 0.8873, 0.9439, 0.9763}},
        {7, {0, 0.4, 0.22, 1.5}, {0.3546, 0.4420, 0.6377, 0.8528, 0.9370, 0.9764}},
        {7, {0, 0.4, 0.22, 6}, {0.0445, 0.0931, 0.3048, 0.7133, 0.8797, 0.9550}},
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
    // The aim for a dot's colour is 1. Opaque columns are harder: too light in the middle in red light, which
    // leaves a small dot before it has met much of it. Worst is the opaque dot that begins at the surface.
    EXPECT_LT(misses[misses.size() / 2], .3);
    EXPECT_LT(misses[misses.size() * 9 / 10], 3);
    EXPECT_LT(misses.back(), 15);
}

TEST(DotColumn, IsAsWideAsPhotonsSeeIt) {
    // Photons as above, 400,000 each: a column of FWHM .22 mm from .085 to .4 mm at 545 nm. Width is taken
    // where -ln ratio is half of that at the centre.
    const double radius[6] = {0, .078, .142, .219, .307, .403};
    struct {
        double depth, ratio[6];
    } const cases[] = {
        {0.2, {0.9335, 0.9428, 0.9589, 0.9754, 0.9862, 0.9924}},
        {0.75, {0.7995, 0.8257, 0.8727, 0.9232, 0.9569, 0.9764}},
        {1.5, {0.6859, 0.7232, 0.7938, 0.8742, 0.9297, 0.9614}},
        {6, {0.4747, 0.5124, 0.6047, 0.7460, 0.8589, 0.9230}},
    };
    const auto half_radius = [](int count, auto at_radius, auto depth) {
        int k = 1;
        while (k < count - 1 && depth(k) > depth(0) / 2) ++k;
        const double part = (depth(k - 1) - depth(0) / 2) / (depth(k - 1) - depth(k));
        return at_radius(k - 1) + part * (at_radius(k) - at_radius(k - 1));
    };
    std::vector<Column> list;
    for (const auto& c : cases) list.push_back({.085, .4, .22, c.depth});
    Skin skin;
    skin.melanin_fraction = .02;
    PigmentComponent grey = carbon();
    grey.absorption_mm2_per_ng.assign(grey.wavelength_nm.size(), 1);
    const Seen seen = see(columns(list), skin, {grey});
    for (int lane = 0; lane < int(list.size()); ++lane) {
        const double photons = half_radius(
            6, [&](int k) { return radius[k]; }, [&](int k) { return -std::log(cases[lane].ratio[k]); });
        const double model = half_radius(
            DotAppearance::radii, [&](int k) { return seen.all.radius_mm[k * pack_width + lane]; },
            [&](int k) { return -std::log(seen.ratio(k, 4, lane)); });
        EXPECT_NEAR(model / photons, 1, .05) << "optical depth " << cases[lane].depth;
        EXPECT_NEAR(seen.ratio(0, 4, lane), cases[lane].ratio[0], .02);
    }
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
