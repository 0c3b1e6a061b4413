// How dots look: pigment blurred sideways slice by slice, then a column of two-flux slices at each radius,
// times the bare skin's adding-doubling reflectance.

#include <fadecast/dot.hpp>

#include "colour.hpp"
#include "dot_blur.hpp"
#include "two_flux.hpp"

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
    PigmentBlur ink;
    int epidermis_slices;
    bool spectra;
    Real specular, mirror;
    Real crust[colours];
    const Real* stain_sigma;  // [packs][32]
    const Real* scab;         // Snapshots::scab
    const Real* radius;       // [packs][radii][32]
    const Real* skin;         // [packs][blood_levels][colours][slices][slice_coefficients][32]
    const Real* base;         // [packs][blood_levels][colours][32]
    const Real* reflectance;  // [packs][blood_levels][colours][32]
    Real* out;                // DotAppearance::scalars
    Real* out_spectra;        // DotAppearance::transmittance

    /// The skin at this time: blood between the prepared levels, by the parabola through the three.
    template <int W>
    struct SkinNow {
        Real slice[colours][most_slices][slice_coefficients][W], base[colours][W], bare[colours][W],
            stack[colours][W];
    };

    template <int W>
    FADECAST_HD void skin_now(Index pack, const Real* scalar, int first, SkinNow<W>& now) const {
        Real share[blood_levels][W];
        const Real x0 = Real(blood_factor(0)), x1 = Real(blood_factor(1)), x2 = Real(blood_factor(2));
        for (int l = 0; l < W; ++l) {
            const Real inflamed = scalar[Snapshots::inflammation * pack_width + l];
            const Real x = x0 + (x2 - x0) * (inflamed < 0 ? Real(0) : inflamed > 1 ? Real(1) : inflamed);
            share[0][l] = (x - x1) * (x - x2) / ((x0 - x1) * (x0 - x2));
            share[1][l] = (x - x0) * (x - x2) / ((x1 - x0) * (x1 - x2));
            share[2][l] = (x - x0) * (x - x1) / ((x2 - x0) * (x2 - x1));
        }
        const auto blend = [&](const Real* levels, Index stride, Real* blended) {
            for (int l = 0; l < W; ++l)
                blended[l] = share[0][l] * levels[l] + share[1][l] * levels[stride + l] +
                             share[2][l] * levels[2 * stride + l];
        };
        const int slices = ink.slices;
        const Index row = Index(slices) * slice_coefficients * pack_width;
        for (int w = 0; w < colours; ++w) {
            const Index level0 = (pack * blood_levels * colours + w) * pack_width + first;
            blend(base + level0, colours * pack_width, now.base[w]);
            blend(reflectance + level0, colours * pack_width, now.bare[w]);
            const Real* of_slices = skin + (pack * blood_levels * colours + w) * row + first;
            for (int k = 0; k < slices; ++k)
                for (int c = 0; c < slice_coefficients; ++c)
                    blend(of_slices + (k * slice_coefficients + c) * pack_width, colours * row,
                          now.slice[w][k][c]);
            Real none[most_slices][W] = {};
            stack(now, w, none, none, now.stack[w]);
        }
    }

    /// Reflectance of the skin with pigment and extra scattering, 1/mm, in its slices.
    template <int W>
    FADECAST_HD void stack(const SkinNow<W>& now, int w, const Real (*absorbing)[W],
                           const Real (*scattered)[W], Real* reflected) const {
        Real below[W];
        for (int l = 0; l < W; ++l) below[l] = now.base[w][l];
        for (int k = ink.slices; k-- > 0;) {
            const auto& c = now.slice[w][k];
            for (int l = 0; l < W; ++l) {
                const Real skin_k = c[slice_absorption][l] + c[pigment_lengthening_mm][l] * scattered[k][l];
                below[l] = two_flux::add_slice(
                    (skin_k > 0 ? skin_k : Real(0)) + c[pigment_absorption_mm][l] * absorbing[k][l],
                    c[slice_scattering][l] + c[pigment_scattering_mm][l] * scattered[k][l], below[l]);
            }
        }
        for (int l = 0; l < W; ++l) reflected[l] = two_flux::add_surface(specular, mirror, below[l]);
    }

    template <int W>
    FADECAST_HD void operator()(Index i, Lanes<W> lanes) const {
        const Index pack = i / ink.times;
        const int first = lanes.first;
        const Real* scalar = ink.scalar_of(i, first);
        SkinNow<W> now;
        skin_now(pack, scalar, first, now);
        Ink<W> lies;
        ink.gather(i, first, lies);

        colour::Triple<Real> bare_lab[W];
        Real width[W], contrast[W], last_contrast[W], last_radius[W];  // centre, and the radius before
        bool found[W];
        for (int l = 0; l < W; ++l) {
            bare_lab[l] = colour::lab_of_xyz(colour::xyz_of_spectrum(&now.bare[0][l], W));
            found[l] = false, width[l] = contrast[l] = last_contrast[l] = last_radius[l] = 0;
        }
        Real* result = out + i * DotAppearance::scalar_count * pack_width + first;

        for (int step = 0; step < radii; ++step) {
            Real absorbing[colours][most_slices][W], scattered[colours][most_slices][W], seen[colours][W];
            ink.blur(i, step, first, now.slice, lies, absorbing, scattered);

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
            for (int w = 0; w < colours; ++w) {
                for (int k = 0; k < epidermis_slices; ++k)
                    for (int l = 0; l < W; ++l)
                        scattered[w][k][l] +=
                            scalar[Snapshots::milky_scattering_per_mm * pack_width + l] * stain[l];
                stack(now, w, absorbing[w], scattered[w], seen[w]);
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
                    const Real ratio = seen[w][l] / now.stack[w][l] * fast::exp(-2 * on_top[l]);
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
    const Index width_rows = Index(packs) * radii * BlurWeights::rows(slices);
    Buffer<Real> weight(backend, std::size_t(width_rows) * rings * pack_width);
    for_each_pack(backend, width_rows,
                  BlurWeights{rings, slices, snapshots.radial_face.data(), snapshots.slice_face.data(),
                              radius.data(), weight.data()});

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
    kernel.ink = {.rings = rings,
                  .slices = slices,
                  .times = times,
                  .components = snapshots.components,
                  .scattering = scattering,
                  .optics = optics_there.data(),
                  .radial_face = snapshots.radial_face.data(),
                  .slice_face = snapshots.slice_face.data(),
                  .pigment = snapshots.pigment.data(),
                  .scalars = snapshots.scalars.data(),
                  .weight = weight.data()};
    kernel.epidermis_slices = snapshots.grid.epidermis_slices();
    kernel.spectra = spectra;
    kernel.specular = Real(std::pow((skin_refractive_index - 1) / (skin_refractive_index + 1), 2));
    kernel.mirror = Real(skins.mirror);
    for (int w = 0; w < colours; ++w)
        kernel.crust[w] = Real(crust_depth * std::pow(550 / wavelength_nm[w], crust_power));
    kernel.stain_sigma = snapshots.stain_sigma.data();
    kernel.scab = snapshots.scab.data();
    kernel.radius = radius.data();
    kernel.skin = skin.data();
    kernel.base = base.data();
    kernel.reflectance = reflectance.data();
    kernel.out = scalars.data();
    kernel.out_spectra = transmittance.data();
    for_each_pack(backend, Index(packs) * times, kernel);
    backend.wait();
    seen.scalars = scalars.to_host();
    if (spectra) seen.transmittance = transmittance.to_host();
    return seen;
}

}  // namespace fadecast
