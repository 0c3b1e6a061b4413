// Every kernel on every backend against `cpu`, on inputs drawn anew in every run and in memory that holds no
// number until a kernel writes one.

#include <fadecast/dot.hpp>
#include <fadecast/patch.hpp>
#include <fadecast/photons.hpp>
#include <fadecast/statistics.hpp>
#include <fadecast/transport.hpp>

#include <skin_optics.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <random>
#include <vector>

#include "support/nominal_dot.hpp"
#include "support/on_every_backend.hpp"
#include "support/same_scalars.hpp"

using namespace fadecast;
using test::year;

namespace {

/// Of the largest value: 2e-5 is 170 roundings of a float. A GPU contracts a * b + c, which moves each of
/// some hundred steps by a rounding or two, to either side.
constexpr double float_tolerance = 2e-5;

/// How fast a dot fades outward at a width, 1/mm, relative to its centre: what it takes of the light, as a
/// root of squares over the wavelengths. The gentler of two steps of radius.
/// @param row  pack * times + time
double steepness(const DotAppearance& seen, std::size_t row, std::size_t lane, double width_mm) {
    constexpr int radii = DotAppearance::radii;
    const auto radius = [&](int k) {
        return double(seen.radius_mm[(row / seen.times * radii + k) * pack_width + lane]);
    };
    const auto taken = [&](int k) {
        double squares = 0;
        for (int w = 0; w < wavelength_count; ++w)
            squares += std::pow(
                1 - seen.transmittance[((row * radii + k) * wavelength_count + w) * pack_width + lane], 2);
        return std::sqrt(squares);
    };
    const auto slope = [&](int k) {
        return std::abs(taken(k - 1) - taken(k)) / (radius(k) - radius(k - 1)) / taken(0);
    };
    int k = 1;
    while (k + 2 < radii && radius(k) < width_mm / 2) ++k;
    return std::min(slope(k), slope(k + 1));
}

class Draw {
public:
    /// Repeats the inputs of GTEST_RANDOM_SEED (1 to 99999) where it is set.
    Draw() : seed_(GTEST_FLAG_GET(random_seed)) {
        if (seed_ == 0) seed_ = 1 + int(std::random_device{}() % 99999);
        random_.seed(unsigned(seed_));
    }
    int seed() const { return seed_; }
    double operator()(double low, double high) { return low + (high - low) * random_() * 0x1p-32; }
    int below(int n) { return int((*this)(0, n)); }

private:
    int seed_;
    std::mt19937 random_;
};

struct Devices : OnEveryBackend {
    Draw draw;

    void SetUp() override {
        OnEveryBackend::SetUp();
        memory::poison_new(true);
    }
    void TearDown() override { memory::poison_new(false); }
    std::string repeat() const { return "repeat with GTEST_RANDOM_SEED=" + std::to_string(draw.seed()); }

    /// Numbers all of them, and within `tolerance` of the largest value of the same kind.
    /// @param kinds, stride  value i is of kind i / stride % kinds.
    template <typename T>
    void expect_within(const char* what, const std::vector<T>& values, const std::vector<T>& expected,
                       double tolerance, std::size_t kinds = 1, std::size_t stride = 1) {
        ASSERT_EQ(values.size(), expected.size()) << what;
        std::vector<double> largest(kinds), miss(kinds);
        std::vector<std::size_t> where(kinds);
        for (std::size_t i = 0; i < values.size(); ++i) {
            const std::size_t kind = i / stride % kinds;
            ASSERT_TRUE(std::isfinite(values[i])) << what << ": nothing wrote value " << i;
            largest[kind] = std::max(largest[kind], std::abs(double(expected[i])));
            const double apart = std::abs(double(values[i]) - double(expected[i]));
            if (apart > miss[kind]) miss[kind] = apart, where[kind] = i;
        }
        for (std::size_t k = 0; k < kinds; ++k)
            EXPECT_LE(miss[k], tolerance * largest[k])
                << what << ", kind " << k << ", value " << where[k] << ": " << values[where[k]] << ", not "
                << expected[where[k]] << "; the largest is " << largest[k];
    }
    /// The CPU's decompositions agree to the last bit, a GPU within `tolerance`.
    template <typename T>
    void expect_same(const char* what, const std::vector<T>& values, const std::vector<T>& expected,
                     double tolerance, std::size_t kinds = 1, std::size_t stride = 1) {
        expect_within(what, values, expected, on_gpu() ? tolerance : 0, kinds, stride);
    }
    bool on_gpu() const { return backend.device() == Device::gpu; }

    Skin skin() {
        return {.melanin_fraction = draw(.005, .3),
                .blood_fraction = draw(.004, .06),
                .blood_saturation = draw(.5, 1),
                .scatter_scale = draw(1, 3),
                .epidermis_mm = draw(.05, .12),
                .thickness_mm = draw(1.2, 2.4)};
    }

    /// A dot of any client, in skin of this geometry; three kinds of dots by what sessions puncture them.
    DotInput dot(int number, const Skin& owner) {
        DotInput dot = test::nominal_dot();
        dot.session = number % 3 == 1;
        if (number % 3 == 2) dot.again[2] = draw(.2, 1);
        dot.fragmented_share = draw(0, .6);
        dot.residence = {.uptake_per_day = std::numbers::ln2 / (5 * draw(.3, 3)),
                         .escape_probability = draw(.05, .3),
                         .slow_per_day = draw(.02, .3) / year,
                         .labile_share = draw(0, .3),
                         .labile_per_day = draw(.7, 3) / year,
                         .permanent_share = draw(0, .2),
                         .permanent_per_day = draw(.005, .05) / year,
                         .release_surge = draw(1, 4)};
        dot.epidermis_mm = owner.epidermis_mm, dot.skin_mm = owner.thickness_mm;
        dot.mesh_radius_mm = draw(.8, 1.4);
        dot.mass_ng = {draw(10, 50), draw(2, 15)};
        dot.column_sigma_mm = draw(.05, .15), dot.stain_sigma_mm = draw(.08, .2);
        dot.bottom_mm = draw(.2, .9);
        dot.blowout_share = draw(0, .3), dot.blowout_sigma_mm = draw(.3, .8);
        dot.pore_radius_mm = draw(.06, .2), dot.closure_speed = draw(.4, 1);
        dot.exudate_share = draw(.02, .4);
        dot.scab_fall_day = draw(4, 9), dot.turnover_day = draw(28, 60);
        dot.aggregated_efficiency = draw(.5, .9), dot.milky_scattering_per_mm = draw(2, 10);
        dot.lateral_mm2_per_day = std::exp(draw(-9, -5)) / year;
        dot.vertical_mm2_per_day = draw(.4, 1) * dot.lateral_mm2_per_day;
        dot.bleaching_per_day = {draw(0, .05) / year, draw(0, .3) / year};
        const double fall = draw(.05, .3);
        for (int k = 0; k < max_light_slices; ++k) dot.light_by_slice[k] = Real(std::exp(-fall * k));
        const double swing = draw(0, .9);
        for (int i = 0; i < 12; ++i)
            dot.light_season[i] = 1 + swing * std::cos(2 * std::numbers::pi * i / 12);
        return dot;
    }

    /// Owners' skins and `count` of their dots, those of owner i % 3.
    std::vector<Skin> owners;
    std::vector<DotInput> dots;
    void draw_dots(int count) {
        for (int i = 0; i < 3; ++i) owners.push_back(skin());
        for (int i = 0; i < count; ++i) dots.push_back(dot(i, owners[i % 3]));
    }
    /// Three sessions, a day of laser and one when all macrophages die, two years.
    std::vector<double> days() { return {0, draw(3, 9), 42, draw(100, 300), 2 * year}; }
    Schedule schedule(bool extrapolate) {
        return make_schedule({-28, -14, 0}, days(), {.growth = .6, .extrapolate = extrapolate},
                             draw(310, 400), {draw(50, 90)});
    }
    /// The second is what a laser makes of the first.
    static std::vector<ComponentInput> two_components() { return {{1, 5.5e-3, 1}, {3, 1e-3}}; }

    void expect_same_histories(const GridShape& grid, bool extrapolate) {
        draw_dots(40);  // more than a pack
        const Schedule times = schedule(extrapolate);
        FieldRecord expected_fields;
        const Snapshots expected =
            transport(Backend::cpu(), grid, times, two_components(), dots, &expected_fields);
        for (const Mapping mapping : {Mapping::pack, Mapping::dot}) {
            SCOPED_TRACE(mapping == Mapping::dot ? "mapping dot" : "mapping pack");
            FieldRecord fields, again_fields;
            const Snapshots here = transport(backend, grid, times, two_components(), dots, &fields, mapping);
            const auto same = [&](const char* what, const Buffer<Real> Snapshots::*member) {
                expect_same(what, (here.*member).to_host(), (expected.*member).to_host(), float_tolerance);
            };
            same("radial faces", &Snapshots::radial_face);
            same("slice faces", &Snapshots::slice_face);
            same("stain", &Snapshots::stain_sigma);
            same("pigment", &Snapshots::pigment);
            same("scab", &Snapshots::scab);
            expect_same("fields", fields.pools, expected_fields.pools, float_tolerance, 2 * 3, grid.cells());
            if (on_gpu())
                expect_same("scalars", here.scalars.to_host(), expected.scalars.to_host(), float_tolerance,
                            Snapshots::scalar_count, pack_width);
            else
                test::expect_same_scalars(here, expected);
            const Snapshots again =
                transport(backend, grid, times, two_components(), dots, &again_fields, mapping);
            EXPECT_EQ(again.pigment.to_host(), here.pigment.to_host());
            EXPECT_EQ(again.scab.to_host(), here.scab.to_host());
            EXPECT_EQ(again.scalars.to_host(), here.scalars.to_host());
            EXPECT_EQ(again_fields.pools, fields.pools);
        }
    }

    /// A black and a white, which scatters.
    static std::vector<PigmentComponent> pigments() {
        return {{.material = "black",
                 .wavelength_nm = {400, 500, 600, 700},
                 .absorption_mm2_per_ng = {1.5, 1.1, .9, .75},
                 .scattering_mm2_per_ng = {}},
                {.material = "white",
                 .wavelength_nm = {400, 700},
                 .absorption_mm2_per_ng = {},
                 .scattering_mm2_per_ng = {.4, .25}}};
    }

    /// What is seen of the drawn dots: deposition, years and light, all on one backend.
    DotAppearance look(const Backend& on, const Schedule& times,
                       const std::vector<ComponentInput>& components) {
        const GridShape grid{.radial_cells = 16, .depth_cells = 36, .epidermis_cells = 8};
        const Snapshots snapshots = transport(on, grid, times, components, dots);
        const int faces = grid.slices() + 1, last = int(dots.size()) - 1;
        const std::vector<Real> face = snapshots.slice_face.to_host();
        std::vector<Real> of_skin;
        for (int owner = 0; owner < 3; ++owner)
            for (int k = 0; k < faces; ++k) of_skin.push_back(face[k * pack_width + owner]);
        std::vector<int> skin_of_dot;  // copies of the last dot fill the last pack
        for (int i = 0; i < snapshots.packs * pack_width; ++i) skin_of_dot.push_back(std::min(i, last) % 3);
        std::vector<PigmentComponent> optics = pigments();
        optics.resize(components.size());
        return see_dots(snapshots, optics, *prepare_skins(on, owners, of_skin, grid), skin_of_dot, true);
    }
};
ON_EVERY_BACKEND(Devices);

}  // namespace

TEST_P(Devices, FollowDotsAlike) {
    SCOPED_TRACE(repeat());
    expect_same_histories({}, false);
}

TEST_P(Devices, FollowDotsAlikeWhenExtrapolated) {
    SCOPED_TRACE(repeat());
    expect_same_histories({.radial_cells = 16, .depth_cells = 36, .epidermis_cells = 8}, true);
}

TEST_P(Devices, PrepareSkinsAlike) {
    SCOPED_TRACE(repeat());
    std::vector<Skin> skins;
    std::vector<Real> faces;
    const GridShape grid;
    for (int i = 0; i < 5; ++i) {
        skins.push_back(skin());
        const std::vector<double> depth =
            depth_faces(grid, skins.back().epidermis_mm, skins.back().thickness_mm);
        for (int k = 0; k <= grid.slices(); ++k) faces.push_back(Real(depth[grid.first_cell(k)]));
    }
    const auto expected = prepare_skins(Backend::cpu(), skins, faces, grid);
    const auto here = prepare_skins(backend, skins, faces, grid);
    const auto again = prepare_skins(backend, skins, faces, grid);
    // Worked out in double; what differs is the last rounding to float.
    expect_same("slices", here->slices.to_host(), expected->slices.to_host(), float_tolerance,
                slice_coefficients);
    expect_same("base", here->base.to_host(), expected->base.to_host(), float_tolerance);
    expect_same("reflectance", here->reflectance.to_host(), expected->reflectance.to_host(), float_tolerance);
    EXPECT_EQ(again->slices.to_host(), here->slices.to_host());
    EXPECT_EQ(again->base.to_host(), here->base.to_host());
    EXPECT_EQ(again->reflectance.to_host(), here->reflectance.to_host());
}

TEST_P(Devices, SeeDotsAlike) {
    SCOPED_TRACE(repeat());
    draw_dots(40);
    const Schedule times = schedule(false);
    for (const bool white : {false, true}) {  // light meets scattering pigment elsewhere in the code
        SCOPED_TRACE(white ? "black and white" : "black");
        std::vector<ComponentInput> components = two_components();
        if (!white) components = {{1, 5.5e-3}};
        const DotAppearance expected = look(Backend::cpu(), times, components);
        const DotAppearance here = look(backend, times, components);
        const DotAppearance again = look(backend, times, components);
        EXPECT_EQ(again.scalars, here.scalars);
        EXPECT_EQ(again.transmittance, here.transmittance);
        EXPECT_EQ(here.radius_mm, expected.radius_mm);
        // The CPU looks at a pack of dots at once, `reference` at each alone in one colour after the other,
        // which changes no bit. A GPU contracts a b + c: 2e-3 in L*, a*, b* is a hundred roundings; the eye
        // sees 1.
        if (backend.device() == Device::reference) {
            EXPECT_EQ(here.scalars, expected.scalars);
            EXPECT_EQ(here.transmittance, expected.transmittance);
        }
        const double of_colour = 2e-3, of_ratio = 1e-4;
        expect_within("transmittance", here.transmittance, expected.transmittance, of_ratio);
        ASSERT_EQ(here.scalars.size(), expected.scalars.size());
        for (std::size_t i = 0; i < here.scalars.size(); ++i) {
            const std::size_t what = i / pack_width % DotAppearance::scalar_count;
            const double contrast = expected.scalars[i - what * pack_width];  // the first scalar
            double tolerance = of_colour;
            if (what == DotAppearance::optical_fwhm_mm) {
                if (contrast < 10 * of_colour) continue;  // a dot that is hardly there has no width
                // The width is where the contrast is half of the centre's: errors of both shift it by 1.5 of
                // theirs over the slope, on either side; twice that, since the slope is that of another
                // measure.
                const std::size_t row = i / (DotAppearance::scalar_count * pack_width);
                tolerance *= 6 / (contrast * steepness(expected, row, i % pack_width, expected.scalars[i]));
            }
            ASSERT_NEAR(here.scalars[i], expected.scalars[i], tolerance)
                << "scalar " << what << ", value " << i << ", contrast " << contrast;
        }
    }
}

TEST_P(Devices, DrawPatchesAlike) {
    SCOPED_TRACE(repeat());
    draw_dots(pack_width);
    const Schedule times = schedule(false);
    const DotAppearance gallery = look(Backend::cpu(), times, {{1, 5.5e-3}});
    const PatchOptions options{.dots_per_cm2 = draw(100, 250),
                               .hairs_per_cm2 = 60,
                               .full_hairs_per_cm2 = 200,
                               .seed = std::uint64_t(draw.seed())};
    PatchScene scene;
    const PatchLayout layout = lay_out_patch(options, std::vector<int>(dot_count(options), 0));
    scene.x_mm = layout.x_mm, scene.y_mm = layout.y_mm;
    for (std::size_t dot = 0; dot < layout.x_mm.size(); ++dot) scene.look.push_back(int(dot % pack_width));
    for (std::size_t hair = 0; hair < layout.hair_x_mm.size(); ++hair)
        scene.strands.push_back({layout.hair_x_mm[hair], layout.hair_y_mm[hair], layout.lean_x[hair],
                                 layout.lean_y[hair], .08f, 0});
    scene.skin = skin_reflectance(owners[0]);
    scene.strand_reflectance = {Spectrum{.05, .05, .05, .05, .06, .06, .07, .08}};
    scene.bare = skin_colour(owners[0]);
    scene.texture = {.melanin = {-.1, -.1, -.08, -.05, -.05, -.04, -.02, -.02}, .relief = .02};
    for (const double day : {draw(0, 40), draw(50, 700)})
        for (const Illuminant light : {Illuminant::d65, Illuminant::a}) {
            scene.looks = {};
            scene.looks.add(gallery, pack_width, times.snapshot_day, day);
            const auto render = [&](const Backend& on) { return render_patch(on, scene, .05, light).rgb; };
            const std::vector<std::uint8_t> expected = render(Backend::cpu()), here = render(backend);
            EXPECT_EQ(render(backend), here);
            // A value between two levels may round to either.
            int worst = 0;
            ASSERT_EQ(here.size(), expected.size());
            for (std::size_t i = 0; i < here.size(); ++i)
                worst = std::max(worst, std::abs(here[i] - expected[i]));
            EXPECT_LE(worst, on_gpu() ? 1 : 0) << "day " << day;
        }
}

TEST_P(Devices, ReflectAlike) {
    SCOPED_TRACE(repeat());
    std::vector<Skin> skins;
    for (int i = 0; i < 50; ++i) skins.push_back(skin());
    std::vector<double> nm;
    for (int i = 0; i < 7; ++i) nm.push_back(draw(300, 800));
    for (const int streams : {4, 8}) {
        const auto here = skin_reflectances(backend, skins, nm, streams);
        // Worked out in double.
        expect_same("reflectance", here, skin_reflectances(Backend::cpu(), skins, nm, streams), 1e-6);
        EXPECT_EQ(skin_reflectances(backend, skins, nm, streams), here);
    }
}

TEST_P(Devices, SortAlike) {
    SCOPED_TRACE(repeat());
    const int rows = 1 + draw.below(20), row_size = 1 + draw.below(700);
    std::vector<float> values;
    for (int i = 0; i < rows * row_size; ++i)
        values.push_back(float(std::ldexp(draw(-1, 1), draw.below(100) - 50)));
    std::vector<std::uint32_t> expected(values.size());
    for (int row = 0; row < rows; ++row) {
        const auto first = expected.begin() + row * row_size;
        std::iota(first, first + row_size, 0u);
        std::stable_sort(first, first + row_size, [&](std::uint32_t one, std::uint32_t other) {
            return values[row * row_size + one] < values[row * row_size + other];
        });
    }
    EXPECT_EQ(sorted_positions(backend, values, row_size), expected);
}

TEST_P(Devices, TracePhotonsAlike) {
    SCOPED_TRACE(repeat());
    PhotonSetup setup;
    setup.layers = {{draw(1.3, 1.5), draw(.05, 2), draw(5, 30), draw(.5, .9), draw(.05, .2)},
                    {draw(1.3, 1.5), draw(.05, .5), draw(5, 20), draw(0, .9), draw(.5, 2)}};
    setup.source = {draw.below(2) ? PhotonSource::Kind::diffuse : PhotonSource::Kind::collimated, draw(0, .1),
                    draw(.1, .3)};
    setup.radius_bins = 20, setup.depth_step_mm = .1;
    setup.pigment = gaussian_column(draw(0, .1), draw(.3, .5), draw(.1, .4), draw(.5, 3), draw(0, 1), .02);
    for (const bool map : {false, true}) {
        setup.map = map;
        SCOPED_TRACE(map ? "with a map" : "without a map");
        const int photons = on_gpu() ? 531001 : 20000;  // so many that blocks have all their tasks
        const auto trace = [&](const Backend& on) { return trace_photons(on, setup, photons, draw.seed()); };
        const PhotonResult expected = trace(Backend::cpu()), here = trace(backend), again = trace(backend);
        std::vector<double> values, other, other_again, error;
        const auto add = [&](const auto& of) {
            of(here, values, &error), of(expected, other, nullptr), of(again, other_again, nullptr);
        };
        add([](const PhotonResult& r, std::vector<double>& out, std::vector<double>* errors) {
            for (const Estimate& e :
                 {r.specular, r.diffuse_reflectance, r.transmittance, r.absorbed, r.absorbed_by_pigment,
                  r.won_by_roulette, r.absorbed_by_layer[0], r.absorbed_by_layer[1]}) {
                out.push_back(e.value);
                if (errors) errors->push_back(e.standard_error);
            }
            for (const Profile* p : {&r.reflectance, &r.transmission, &r.absorption, &r.fluence,
                                     &r.absorption_map, &r.fluence_map})
                for (std::size_t i = 0; i < p->value.size(); ++i) {
                    out.push_back(std::isnan(p->value[i]) ? 0 : p->value[i]);  // where a ring has no end
                    if (errors) errors->push_back(p->standard_error[i]);
                }
        });
        EXPECT_EQ(other_again, values);
        if (!on_gpu()) {
            EXPECT_EQ(values, other);
            continue;
        }
        // The same photons, of which rounding sends some elsewhere: far nearer than two lots of photons are,
        // which differ by 5 of their standard errors once in a million. A share of few photons has no normal
        // distribution, nor an error that is known.
        ASSERT_EQ(values.size(), other.size());
        for (std::size_t i = 0; i < values.size(); ++i) {
            ASSERT_TRUE(std::isfinite(values[i])) << i;
            if (i < 8 || error[i] < .1 * values[i]) {
                EXPECT_NEAR(values[i], other[i], 5 * std::numbers::sqrt2 * error[i] + 1e-9) << i;
            }
        }
    }
}
