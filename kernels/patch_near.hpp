#pragma once
// What is near each place of a patch: lists of marks by tile, and far marks as a veil. On the host.

#include <fadecast/patch.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace fadecast {

/// A mark or a strand, or its image across an edge of a patch that repeats.
struct Near {
    float x_mm, y_mm;
    int item;
};

/// The items, each a disk, that reach each tile of a patch, with their images across its edges.
struct Tiles {
    std::vector<int> first;
    std::vector<Near> items;

    /// @param x, y, reach  of an item, mm
    template <typename X, typename Y, typename Reach>
    Tiles(int along_side, int pixels, float side, bool repeats_down, int count, const X& x, const Y& y,
          const Reach& reach) {
        // A tile's pixels may stick out of its square by one.
        const float tile = side / float(along_side),
                    half_diagonal = .7072f * (tile + 2 * side / float(pixels));
        std::vector<std::vector<Near>> of_tile(std::size_t(along_side) * along_side);
        for (int item = 0; item < count; ++item)
            for (int down = repeats_down ? -1 : 0; down <= (repeats_down ? 1 : 0); ++down)
                for (int across = -1; across <= 1; ++across) {
                    const Near image{x(item) + float(across) * side, y(item) + float(down) * side, item};
                    const float far = reach(item) + half_diagonal;
                    const auto first_tile = [&](float at) {
                        return std::clamp(int(std::floor((at - far) / tile)), 0, along_side);
                    };
                    const auto last_tile = [&](float at) {
                        return std::clamp(int(std::floor((at + far) / tile)) + 1, 0, along_side);
                    };
                    for (int row = first_tile(image.y_mm); row < last_tile(image.y_mm); ++row)
                        for (int column = first_tile(image.x_mm); column < last_tile(image.x_mm); ++column) {
                            const float dx = (float(column) + .5f) * tile - image.x_mm,
                                        dy = (float(row) + .5f) * tile - image.y_mm;
                            if (dx * dx + dy * dy < far * far)
                                of_tile[row * along_side + column].push_back(image);
                        }
                }
        for (const std::vector<Near>& each : of_tile) {
            first.push_back(int(items.size()));
            items.insert(items.end(), each.begin(), each.end());
        }
        first.push_back(int(items.size()));
    }
};

/// Cuts looks off at a distance, and the veil that the marks beyond it are together: what each mark takes
/// there, in logarithms, spread over the patch.
inline Spectrum cut_looks(const PatchScene& scene, Looks& looks) {
    constexpr int rings = 64;
    Spectrum veil{};
    const float cut = float(scene.veil_from_mm);
    std::vector<int> marks(looks.count(), 0);
    for (const int look : scene.look) ++marks[look];
    for (int look = 0; look < looks.count(); ++look) {
        float* radius = &looks.radius_mm[look * Looks::nodes];
        float* transmittance = &looks.transmittance[look * Looks::nodes * wavelength_count];
        const auto at = [&](const float* r, const float* t, float distance, int w) {
            int ring = 0;
            while (ring + 2 < Looks::nodes && r[ring + 1] <= distance) ++ring;
            const float part = std::clamp((distance - r[ring]) / (r[ring + 1] - r[ring]), 0.f, 1.f);
            return std::lerp(t[ring * wavelength_count + w], t[(ring + 1) * wavelength_count + w], part);
        };
        const std::vector<float> whole_r(radius, radius + Looks::nodes),
            whole_t(transmittance, transmittance + Looks::nodes * wavelength_count);
        if (whole_r[Looks::nodes - 1] <= cut) continue;
        const double step = whole_r[Looks::nodes - 1] / rings;
        for (int w = 0; w < wavelength_count; ++w) {
            const float left = at(whole_r.data(), whole_t.data(), cut, w);
            for (int node = 0; node < Looks::nodes; ++node) {
                const bool beyond = whole_r[node] >= cut;
                radius[node] = beyond ? cut + 1e-4f * float(node) : whole_r[node];
                float& t = transmittance[node * wavelength_count + w];
                t = beyond ? 1 : t / left;
            }
            for (int ring = 0; ring < rings; ++ring) {
                const float r = float((ring + .5) * step);
                veil[w] +=
                    marks[look] * 2 * std::numbers::pi * r * step *
                    std::log(at(whole_r.data(), whole_t.data(), r, w) / at(radius, transmittance, r, w));
            }
        }
    }
    for (double& value : veil) value = std::exp(value / (scene.side_mm * scene.side_mm));
    return veil;
}

}  // namespace fadecast
