// How dots look: by where light turns around in the skin, and what pigment takes of it on its way in and out.

#include <fadecast/dot.hpp>

#include "dot_marks.hpp"
#include "dot_sight.hpp"
#include "simd.hpp"

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

/// Index: (pack * times + time) * colours + colour. One colour at all radii: on a GPU.
struct SeeOneColour {
    Scene scene;
    Real* bare;     // [packs][times][colours][32]
    Real* spectra;  // DotAppearance::transmittance

    template <int W>
    FADECAST_HD void operator()(Index index, Lanes<W> lanes) const {
        for (int lane = lanes.first; lane < lanes.last(); ++lane) {
            SeenOnce<1, 1> once;
            const DotLight<1, 1> light(scene, index / colours, lane, int(index % colours), once);
            bare[index * pack_width + lane] = light.bare(0, 0);
            for (int step = 0; step < radii; step += radii_together) {
                Real ratio[radii_together][1][1];
                light.ratio_at(step, ratio);
                for (int s = 0; s < radii_together; ++s)
                    spectra[((index / colours * radii + step + s) * colours + index % colours) * pack_width +
                            lane] = ratio[s][0][0];
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
    const bool on_cpu = backend.device() == Device::cpu;
    const BlurWeights weights{cells, snapshots.radial_face.data(), radius.data(), weight.data()};
    const Index rows_of_weights = Index(packs) * radii * blur::widths;
    for_each_pack(backend, rows_of_weights, weights, wide_blur_weights());

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
    Buffer<Real> transmittance(backend, spectra || !on_cpu ? rows * radii * colours : 0),
        bare(backend, !on_cpu ? rows * colours : 0);
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
    if (!on_cpu) {
        for_each_pack(backend, Index(packs) * times * colours,
                      SeeOneColour{scene, bare.data(), transmittance.data()});
        for_each_pack(backend, Index(packs) * times,
                      MeetColours{scene, bare.data(), transmittance.data(), scalars.data()});
    } else {
        const SeeDots see{scene, spectra, scalars.data(), transmittance.data()};
        launch::teams_on_cpu(Index(packs) * times, SeeDots::bytes, see, wide_dots());
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
