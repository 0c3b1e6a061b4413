// How dots look: by where light turns around in the skin, and what pigment takes of it on its way in and out.

#include <fadecast/dot.hpp>

#include "colour.hpp"
#include "dot_blur.hpp"
#include "dot_marks.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace fadecast {

namespace {

using namespace dot;

/// Radii grow geometrically like (e^(growth x) - 1) / (e^growth - 1): dense where a dot's width is read, and
/// far enough out for the faint wide halo of red light, of which a mesh may hold less.
constexpr double radii_reach_mm = 3.3, dot_radii_growth = 3;

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

/// What all threads see.
struct Scene {
    Ink ink;
    int epidermis_slices;
    Skins skins;
    Real crust[colours];
    const Real* stain_sigma;  // [packs][32]
    const Real* scab;         // Snapshots::scab
    const Real* radius;       // [packs][radii][32]

    FADECAST_HD const Real* radius_of(Index i, int step, int first) const {
        return radius + (i / ink.times * radii + step) * pack_width + first;
    }
};

/// Light from around W dots of index pack * times + time, in C colours from w0 on.
template <int W, int C>
class DotLight {
public:
    FADECAST_HD DotLight(const Scene& scene, Index i, int first, int w0)
        : scene_(scene), i_(i), first_(first), w0_(w0), scalar_(scene.ink.scalar_of(i, first)) {
        scene.skins.at_time(i / scene.ink.times, scalar_, first, w0, now_);
        scene.ink.take(i, first, w0, now_, taken_);
        clouded_ = scene.ink.scattering;
        for (int l = 0; l < W; ++l)
            clouded_ = clouded_ || scalar(Snapshots::milky_scattering_per_mm, l) > Real(least_seen);
        scene.ink.find_share_below(now_, now_.turned, taken_, share_below_);
        sum_up(now_.turned, whole_);
    }

    FADECAST_HD Real bare(int w, int l) const { return now_.bare[w][l]; }

    /// What comes back at a radius, over what bare skin gives back.
    FADECAST_HD void ratio_at(int step, Real (*ratio)[W]) const {
        const Ink& ink = scene_.ink;
        const Real* r = scene_.radius_of(i_, step, first_);
        Real stain[W], crusted[W];
        for (int l = 0; l < W; ++l) {
            stain[l] = fast::exp(Real(-.5) * (r[l] / sigma(l)) * (r[l] / sigma(l)));
            // A crust is there while the puncture is open, and as long as the scab holds more than traces.
            const Real scab_mass = scalar(Snapshots::scab_mass, l);
            const Real trace = Real(.005) * scalar(Snapshots::deposited_mass, l) + Real(1e-6);
            const Real lying = scab_mass / (scab_mass + trace), open = scalar(Snapshots::open_share, l);
            crusted[l] = (open > lying ? open : lying) * stain[l];
        }
        Real lost[C][W], seen[C][W];
        if (clouded_) {
            Real scattered[C][most_slices][W] = {};
            ink.cloud(i_, step, first_, now_, taken_, scattered);
            for (int w = 0; w < C; ++w)
                for (int k = 0; k < scene_.epidermis_slices; ++k)
                    for (int l = 0; l < W; ++l)
                        scattered[w][k][l] += scalar(Snapshots::milky_scattering_per_mm, l) * stain[l];
            Turned<W, C> turned;
            scene_.skins.turn_around(now_, scattered, turned);
            sum_up(turned, seen);
            Real share_below[blur::widths][C][W];
            ink.find_share_below(now_, turned, taken_, share_below);
            ink.take_away(i_, step, first_, now_, turned, taken_, share_below, lost);
        } else {
            ink.take_away(i_, step, first_, now_, now_.turned, taken_, share_below_, lost);
        }
        for (int w = 0; w < C; ++w) {
            Real on_top[W];
            for (int l = 0; l < W; ++l) on_top[l] = scene_.crust[w0_ + w] * crusted[l];
            for (int c = 0; c < ink.components; ++c)
                for (int l = 0; l < W; ++l)
                    on_top[l] += ink.absorption(c, w0_ + w) *
                                 scene_.scab[(i_ * ink.components + c) * pack_width + first_ + l] * stain[l] /
                                 (Real(6.283185307) * sigma(l) * sigma(l));
            for (int l = 0; l < W; ++l)
                ratio[w][l] = ((clouded_ ? seen[w][l] : whole_[w][l]) - lost[w][l]) / whole_[w][l] *
                              fast::exp(-2 * on_top[l]);
        }
    }

private:
    FADECAST_HD Real scalar(Snapshots::Scalar what, int l) const { return scalar_[what * pack_width + l]; }
    FADECAST_HD Real sigma(int l) const {
        return scene_.stain_sigma[i_ / scene_.ink.times * pack_width + first_ + l];
    }
    FADECAST_HD void sum_up(const Turned<W, C>& turned, Real (*sum)[W]) const {
        for (int w = 0; w < C; ++w)
            for (int l = 0; l < W; ++l) {
                sum[w][l] = 0;
                for (int k = 0; k <= scene_.ink.slices; ++k) sum[w][l] += turned[w][k][l];
            }
    }

    const Scene& scene_;
    Index i_;
    int first_, w0_;
    const Real* scalar_;
    SkinNow<W, C> now_;
    Taken<W, C> taken_;
    Real share_below_[blur::widths][C][W];
    bool clouded_;
    Real whole_[C][W];
};

/// Contrast of W dots to bare skin, at one radius after the other, and where it crosses half of the centre's.
template <int W>
class Contrast {
public:
    /// @param bare  [colours][W], reflectance of the skin around
    FADECAST_HD explicit Contrast(const Real (*bare)[W]) {
        for (int l = 0; l < W; ++l) {
            bare_lab_[l] = colour::lab_of_xyz(colour::xyz_of_spectrum(&bare[0][l], W));
            found_[l] = false, width_[l] = at_centre_[l] = last_[l] = last_radius_[l] = 0;
        }
    }

    /// @param seen    [colours][W], reflectance at the next radius
    /// @param result  DotAppearance::scalars of the first dot
    /// @returns       whether all widths are known
    FADECAST_HD bool add(int step, const Real* r, const Real (*seen)[W], Real* result) {
        bool all_found = true;
        for (int l = 0; l < W; ++l) {
            if (found_[l]) continue;
            const auto lab = colour::lab_of_xyz(colour::xyz_of_spectrum(&seen[0][l], W));
            const Real here = colour::delta_e00(lab, bare_lab_[l]);
            if (step == 0) {
                at_centre_[l] = here;
                result[DotAppearance::lightness * pack_width + l] = lab.x;
                result[DotAppearance::a * pack_width + l] = lab.y;
                result[DotAppearance::b * pack_width + l] = lab.z;
                found_[l] = here < Real(least_contrast);
            } else if (here <= at_centre_[l] / 2) {
                const Real part = (last_[l] - at_centre_[l] / 2) / (last_[l] - here);
                width_[l] = 2 * (last_radius_[l] + part * (r[l] - last_radius_[l]));
                found_[l] = true;
            } else {
                width_[l] = 2 * r[l];
            }
            last_[l] = here, last_radius_[l] = r[l];
            all_found = all_found && found_[l];
        }
        return all_found;
    }

    FADECAST_HD void write(Real* result) const {
        for (int l = 0; l < W; ++l) {
            result[DotAppearance::delta_e00 * pack_width + l] = at_centre_[l];
            result[DotAppearance::optical_fwhm_mm * pack_width + l] = width_[l];
            result[DotAppearance::bare_lightness * pack_width + l] = bare_lab_[l].x;
            result[DotAppearance::bare_a * pack_width + l] = bare_lab_[l].y;
            result[DotAppearance::bare_b * pack_width + l] = bare_lab_[l].z;
        }
    }

private:
    static constexpr double least_contrast = 1e-2;  ///< delta E00 below which a dot has no width
    colour::Triple<Real> bare_lab_[W];
    Real width_[W], at_centre_[W], last_[W], last_radius_[W];  ///< the latter two of the radius before
    bool found_[W];
};

/// Index: pack * times + time. All colours at once, and no farther out than needed: on the CPU.
struct SeeDots {
    Scene scene;
    bool spectra;
    Real* out;          // DotAppearance::scalars
    Real* out_spectra;  // DotAppearance::transmittance

    void operator()(Index i) const {
        constexpr int block = 8;  // so many lanes' working arrays stay in the cache
        for (int first = 0; first < pack_width; first += block) see<block>(i, first);
    }

    template <int W>
    void see(Index i, int first) const {
        const DotLight<W, colours> light(scene, i, first, 0);
        Real ratio[colours][W], seen[colours][W];
        for (int w = 0; w < colours; ++w)
            for (int l = 0; l < W; ++l) seen[w][l] = light.bare(w, l);
        Contrast<W> contrast(seen);
        Real* result = out + i * DotAppearance::scalar_count * pack_width + first;
        for (int step = 0; step < radii; ++step) {
            light.ratio_at(step, ratio);
            for (int w = 0; w < colours; ++w)
                for (int l = 0; l < W; ++l) {
                    if (spectra)
                        out_spectra[((i * radii + step) * colours + w) * pack_width + first + l] =
                            ratio[w][l];
                    seen[w][l] = ratio[w][l] * light.bare(w, l);
                }
            if (contrast.add(step, scene.radius_of(i, step, first), seen, result) && !spectra) break;
        }
        contrast.write(result);
    }
};

/// Index: (pack * times + time) * colours + colour. One colour at all radii: on a GPU.
struct SeeOneColour {
    Scene scene;
    Real* bare;     // [packs][times][colours][32]
    Real* spectra;  // DotAppearance::transmittance

    template <int W>
    FADECAST_HD void operator()(Index index, Lanes<W> lanes) const {
        for (int lane = lanes.first; lane < lanes.last(); ++lane) {
            const DotLight<1, 1> light(scene, index / colours, lane, int(index % colours));
            bare[index * pack_width + lane] = light.bare(0, 0);
            for (int step = 0; step < radii; ++step) {
                Real ratio[1][1];
                light.ratio_at(step, ratio);
                spectra[((index / colours * radii + step) * colours + index % colours) * pack_width + lane] =
                    ratio[0][0];
            }
        }
    }
};

/// Index: pack * times + time. From all colours to contrast and width: on a GPU.
struct MeetColours {
    Scene scene;
    const Real *bare, *spectra;  // of SeeOneColour
    Real* out;                   // DotAppearance::scalars

    template <int W>
    FADECAST_HD void operator()(Index i, Lanes<W> lanes) const {
        for (int lane = lanes.first; lane < lanes.last(); ++lane) {
            Real skin[colours][1], seen[colours][1];
            for (int w = 0; w < colours; ++w) skin[w][0] = bare[(i * colours + w) * pack_width + lane];
            Contrast<1> contrast(skin);
            Real* result = out + i * DotAppearance::scalar_count * pack_width + lane;
            bool found = false;
            for (int step = 0; step < radii && !found; ++step) {
                for (int w = 0; w < colours; ++w)
                    seen[w][0] = skin[w][0] * spectra[((i * radii + step) * colours + w) * pack_width + lane];
                found = contrast.add(step, scene.radius_of(i, step, lane), seen, result);
            }
            contrast.write(result);
        }
    }
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

DotAppearance dot::see_marks(const Snapshots& snapshots, const std::vector<PigmentComponent>& components,
                             const PreparedSkins& skins, const std::vector<int>& skin_of_dot, bool spectra,
                             double radii_growth) {
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
    const bool by_colour = backend.device() != Device::cpu;
    Buffer<Real> transmittance(backend, spectra || by_colour ? rows * radii * colours : 0),
        bare(backend, by_colour ? rows * colours : 0);
    Scene scene{};
    scene.ink = {.cells = cells,
                 .slices = slices,
                 .times = times,
                 .components = snapshots.components,
                 .scattering = scattering,
                 .optics = optics_there.data(),
                 .radial_face = snapshots.radial_face.data(),
                 .pigment = snapshots.pigment.data(),
                 .scalars = snapshots.scalars.data(),
                 .weight = weight.data()};
    scene.epidermis_slices = snapshots.grid.epidermis_slices();
    scene.skins = {.slices = slices,
                   .specular = Real(std::pow((skin_refractive_index - 1) / (skin_refractive_index + 1), 2)),
                   .mirror = Real(skins.mirror),
                   .coefficients = skin.data(),
                   .base = base.data(),
                   .reflectance = reflectance.data()};
    for (int w = 0; w < colours; ++w)
        scene.crust[w] = Real(crust_depth * std::pow(550 / wavelength_nm[w], crust_power));
    scene.stain_sigma = snapshots.stain_sigma.data();
    scene.scab = snapshots.scab.data();
    scene.radius = radius.data();
    if (by_colour) {
        for_each_pack(backend, Index(packs) * times * colours,
                      SeeOneColour{scene, bare.data(), transmittance.data()});
        for_each_pack(backend, Index(packs) * times,
                      MeetColours{scene, bare.data(), transmittance.data(), scalars.data()});
    } else {
        launch::on_cpu(Index(packs) * times, SeeDots{scene, spectra, scalars.data(), transmittance.data()});
    }
    backend.wait();
    seen.scalars = scalars.to_host();
    if (spectra) seen.transmittance = transmittance.to_host();
    return seen;
}

DotAppearance see_dots(const Snapshots& snapshots, const std::vector<PigmentComponent>& components,
                       const PreparedSkins& skins, const std::vector<int>& skin_of_dot, bool spectra) {
    return see_marks(snapshots, components, skins, skin_of_dot, spectra, dot_radii_growth);
}

}  // namespace fadecast
