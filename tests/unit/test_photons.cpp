// Photons against exact laws, published slabs and adding-doubling.

#include <fadecast/photons.hpp>
#include <fadecast/skin.hpp>

#include <gtest/gtest.h>
#include <omp.h>
#include <adding_doubling.hpp>
#include <photon_flight.hpp>
#include <validation/reference_values.hpp>
#include <validation/totals.hpp>

#include <cmath>
#include <random>
#include <vector>

#include "support/on_every_backend.hpp"

using namespace fadecast;
namespace ad = adding_doubling;
using validation::Totals, validation::totals_by_adding_doubling;

namespace {

/// Coefficients in 1/cm and thickness in cm, as published.
PhotonSetup slabs(const std::vector<std::array<double, 5>>& layers) {
    PhotonSetup setup;
    for (const auto& [index, absorption, scattering, anisotropy, thickness] : layers)
        setup.layers.push_back({index, absorption / 10, scattering / 10, anisotropy, thickness * 10});
    return setup;
}
PhotonSetup van_de_hulst() { return slabs({{1, 10, 90, .75, .02}}); }
PhotonSetup giovanelli() { return slabs({{1.5, 10, 90, 0, OpticalLayer::infinite}}); }
PhotonSetup three_layers() {
    return slabs({{1.37, 1, 100, .9, .1}, {1.37, 1, 10, 0, .1}, {1.37, 2, 10, .7, .2}});
}
PhotonSetup dot() {
    PhotonSetup setup = photons_in_skin(Skin{}, 545);
    setup.pigment = gaussian_column(.085, .4, .22, 1.5, .2, .01);
    return setup;
}

/// Within 4 standard errors and what the expected value itself may miss: a right program fails such a
/// comparison once in 16,000.
void expect_near(const Estimate& estimate, double expected, double miss, const char* what = "") {
    EXPECT_NEAR(estimate.value, expected, 4 * estimate.standard_error + miss) << what;
}
void expect_equal(const Estimate& a, const Estimate& b, const char* what = "") {
    EXPECT_NEAR(a.value, b.value, 4 * std::hypot(a.standard_error, b.standard_error)) << what;
}

/// E3(t), the share of diffuse light that goes straight through an absorber.
double straight_through(double depth) {
    constexpr int steps = 20000;
    double sum = 0;
    for (int i = 0; i < steps; ++i) {
        const double mu = (i + .5) / steps;
        sum += 2 * mu * std::exp(-depth / mu) / steps;
    }
    return sum;
}

}  // namespace

// Published to the digits written here; half of the last one is theirs.
TEST(Photons, MatchVanDeHulstsSlab) {
    const PhotonResult r = trace_photons(Backend::cpu(), van_de_hulst(), 2000000, 1);
    expect_near(r.diffuse_reflectance, .097395, 5e-7);
    expect_near(r.transmittance, .660958, 5e-7);
    EXPECT_LT(r.transmittance.standard_error, 4e-4);  // the largest that N photons can have: .5/sqrt(N)
}
TEST(Photons, MatchGiovanellisMedium) {
    const PhotonResult r = trace_photons(Backend::cpu(), giovanelli(), 400000, 1);
    EXPECT_NEAR(r.specular.value, .04, 1e-9);  // rounding of the weight, 2^-30
    expect_near(r.diffuse_reflectance, .25992 - .04, 5e-6);
}
TEST(Photons, MatchThreeLayers) {
    const PhotonResult r = trace_photons(Backend::cpu(), three_layers(), 400000, 1);
    expect_near(r.diffuse_reflectance, .23786, 5e-6);
    expect_near(r.transmittance, .09605, 5e-6);
}

TEST(Photons, AgreeWithAddingDoublingOnRandomLayers) {
    std::mt19937 random(7);
    const auto draw = [&](double low, double high) {
        return low + (high - low) * std::uniform_real_distribution<>()(random);
    };
    for (int medium = 0; medium < 8; ++medium) {
        const double index = medium % 2 ? 1.4 : 1;
        PhotonSetup setup;
        for (int i = 0; i <= medium % 4; ++i)
            setup.layers.push_back(
                {index, std::exp(draw(-3, 1)), std::exp(draw(0, 3)), draw(-.5, .9), draw(.05, .3)});
        if (medium >= 4) setup.source.kind = PhotonSource::Kind::diffuse;
        const PhotonResult r = trace_photons(Backend::cpu(), setup, 300000, medium + 1);
        const Totals expected = totals_by_adding_doubling<24>(setup);
        // 24 streams reach published slabs to 1e-4; diffuse light meets the kink at the critical angle too.
        expect_near(r.diffuse_reflectance, expected.reflectance, 1e-4, "reflectance");
        expect_near(r.transmittance, expected.transmittance, 1e-4, "transmittance");
    }
}

TEST(Photons, SeeBareSkinAsItsReflectance) {
    for (const int w : {1, 4, 7}) {
        const PhotonResult r =
            trace_photons(Backend::cpu(), photons_in_skin(Skin{}, wavelength_nm[w]), 50000, w);
        const double expected = skin_reflectance(Skin{})[w];  // 4 streams: within 2 % of 24
        expect_near(r.diffuse_reflectance, expected, .02 * expected);
    }
}

TEST(Photons, FollowBeersLawWhereNothingScatters) {
    PhotonSetup setup;
    setup.layers = {{1, 2, 0, 0, .5}, {1, 0, 0, 0, .3}, {1, 1, 0, 0, 1}};
    for (const auto kind : {PhotonSource::Kind::collimated, PhotonSource::Kind::diffuse}) {
        setup.source.kind = kind;
        const PhotonResult r = trace_photons(Backend::cpu(), setup, 200000, 1);
        expect_near(r.transmittance, kind == PhotonSource::Kind::diffuse ? straight_through(2) : std::exp(-2),
                    1e-6);
        EXPECT_EQ(r.diffuse_reflectance.value, 0);
    }
}

TEST(Photons, BendWhereTheIndexChanges) {
    // Diffuse light through air into an absorber of index 1.5 and optical depth 1, nothing below comes back:
    // T = integral of 2 mu (1 - R(mu)) e^(-1/mu') dmu, mu'^2 = 1 - (1 - mu^2)/1.5^2.
    PhotonSetup setup;
    setup.layers = {{1, 0, 0, 0, .1}, {1.5, 2, 0, 0, .5}};
    setup.index_below = 1.5;
    setup.source.kind = PhotonSource::Kind::diffuse;
    double through = 0, back = 0;
    constexpr int steps = 20000;
    for (int i = 0; i < steps; ++i) {
        const double mu = (i + .5) / steps, inside = std::sqrt(1 - (1 - mu * mu) / 2.25);
        const double reflected = ad::fresnel(inside, 1.5);  // the same from both sides
        back += 2 * mu * reflected / steps;
        through += 2 * mu * (1 - reflected) * std::exp(-1 / inside) / steps;
    }
    const PhotonResult r = trace_photons(Backend::cpu(), setup, 400000, 1);
    expect_near(r.transmittance, through, 1e-6);
    expect_near(r.diffuse_reflectance, back, 1e-6);
}

TEST(Photons, BounceInClearGlassAsTheSumOfReflectionsSays) {
    PhotonSetup setup;
    setup.layers = {{1.5, 0, 0, 0, 1}, {2, 0, 0, 0, 1}};
    const double outer = .04, middle = std::pow(.5 / 3.5, 2), last = 1. / 9;
    // Two plates: reflections add up as geometric series.
    const double lower = middle + std::pow(1 - middle, 2) * last / (1 - middle * last);
    const double all = outer + std::pow(1 - outer, 2) * lower / (1 - outer * lower);
    const PhotonResult r = trace_photons(Backend::cpu(), setup, 200000, 1);
    expect_near(r.diffuse_reflectance, all - outer, 0);
    expect_near(r.transmittance, 1 - all, 0);
    EXPECT_EQ(r.absorbed.value, 0);
}

TEST(Photons, ScatterAsHenyeyAndGreensteinSay) {
    // The cosine's mean is g and its mean square (1 + 2 g^2)/3; midpoints of 10^5 values, in float.
    constexpr int values = 100000;
    for (const double g : {-.5, 0., 1e-4, .5, .778, .95}) {
        double mean = 0, square = 0;
        for (int i = 0; i < values; ++i) {
            const double cosine = 1 - photon::henyey_greenstein(float(g), float((i + .5) / values));
            mean += cosine / values, square += cosine * cosine / values;
        }
        EXPECT_NEAR(mean, g, 1e-6);
        EXPECT_NEAR(square, (1 + 2 * g * g) / 3, 1e-6);
    }
}

TEST(Photons, TurnToAllSidesAlike) {
    // Angles in even steps around the circle, so all moments up to the third are those of a circle.
    double sums[7] = {};
    int count = 0;
    for (std::uint64_t bits = 500; bits < std::uint64_t(1) << 32; bits += 1023 * 64, ++count) {
        float cosine, sine;
        fast::random_direction(std::uint32_t(bits), cosine, sine);
        const double c = cosine, s = sine;
        EXPECT_NEAR(c * c + s * s, 1, 5e-7);
        const double moments[] = {c, s, c * s, c * c - .5, c * c * c, c * c * s, s * s * s};
        for (int i = 0; i < 7; ++i) sums[i] += moments[i];
    }
    for (const double sum : sums) EXPECT_NEAR(sum / count, 0, 3e-5);  // two steps of 2 pi / count
}

TEST(Photons, MeetSurfacesAsFresnelSays) {
    for (const double ratio : {1.4, 1., 1 / 1.4, 1.53 / 1.34})
        for (int step = 0; step < 1000; ++step) {
            const double cosine = (step + .5) / 1000;
            float out;
            const double reflected = photon::fresnel(float(cosine), float(ratio), out);
            // Float; towards the critical angle the cosine behind is the root of a small difference.
            const double square = std::abs(1 - ratio * ratio * (1 - cosine * cosine));
            EXPECT_NEAR(reflected, ad::fresnel(cosine, ratio), 1e-6 + 1e-6 / std::sqrt(square + 1e-7))
                << ratio << " " << cosine;
        }
}

// Integers: the same to the last bit for threads, instruction sets and the GPU's way of dealing photons out.
TEST(Photons, GiveTheSameBitsHoweverTheyAreDealtOut) {
    const auto bits = [](const PhotonResult& r) {
        std::vector<double> all{r.specular.value,           r.diffuse_reflectance.value,
                                r.transmittance.value,      r.absorbed.value,
                                r.won_by_roulette.value,    r.absorbed.standard_error,
                                r.absorbed_by_pigment.value};
        for (const Profile* profile : {&r.reflectance, &r.absorption, &r.fluence_map})
            for (const double value : profile->value) all.push_back(std::isnan(value) ? -1 : value);
        return all;
    };
    for (int which = 0; which < 4; ++which) {
        PhotonSetup setup = which % 2 ? three_layers() : dot();
        setup.map = which < 2;  // a map is too large for the tallies of a GPU's block
        setup.source = {PhotonSource::Kind::diffuse, .05, .1};
        const auto trace = [&](const Backend& backend) {
            return bits(trace_photons(backend, setup, 1001, 9));
        };
        const auto expected = trace(Backend::reference());
        const int threads = omp_get_max_threads();
        for (const int count : {1, 2, 5}) {
            omp_set_num_threads(count);
            EXPECT_EQ(trace(Backend::cpu()), expected) << count << " threads";
        }
        omp_set_num_threads(threads);
        const Simd widest = simd_in_use();
        for (const Simd set : {Simd::baseline, Simd::avx2, Simd::avx512}) {
            if (set > widest_simd()) continue;
            use_simd(set);
            EXPECT_EQ(trace(Backend::cpu()), expected) << name_of(set);
        }
        use_simd(widest);
    }
}

// So many that a GPU's block has all its tasks, the last block fewer, and threads take a second task.
TEST(Photons, GiveTheSameBitsInManyBlocks) {
    PhotonSetup setup = van_de_hulst();
    const PhotonResult one = trace_photons(Backend::reference(), setup, 531001, 4);
    const PhotonResult other = trace_photons(Backend::cpu(), setup, 531001, 4);
    EXPECT_EQ(one.reflectance.value, other.reflectance.value);
    EXPECT_EQ(one.absorption.value, other.absorption.value);
    EXPECT_EQ(one.transmittance.value, other.transmittance.value);
}

// Float on a GPU may round otherwise, which sends some photons elsewhere: a statistical comparison.
using PhotonsOnEveryBackend = OnEveryBackend;
TEST_P(PhotonsOnEveryBackend, TellTheSame) {
    const PhotonResult expected = trace_photons(Backend::cpu(), dot(), 20000, 2);
    const PhotonResult r = trace_photons(backend, dot(), 20000, 2);
    expect_equal(r.diffuse_reflectance, expected.diffuse_reflectance);
    expect_equal(r.absorbed_by_pigment, expected.absorbed_by_pigment);
}
ON_EVERY_BACKEND(PhotonsOnEveryBackend);

TEST(Photons, CloseTheLedgerOfEnergy) {
    for (PhotonSetup setup : {van_de_hulst(), giovanelli(), three_layers(), dot()}) {
        const PhotonResult r = trace_photons(Backend::cpu(), setup, 20000, 3);
        const double sum =
            r.specular.value + r.diffuse_reflectance.value + r.transmittance.value + r.absorbed.value;
        EXPECT_NEAR(sum, 1 + r.won_by_roulette.value, 1e-13);  // integers, then sums of a few doubles
        expect_near(r.won_by_roulette, 0, 0);
        double layers = 0, rings = 0, slices = 0;
        for (const Estimate& layer : r.absorbed_by_layer) layers += layer.value;
        for (const double ring : r.reflectance.value) rings += ring;
        for (const double slice : r.absorption.value) slices += slice;
        EXPECT_NEAR(layers, r.absorbed.value, 1e-13);
        EXPECT_NEAR(slices, r.absorbed.value, 1e-13);
        EXPECT_NEAR(rings, r.diffuse_reflectance.value, 1e-13);
    }
}

TEST(Photons, StateTheirErrorsAsLargeAsTheyAre) {
    // Chi square of 60 runs around their mean has 59 degrees of freedom: 30..100 holds all but 1e-3. The
    // stated errors themselves are known to 9 % each.
    constexpr int runs = 60;
    double sum = 0, squares = 0, error = 0;
    for (int run = 0; run < runs; ++run) {
        const Estimate r = trace_photons(Backend::cpu(), van_de_hulst(), 20000, 100 + run).transmittance;
        sum += r.value, squares += r.value * r.value, error += r.standard_error / runs;
    }
    const double chi_square = (squares - sum * sum / runs) / (error * error);
    EXPECT_GT(chi_square, 30);
    EXPECT_LT(chi_square, 100);
}

// Delta tracking: pigment that fills half of a layer is the same as a layer that absorbs and scatters so. The
// layer itself does not scatter, so its anisotropy must not matter; below, flights stop for nothing.
TEST(Photons, SeePigmentThatFillsALayerAsThatLayer) {
    const PhotonSetup whole = slabs(
        {{1.4, 2, 100, .8, .02}, {1.4, 30, 140, 0, .015}, {1.4, 5, 0, 0, .015}, {1.4, 1, 100, .8, .05}});
    PhotonSetup field = slabs({{1.4, 2, 100, .8, .02}, {1.4, 5, 0, .9, .03}, {1.4, 1, 100, .8, .05}});
    field.pigment = {.axisymmetric = false,
                     .cells = {2, 2, 2},
                     .first_mm = {-1e3, -1e3, .2},
                     .step_mm = {1e3, 1e3, .15},
                     .absorption_per_mm = {2.5, 2.5, 2.5, 2.5, 0, 0, 0, 0},
                     .scattering_per_mm = {14, 14, 14, 14, 0, 0, 0, 0}};
    const PhotonResult a = trace_photons(Backend::cpu(), whole, 300000, 1);
    const PhotonResult b = trace_photons(Backend::cpu(), field, 300000, 2);
    expect_equal(a.diffuse_reflectance, b.diffuse_reflectance, "reflectance");
    expect_equal(a.transmittance, b.transmittance, "transmittance");
    expect_equal(a.absorbed_by_layer[0], b.absorbed_by_layer[0], "above");
    expect_equal(a.absorbed_by_layer[3], b.absorbed_by_layer[2], "below");
    // Of what the dark half takes, the pigment has 2.5 parts in 3.
    const Estimate dark = a.absorbed_by_layer[1];
    expect_equal(b.absorbed_by_pigment, {dark.value * 2.5 / 3, dark.standard_error}, "pigment");
    // Fluence over both halves, whose slices differ.
    const auto mean = [](const PhotonResult& r, double from, double to) {
        Estimate sum;
        for (std::size_t s = 0; s + 1 < r.depth_faces_mm.size(); ++s)
            if (r.depth_faces_mm[s] > from - 1e-9 && r.depth_faces_mm[s + 1] < to + 1e-9) {
                const double thickness = r.depth_faces_mm[s + 1] - r.depth_faces_mm[s];
                sum.value += r.fluence.value[s] * thickness;
                sum.standard_error += r.fluence.standard_error[s] * thickness;
            }
        return sum;
    };
    expect_equal(mean(a, .2, .5), mean(b, .2, .5), "fluence");
}

TEST(Photons, SeeRingsAndVoxelsOfOneColumnAlike) {
    const PhotonSetup rings = dot();
    PhotonSetup voxels = dot();
    constexpr double step = .02;  // a fifth of the column's sigma: what squares do to it is below 1e-3
    constexpr int side = 44, height = 16;
    PigmentField& field = voxels.pigment;
    field = {.axisymmetric = false,
             .cells = {side, side, height},
             .first_mm = {-side * step / 2, -side * step / 2, .085},
             .step_mm = {step, step, .315 / height},
             .absorption_per_mm = {},
             .scattering_per_mm = {}};
    for (int cell = 0; cell < side * side * height; ++cell) {
        const double x = (cell % side - side / 2 + .5) * step,
                     y = (cell / side % side - side / 2 + .5) * step;
        const double profile = std::exp2(-(x * x + y * y) / (.11 * .11)) / .315;
        field.absorption_per_mm.push_back(1.5 * profile);
        field.scattering_per_mm.push_back(.2 * profile);
    }
    const PhotonResult a = trace_photons(Backend::cpu(), rings, 100000, 1);
    const PhotonResult b = trace_photons(Backend::cpu(), voxels, 100000, 2);
    EXPECT_NEAR(
        a.diffuse_reflectance.value, b.diffuse_reflectance.value,
        4 * std::hypot(a.diffuse_reflectance.standard_error, b.diffuse_reflectance.standard_error) + 1e-3);
    EXPECT_LT(a.diffuse_reflectance.value, .8 * skin_reflectance(Skin{})[4]);  // pigment matters
}

TEST(Photons, KeepThePigmentOfAMeshOnEqualCells) {
    const std::vector<double> radius{0, .03, .07, .2}, depth{.1, .15, .3};
    const std::vector<double> values{1, 2, 3, 4, 5, 6};
    const PigmentField field = regular_pigment(radius, depth, values, .04);
    double before = 0, after = 0;
    for (int i = 0; i < 6; ++i)
        before += values[i] * (std::pow(radius[i % 3 + 1], 2) - std::pow(radius[i % 3], 2)) *
                  (depth[i / 3 + 1] - depth[i / 3]);
    for (int i = 0; i < field.cells[0] * field.cells[2]; ++i)
        after += field.absorption_per_mm[i] * (2 * (i % field.cells[0]) + 1) * std::pow(.04, 3);
    EXPECT_NEAR(after, before, 1e-12);
}

// Oracle: published ranges of the fluence rate at 0.3 mm over the irradiance at 365 nm, for a scatter scale
// of 1.9 and of 1.0; and the table that the program uses, which has 4 streams, within 4 %.
TEST(Photons, LetUvReachTheDermisOfEachSkinType) {
    for (const validation::UvRange& range : validation::uv_ranges)
        for (const double scale : validation::uv_scatter_scales) {
            Skin skin;
            skin.epidermis_mm = .06, skin.scatter_scale = scale;
            skin.melanin_fraction = melanin_fraction_of_ita(ita_of_fitzpatrick(range.type));
            PhotonSetup setup = photons_in_skin(skin, 365);
            setup.source.kind = PhotonSource::Kind::diffuse;
            const PhotonResult r = trace_photons(Backend::cpu(), setup, 60000, range.type);
            std::size_t slice = 0;  // the one whose upper face lies at 0.3 mm; with the one above
            while (r.depth_faces_mm[slice] < .299) ++slice;
            const double fluence = (r.fluence.value[slice - 1] + r.fluence.value[slice]) / 2;
            const double error = r.fluence.standard_error[slice];
            EXPECT_GT(fluence, range.low - validation::uv_half_digit - 4 * error)
                << range.type << " " << scale;
            EXPECT_LT(fluence, range.high + validation::uv_half_digit + 4 * error)
                << range.type << " " << scale;
            EXPECT_NEAR(fluence, fluence_ratio(skin, 365, .3), 4 * error + .04 * fluence)
                << range.type << " " << scale;
        }
}

TEST(Photons, RefuseWhatNeverEnds) {
    const auto refused = [](const PhotonSetup& setup, std::int64_t photons = 10) {
        EXPECT_THROW(trace_photons(Backend::cpu(), setup, photons, 1), Error);
    };
    refused({});
    refused(van_de_hulst(), 0);
    refused(slabs({{1.4, 0, 10, 0, OpticalLayer::infinite}}));
    refused(slabs({{1.4, 1, 10, 0, OpticalLayer::infinite}, {1.4, 1, 10, 0, 1}}));
    refused(slabs({{.9, 1, 10, 0, 1}}));
    refused(slabs({{1.4, -1, 10, 0, 1}}));
    refused(slabs({{1.4, 1, 10, 1, 1}}));
    PhotonSetup setup = dot();
    setup.pigment.absorption_per_mm.pop_back();
    refused(setup);
}
