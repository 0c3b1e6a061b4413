// How dots look: by where light turns around in the skin, and what pigment takes of it on its way in and out.

#include <fadecast/dot.hpp>

#include "colour.hpp"
#include "dot_blur.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace fadecast {

namespace {

using namespace dot;

/// Radii grow geometrically like (e^(growth x) - 1) / (e^growth - 1): dense where a dot's width is read, and
/// far enough out for the faint wide halo of red light, of which a mesh may hold less.
constexpr double radii_reach_mm = 3.3, radii_growth = 3;

/// A dried crust's own optical depth at 550 nm where it is thickest, besides pigment in it; it falls as a
/// brown film's does. Assumed.
constexpr double crust_depth = .12, crust_power = 2;

/// Index: value of a skin; turns each dot's owner's values into lanes, [packs][values][32].
struct GatherSkins {
    Index values;
    const int* skin_of_dot;  // [packs][32]
    const Real* skins;       // [skins][values]
    Real* lanes_out;

    template <int W>
    FADECAST_HD void operator()(Index i, Lanes<W> lanes) const {
        const Index pack = i / values, value = i % values;
        for (int l = lanes.first; l < lanes.first + W; ++l)
            lanes_out[i * pack_width + l] = skins[skin_of_dot[pack * pack_width + l] * values + value];
    }
};

/// Index: pack * times + time.
struct SeeDots {
    Ink ink;
    int epidermis_slices;
    bool spectra;
    Skins skins;
    Real crust[colours];
    const Real* stain_sigma;  // [packs][32]
    const Real* scab;         // Snapshots::scab
    const Real* radius;       // [packs][radii][32]
    Real* out;                // DotAppearance::scalars
    Real* out_spectra;        // DotAppearance::transmittance

    template <int W>
    FADECAST_HD void operator()(Index i, Lanes<W> lanes) const {
        constexpr int block = W < 8 ? W : 8;  // so many lanes' working arrays stay in the cache
        for (int first = lanes.first; first < lanes.last(); first += block) see<block>(i, first);
    }

    template <int W>
    FADECAST_HD void see(Index i, int first) const {
        const Index pack = i / ink.times;
        const Real* scalar = ink.scalar_of(i, first);
        SkinNow<W> now;
        skins.at_time(pack, scalar, first, now);
        Taken<W> taken;
        ink.take(i, first, now, taken);
        bool milky = false;
        for (int l = 0; l < W; ++l)
            milky = milky || scalar[Snapshots::milky_scattering_per_mm * pack_width + l] > Real(least_seen);
        const bool clouded = ink.scattering || milky;

        colour::Triple<Real> bare_lab[W];
        Real width[W], contrast[W], last_contrast[W], last_radius[W];  // centre, and the radius before
        Real whole[colours][W];
        bool found[W];
        for (int l = 0; l < W; ++l) {
            bare_lab[l] = colour::lab_of_xyz(colour::xyz_of_spectrum(&now.bare[0][l], W));
            found[l] = false, width[l] = contrast[l] = last_contrast[l] = last_radius[l] = 0;
        }
        const auto sum_up = [&](const Turned<W>& turned, Real(*sum)[W]) {
            for (int w = 0; w < colours; ++w)
                for (int l = 0; l < W; ++l) {
                    sum[w][l] = 0;
                    for (int k = 0; k <= ink.slices; ++k) sum[w][l] += turned[w][k][l];
                }
        };
        sum_up(now.turned, whole);
        Real* result = out + i * DotAppearance::scalar_count * pack_width + first;

        for (int step = 0; step < radii; ++step) {
            const Real* r = radius + (pack * radii + step) * pack_width + first;
            Real stain[W], crusted[W];
            for (int l = 0; l < W; ++l) {
                const Real sigma = stain_sigma[pack * pack_width + first + l];
                stain[l] = fast::exp(Real(-.5) * (r[l] / sigma) * (r[l] / sigma));
                // A crust is there while the puncture is open, and as long as the scab holds more than
                // traces.
                const Real scab_mass = scalar[Snapshots::scab_mass * pack_width + l];
                const Real trace =
                    Real(.005) * scalar[Snapshots::deposited_mass * pack_width + l] + Real(1e-6);
                const Real lying = scab_mass / (scab_mass + trace),
                           open = scalar[Snapshots::open_share * pack_width + l];
                crusted[l] = (open > lying ? open : lying) * stain[l];
            }
            Real lost[colours][W], seen[colours][W];
            if (clouded) {
                Real scattered[colours][most_slices][W] = {};
                ink.cloud(i, step, first, now, taken, scattered);
                for (int w = 0; w < colours; ++w)
                    for (int k = 0; k < epidermis_slices; ++k)
                        for (int l = 0; l < W; ++l)
                            scattered[w][k][l] +=
                                scalar[Snapshots::milky_scattering_per_mm * pack_width + l] * stain[l];
                Turned<W> turned;
                skins.turn_around(now, scattered, turned);
                sum_up(turned, seen);
                ink.take_away(i, step, first, now, turned, taken, lost);
            } else {
                ink.take_away(i, step, first, now, now.turned, taken, lost);
            }
            for (int w = 0; w < colours; ++w) {
                Real on_top[W];
                for (int l = 0; l < W; ++l) on_top[l] = crust[w] * crusted[l];
                for (int c = 0; c < ink.components; ++c)
                    for (int l = 0; l < W; ++l) {
                        const Real sigma = stain_sigma[pack * pack_width + first + l];
                        on_top[l] += ink.absorption(c, w) *
                                     scab[(i * ink.components + c) * pack_width + first + l] * stain[l] /
                                     (Real(6.283185307) * sigma * sigma);
                    }
                for (int l = 0; l < W; ++l) {
                    const Real comes_back = (clouded ? seen[w][l] : whole[w][l]) - lost[w][l];
                    const Real ratio = comes_back / whole[w][l] * fast::exp(-2 * on_top[l]);
                    if (spectra)
                        out_spectra[(((i * radii) + step) * colours + w) * pack_width + first + l] = ratio;
                    seen[w][l] = ratio * now.bare[w][l];
                }
            }

            // Contrast here, and where it crosses half of the centre's.
            bool all_found = true;
            for (int l = 0; l < W; ++l) {
                if (found[l]) continue;
                const auto lab = colour::lab_of_xyz(colour::xyz_of_spectrum(&seen[0][l], W));
                const Real here = colour::delta_e00(lab, bare_lab[l]);
                if (step == 0) {
                    contrast[l] = here;
                    result[DotAppearance::lightness * pack_width + l] = lab.x;
                    result[DotAppearance::a * pack_width + l] = lab.y;
                    result[DotAppearance::b * pack_width + l] = lab.z;
                    found[l] = here < Real(least_contrast);
                } else if (here <= contrast[l] / 2) {
                    const Real part = (last_contrast[l] - contrast[l] / 2) / (last_contrast[l] - here);
                    width[l] = 2 * (last_radius[l] + part * (r[l] - last_radius[l]));
                    found[l] = true;
                } else {
                    width[l] = 2 * r[l];
                }
                last_contrast[l] = here, last_radius[l] = r[l];
                all_found = all_found && found[l];
            }
            if (all_found && !spectra) break;
        }

        for (int l = 0; l < W; ++l) {
            result[DotAppearance::delta_e00 * pack_width + l] = contrast[l];
            result[DotAppearance::optical_fwhm_mm * pack_width + l] = width[l];
            result[DotAppearance::bare_lightness * pack_width + l] = bare_lab[l].x;
            result[DotAppearance::bare_a * pack_width + l] = bare_lab[l].y;
            result[DotAppearance::bare_b * pack_width + l] = bare_lab[l].z;
        }
    }

    static constexpr double least_contrast = 1e-2;  ///< delta E00 below which a dot has no width
};

/// Straight lines between the tabulated wavelengths, constant outside them.
double interpolate(const std::vector<double>& x, const std::vector<double>& y, double at) {
    if (y.empty()) return 0;
    const auto upper = std::upper_bound(x.begin(), x.end(), at);
    if (upper == x.begin()) return y.front();
    if (upper == x.end()) return y.back();
    const std::size_t i = upper - x.begin();
    return y[i - 1] + (y[i] - y[i - 1]) * (at - x[i - 1]) / (x[i] - x[i - 1]);
}

void check(const Snapshots& s, const std::vector<PigmentComponent>& components, const PreparedSkins& skins,
           const std::vector<int>& skin_of_dot) {
    const auto require = [](bool good, const std::string& message) {
        if (!good) throw Error("see_dots: " + message);
    };
    require(int(components.size()) == s.components, std::to_string(components.size()) +
                                                        " pigment components, the snapshots have " +
                                                        std::to_string(s.components));
    require(s.components <= most_components,
            "at most " + std::to_string(most_components) + " pigment components");
    constexpr int most_rings = most_cells * most_rings_per_cell;
    require(s.grid.radial_cells <= most_rings && s.grid.slices() <= most_slices,
            "the mesh may have at most " + std::to_string(most_rings) + " rings and " +
                std::to_string(most_slices) + " slices");
    require(
        skins.grid.slices() == s.grid.slices() && skins.grid.epidermis_slices() == s.grid.epidermis_slices(),
        "skins were prepared for other slices");
    require(skin_of_dot.size() == std::size_t(s.packs) * pack_width, "one skin per dot is needed");
    for (int skin : skin_of_dot)
        require(skin >= 0 && skin < skins.skins, "no skin number " + std::to_string(skin));
    for (const PigmentComponent& c : components)
        for (const auto* values : {&c.absorption_mm2_per_ng, &c.scattering_mm2_per_ng})
            require(values->empty() || values->size() == c.wavelength_nm.size(),
                    c.material + ": one value per wavelength is needed");
}

}  // namespace

DotAppearance see_dots(const Snapshots& snapshots, const std::vector<PigmentComponent>& components,
                       const PreparedSkins& skins, const std::vector<int>& skin_of_dot, bool spectra) {
    check(snapshots, components, skins, skin_of_dot);
    const Backend& backend = snapshots.radial_face.backend();
    const int packs = snapshots.packs, times = snapshots.times, rings = snapshots.grid.radial_cells;
    const int slices = snapshots.grid.slices();
    DotAppearance seen{.packs = packs, .times = times, .scalars = {}, .radius_mm = {}, .transmittance = {}};

    for (int pack = 0; pack < packs; ++pack)
        for (int step = 0; step < radii; ++step)
            seen.radius_mm.insert(seen.radius_mm.end(), pack_width,
                                  Real(radii_reach_mm * std::expm1(radii_growth * step / (radii - 1)) /
                                       std::expm1(radii_growth)));
    const Buffer<Real> radius(backend, std::span<const Real>(seen.radius_mm));
    const Cells cells{rings};
    Buffer<Real> weight(backend, std::size_t(packs) * radii * cells.weights() * pack_width);
    for_each_pack(backend, Index(packs) * radii * blur::widths,
                  BlurWeights{cells, snapshots.radial_face.data(), radius.data(), weight.data()});

    const Buffer<int> owner(backend, std::span<const int>(skin_of_dot));
    const auto gather = [&](const Buffer<Real>& values) {
        const Index per_skin = Index(values.size()) / skins.skins;
        Buffer<Real> lanes(backend, std::size_t(packs) * per_skin * pack_width);
        for_each_pack(backend, packs * per_skin,
                      GatherSkins{per_skin, owner.data(), values.data(), lanes.data()});
        return lanes;
    };
    const Buffer<Real> skin = gather(skins.slices), base = gather(skins.base),
                       reflectance = gather(skins.reflectance);

    std::vector<Real> optics;
    bool scattering = false;
    for (const PigmentComponent& c : components)
        for (const auto* values : {&c.absorption_mm2_per_ng, &c.scattering_mm2_per_ng})
            for (double nm : wavelength_nm) {
                optics.push_back(Real(interpolate(c.wavelength_nm, *values, nm)));
                scattering = scattering || (values == &c.scattering_mm2_per_ng && optics.back() > 0);
            }
    const Buffer<Real> optics_there(backend, std::span<const Real>(optics));

    const std::size_t rows = std::size_t(packs) * times * pack_width;
    Buffer<Real> scalars(backend, rows * DotAppearance::scalar_count);
    Buffer<Real> transmittance(backend, spectra ? rows * radii * colours : 0);
    SeeDots kernel{};
    kernel.ink = {.cells = cells,
                  .slices = slices,
                  .times = times,
                  .components = snapshots.components,
                  .scattering = scattering,
                  .optics = optics_there.data(),
                  .radial_face = snapshots.radial_face.data(),
                  .pigment = snapshots.pigment.data(),
                  .scalars = snapshots.scalars.data(),
                  .weight = weight.data()};
    kernel.epidermis_slices = snapshots.grid.epidermis_slices();
    kernel.spectra = spectra;
    kernel.skins = {.slices = slices,
                    .specular = Real(std::pow((skin_refractive_index - 1) / (skin_refractive_index + 1), 2)),
                    .mirror = Real(skins.mirror),
                    .coefficients = skin.data(),
                    .base = base.data(),
                    .reflectance = reflectance.data()};
    for (int w = 0; w < colours; ++w)
        kernel.crust[w] = Real(crust_depth * std::pow(550 / wavelength_nm[w], crust_power));
    kernel.stain_sigma = snapshots.stain_sigma.data();
    kernel.scab = snapshots.scab.data();
    kernel.radius = radius.data();
    kernel.out = scalars.data();
    kernel.out_spectra = transmittance.data();
    for_each_pack(backend, Index(packs) * times, kernel);
    backend.wait();
    seen.scalars = scalars.to_host();
    if (spectra) seen.transmittance = transmittance.to_host();
    return seen;
}

}  // namespace fadecast
