#pragma once
// Checks a photon setup and turns it into what kernels read.

#include "photon_medium.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace fadecast::photon {

inline constexpr double least_absorbed = 1e-6, least_of_depth = 1e-4;
inline constexpr double vanishing = 1e-30;  // extinction per mm of what neither absorbs nor scatters
inline constexpr int most_layers = 16;
inline constexpr double most_cells = 250000;  // 16 bytes each, in every group of photons

inline void require(bool holds, const std::string& what) {
    if (!holds) throw Error("photons: " + what);
}
inline std::string text(double value) { return std::to_string(value); }

inline void check(const PhotonSetup& setup) {
    require(!setup.layers.empty() && setup.layers.size() <= most_layers,
            std::to_string(setup.layers.size()) + " layers; allowed: 1 to 16");
    double depth = 0;
    for (std::size_t i = 0; i < setup.layers.size(); ++i) {
        const OpticalLayer& layer = setup.layers[i];
        const std::string name = "layer " + std::to_string(i + 1) + ": ";
        const bool infinite = layer.thickness_mm == OpticalLayer::infinite;
        require(layer.refractive_index >= 1 && layer.refractive_index <= 4,
                name + "refractive index " + text(layer.refractive_index) + "; allowed: 1 to 4");
        require(layer.absorption_per_mm >= 0 && layer.absorption_per_mm <= 1e6 &&
                    layer.scattering_per_mm >= 0 && layer.scattering_per_mm <= 1e6,
                name + "absorption and scattering: allowed are 0 to 1e6 per mm");
        require(std::abs(layer.anisotropy) <= .99,
                name + "anisotropy " + text(layer.anisotropy) + "; allowed: -0.99 to 0.99");
        require(layer.thickness_mm > 0, name + "thickness " + text(layer.thickness_mm) + " mm; must be > 0");
        require(
            layer.thickness_mm > least_of_depth * depth,
            name + "less than a ten thousandth as thick as what lies over it; its faces would be rounded");
        depth += layer.thickness_mm;
        require(!infinite || (i + 1 == setup.layers.size() &&
                              layer.absorption_per_mm > least_absorbed * layer.scattering_per_mm),
                name +
                    "only the last layer may be infinite, and it must absorb a millionth of what it "
                    "scatters at least: else photons never end");
    }
    for (const double index : {setup.index_above, setup.index_below})
        require(index >= 1 && index <= 4, "refractive index outside " + text(index) + "; allowed: 1 to 4");
    require(setup.source.radius_mm >= 0 && std::isfinite(setup.source.offset_mm + setup.source.radius_mm),
            "radius of the source " + text(setup.source.radius_mm) + " mm; must be >= 0");
    require(setup.radius_step_mm > 0 && setup.depth_step_mm > 0 && setup.depth_limit_mm > 0 &&
                setup.radius_bins >= 1 && setup.radius_bins <= 10000,
            "steps of the tallies must be > 0, and rings 1 to 10000");
    const PigmentField& pigment = setup.pigment;
    if (pigment.empty()) return;
    std::size_t cells = 1;
    for (int axis = 0; axis < 3; ++axis) {
        require(pigment.cells[axis] >= 1 && pigment.step_mm[axis] > 0,
                "pigment: cells and steps must be > 0");
        cells *= std::size_t(pigment.cells[axis]);
    }
    require(cells < (std::size_t(1) << 30), "pigment: at most 2^30 cells");
    require(!pigment.axisymmetric || (pigment.cells[1] == 1 && pigment.first_mm[0] == 0),
            "pigment: rings begin at radius 0 and have one cell around");
    require(pigment.absorption_per_mm.size() == cells &&
                (pigment.scattering_per_mm.empty() || pigment.scattering_per_mm.size() == cells),
            "pigment: " + std::to_string(pigment.absorption_per_mm.size()) + " values for " +
                std::to_string(cells) + " cells");
    for (const auto* values : {&pigment.absorption_per_mm, &pigment.scattering_per_mm})
        for (const double value : *values)
            require(value >= 0 && value <= 1e6, "pigment: allowed are 0 to 1e6 per mm");
}

inline double reflection(double from, double to) { return std::pow((from - to) / (from + to), 2); }

/// The setup in the form of the kernels, and where its layers and slices lie.
struct Prepared {
    PhotonMedium medium{};
    std::vector<int> layer_of_slice;
    std::vector<double> depth_faces_mm, inverse_extinction_mm, absorption_share;  // the latter two per slice
    std::vector<float> pigment_absorption, pigment_scattering;

    explicit Prepared(const PhotonSetup& setup) {
        place_pigment(setup.pigment);
        place_layers(setup);
        medium.rings = setup.radius_bins;
        medium.inner_rings = setup.map ? setup.radius_bins : 1;
        medium.rings_per_mm = float(1 / setup.radius_step_mm);
        medium.slices = int(layer_of_slice.size());
        const double first = setup.layers.front().refractive_index;
        medium.index_above = float(setup.index_above / first);
        medium.specular = std::int32_t(std::lround(reflection(setup.index_above, first) * unit_weight));
        medium.diffuse = setup.source.kind == PhotonSource::Kind::diffuse;
        medium.source_offset = float(setup.source.offset_mm);
        medium.source_radius = float(setup.source.radius_mm);
    }

private:
    void place_pigment(const PigmentField& field) {
        PigmentGrid& grid = medium.grid;
        grid.axisymmetric = field.axisymmetric;
        for (int axis = 0; axis < 3; ++axis) {
            grid.cells[axis] = field.empty() ? 0 : field.cells[axis];
            grid.first[axis] = float(field.first_mm[axis]);
            grid.cells_per_mm[axis] = float(1 / field.step_mm[axis]);
        }
        pigment_absorption.assign(field.absorption_per_mm.begin(), field.absorption_per_mm.end());
        pigment_scattering.assign(field.scattering_per_mm.begin(), field.scattering_per_mm.end());
        pigment_scattering.resize(pigment_absorption.size());
        pigment_absorption.push_back(0), pigment_scattering.push_back(0);
    }

    /// The most that pigment adds to extinction between two depths.
    double most_pigment(const PigmentField& field, double top, double bottom) const {
        const int row = field.cells[0] * field.cells[1];
        float most = 0;
        for (int k = 0; k < field.cells[2]; ++k) {
            const double from = field.first_mm[2] + k * field.step_mm[2];
            if (from > bottom || from + field.step_mm[2] < top) continue;  // one too many does no harm
            for (int i = k * row; i < (k + 1) * row; ++i)
                most = std::max(most, pigment_absorption[i] + pigment_scattering[i]);
        }
        return most;
    }

    void place_layers(const PhotonSetup& setup) {
        const auto& layers = setup.layers;
        std::vector<double> cuts;  // where pigment begins and ends: elsewhere no flight need stop for it
        if (!setup.pigment.empty())
            cuts = {setup.pigment.first_mm[2],
                    setup.pigment.first_mm[2] + setup.pigment.cells[2] * setup.pigment.step_mm[2]};
        double top = 0;
        for (std::size_t i = 0; i < layers.size(); ++i) {
            const double bottom = top + layers[i].thickness_mm;
            std::vector<double> faces{top};
            for (const double cut : cuts)
                if (cut > top * (1 + 1e-6) + 1e-6 && cut < bottom * (1 - 1e-6) - 1e-6) faces.push_back(cut);
            faces.push_back(bottom);
            for (std::size_t part = 0; part + 1 < faces.size(); ++part) {
                const double above = i > 0 ? layers[i - 1].refractive_index : setup.index_above;
                const double below =
                    i + 1 < layers.size() ? layers[i + 1].refractive_index : setup.index_below;
                place_part(setup, int(i), faces[part], faces[part + 1],
                           part > 0 ? layers[i].refractive_index : above,
                           part + 2 < faces.size() ? layers[i].refractive_index : below);
            }
            top = bottom;
        }
        depth_faces_mm.push_back(top);
    }

    void place_part(const PhotonSetup& setup, int index, double top, double bottom, double above,
                    double below) {
        const OpticalLayer& layer = setup.layers[index];
        const double end =
            std::isinf(bottom) ? std::max(setup.depth_limit_mm, top + setup.depth_step_mm) : bottom;
        const double wanted = std::ceil((end - top) / setup.depth_step_mm - 1e-9);
        const double rings = setup.map ? setup.radius_bins : 1;
        require((double(layer_of_slice.size()) + wanted) * rings <= most_cells,
                "more than 250,000 cells of tallies; use thicker slices or fewer rings");
        const int slices = std::max(1, int(wanted));
        const double step = (end - top) / slices;
        const int last = slices - (std::isinf(bottom) ? 0 : 1);
        const PigmentField& field = setup.pigment;
        const double middle = std::isinf(bottom) ? top + 1e9 : (top + bottom) / 2;
        const bool pigmented = !field.empty() && middle > field.first_mm[2] &&
                               middle < field.first_mm[2] + field.cells[2] * field.step_mm[2];
        const double extinction = layer.absorption_per_mm + layer.scattering_per_mm +
                                  (pigmented ? most_pigment(field, top, bottom) : 0);
        const double counted = std::max(extinction, vanishing);
        medium.layers[medium.layer_count++] = {.top = float(top),
                                               .bottom = float(bottom),
                                               .extinction = float(extinction),
                                               .inverse_extinction = float(1 / counted),
                                               .absorption = float(layer.absorption_per_mm),
                                               .scattering = float(layer.scattering_per_mm),
                                               .absorbed_share = float(layer.absorption_per_mm / counted),
                                               .anisotropy = float(layer.anisotropy),
                                               .ratio_up = float(layer.refractive_index / above),
                                               .ratio_down = float(layer.refractive_index / below),
                                               .slice_scale = float(1 / step),
                                               .first_slice = int(layer_of_slice.size()),
                                               .last_slice = int(layer_of_slice.size()) + last,
                                               .pigmented = pigmented ? 1.f : 0.f};
        for (int s = 0; s <= last; ++s) {
            layer_of_slice.push_back(index);
            depth_faces_mm.push_back(top + s * step);
            inverse_extinction_mm.push_back(extinction > 0 ? 1 / extinction : std::nan(""));
            absorption_share.push_back(layer.absorption_per_mm / counted);
        }
    }
};

}  // namespace fadecast::photon
