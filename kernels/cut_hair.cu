// Hairs cut off at the surface: opaque columns, seen by the optics of dots.

#include "dot_marks.hpp"
#include "skin_optics.hpp"

#include <fadecast/transport.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace fadecast {
namespace {

constexpr double radii_growth = 5;  // radii denser at the centre than a dot's, as hairs are thinner
constexpr int inside = 12, outside = 20, rings = inside + outside;
constexpr double reach_mm = .4;  // of the sideways shade
/// How far sideways diffuse light goes in a slice, of its thickness, and the depth at which light is diffuse.
/// Calibrated on Monte Carlo photons around a hair of 75 um in skin of type III; that of 60 um in type I and
/// of 90 um in type V were held back.
constexpr double sideways = 3.5, diffuse_from_mm = .2;

/// Share of the light lost that meets the side of a hair: what a mean chord takes. Its spectrum is that of a
/// usual hair; of others the amount is scaled as in green.
constexpr double usual_diameter_mm = .075;
constexpr int green_node = 4;
double met_by_side(double absorption_per_mm, double diameter_mm) {
    return -std::expm1(-absorption_per_mm * std::numbers::pi / 4 * diameter_mm);
}

/// Ring faces: even within the hair, growing by a factor outside.
double face_mm(double radius_mm, int ring) {
    if (ring <= inside) return radius_mm * ring / inside;
    return radius_mm * std::pow((radius_mm + reach_mm) / radius_mm, double(ring - inside) / outside);
}

/// Optical depth, per mm of depth, of what stands for the hair's side at a distance from its axis, if light
/// that meets the side is lost. Diffuse light has twice the slice's thickness to go.
double side_per_mm(double radius_mm, double distance_mm, double top_mm, double bottom_mm) {
    const double diffuse = std::pow(-std::expm1(-(top_mm + bottom_mm) / 2 / diffuse_from_mm), 3);
    const double thickness_mm = bottom_mm - top_mm, sideways_mm = thickness_mm * sideways * diffuse;
    if (distance_mm > radius_mm + sideways_mm / 2) return 0;
    const double met = 2 / std::numbers::pi * std::asin(std::min(1., radius_mm / distance_mm));
    return -std::log1p(-std::min(met, .98)) / (thickness_mm * (1 + diffuse));
}

}  // namespace

DotAppearance see_hairs(const Backend& backend, const PreparedSkins& skins, const std::vector<Skin>& owners,
                        const std::vector<CutHair>& hairs) {
    if (hairs.empty()) throw Error("see_hairs: no hair");
    GridShape grid = skins.grid;
    const int slices = grid.slices(), packs = (int(hairs.size()) + pack_width - 1) / pack_width;
    const auto hair_of = [&](int lane) -> const CutHair& {
        return hairs[std::min<std::size_t>(lane, hairs.size() - 1)];
    };
    // Hairs of one colour share two components: the hair, 1 ng/mm^3, and its side, as much as it takes.
    std::vector<PigmentComponent> components;
    std::vector<int> kind_of, skin_of;
    std::vector<double> side_of;  // [lanes], of the amount that a hair of the usual diameter has
    std::vector<std::vector<double>> slice_face(owners.size());  // [owners][slices + 1], of those with hair
    for (int lane = 0; lane < packs * pack_width; ++lane) {
        const CutHair& hair = hair_of(lane);
        if (!(hair.diameter_mm > 0)) throw Error("see_hairs: a diameter must be above 0 mm");
        if (hair.skin < 0 || hair.skin >= int(owners.size()))
            throw Error("see_hairs: no skin number " + std::to_string(hair.skin));
        PigmentComponent core, side;
        core.material = "hair", side.material = "side of a hair";
        for (int w = 0; w < wavelength_count; ++w) {
            core.wavelength_nm.push_back(wavelength_nm[w]);
            core.absorption_mm2_per_ng.push_back(hair.absorption_per_mm[w]);
            side.absorption_mm2_per_ng.push_back(met_by_side(hair.absorption_per_mm[w], usual_diameter_mm));
        }
        side.wavelength_nm = core.wavelength_nm;
        auto known = std::find(components.begin(), components.end(), core);
        if (known == components.end()) known = components.insert(components.end(), {core, side});
        kind_of.push_back(int(known - components.begin()));
        skin_of.push_back(hair.skin);
        const double green = hair.absorption_per_mm[green_node];
        side_of.push_back(
            green > 0 ? met_by_side(green, hair.diameter_mm) / met_by_side(green, usual_diameter_mm) : 1);
        if (std::vector<double>& faces = slice_face[hair.skin]; faces.empty()) {
            const Skin& owner = owners[hair.skin];
            const std::vector<double> depth = depth_faces(grid, owner.epidermis_mm, owner.thickness_mm);
            for (int s = 0; s <= slices; ++s) faces.push_back(depth[grid.first_cell(s)]);
        }
    }
    grid.radial_cells = rings;
    const int parts = int(components.size());
    std::vector<Real> face, pigment;
    for (int pack = 0; pack < packs; ++pack) {
        const int first = pack * pack_width;
        for (int ring = 0; ring <= rings; ++ring)
            for (int lane = first; lane < first + pack_width; ++lane)
                face.push_back(Real(face_mm(hair_of(lane).diameter_mm / 2, ring)));
        for (int part = 0; part < parts; ++part)
            for (int slice = 0; slice < slices; ++slice)
                for (int ring = 0; ring < rings; ++ring)
                    for (int lane = first; lane < first + pack_width; ++lane) {
                        const double radius_mm = hair_of(lane).diameter_mm / 2;
                        const auto& depth = slice_face[skin_of[lane]];
                        const double middle_mm =
                            (face_mm(radius_mm, ring) + face_mm(radius_mm, ring + 1)) / 2;
                        const bool core = part == kind_of[lane], side = part == kind_of[lane] + 1;
                        pigment.push_back(
                            Real(ring < inside ? core
                                 : side ? side_of[lane] * side_per_mm(radius_mm, middle_mm, depth[slice],
                                                                      depth[slice + 1])
                                        : 0));
                    }
    }
    const std::vector<Real> sigma(std::size_t(packs) * pack_width, 1),
        scab(std::size_t(packs) * parts * pack_width, 0);
    std::vector<Real> scalars(std::size_t(packs) * Snapshots::scalar_count * pack_width, 0);
    for (int pack = 0; pack < packs; ++pack)
        std::fill_n(
            scalars.begin() + (pack * Snapshots::scalar_count + Snapshots::optical_efficiency) * pack_width,
            pack_width, Real(1));
    const auto there = [&](const std::vector<Real>& values) {
        return Buffer<Real>(backend, std::span<const Real>(values));
    };
    const Snapshots cut{.grid = grid,
                        .packs = packs,
                        .times = 1,
                        .components = parts,
                        .radial_face = there(face),
                        .slice_face = Buffer<Real>(backend, 0),
                        .stain_sigma = there(sigma),
                        .pigment = there(pigment),
                        .scab = there(scab),
                        .scalars = there(scalars)};
    return dot::see_marks(cut, components, skins, skin_of, true, radii_growth);
}

}  // namespace fadecast
