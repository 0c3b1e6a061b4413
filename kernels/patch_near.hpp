#pragma once
// What is near each place of a patch: lists of marks by tile, and far marks as a veil. On the host.

#include "fast_math.hpp"
#include "patch_pixels.hpp"

#include <fadecast/patch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

namespace fadecast::patch {

/// The items, each a disk, that reach each tile of a patch, with their images across its edges.
struct Tiles {
    std::vector<int> first;
    std::vector<Near> items;

    /// @param tile             side of a tile, mm; the last ones may stick out of the patch
    /// @param x, y, reach  of an item, mm
    template <typename X, typename Y, typename Reach>
    Tiles(int along_side, float tile, float side, bool repeats_down, int count, const X& x, const Y& y,
          const Reach& reach)
        : first(std::size_t(along_side) * along_side + 1) {
        const auto for_near = [&](const auto& use) {
            for (int item = 0; item < count; ++item)
                for (int down = repeats_down ? -1 : 0; down <= (repeats_down ? 1 : 0); ++down)
                    for (int across = -1; across <= 1; ++across) {
                        const Near image{x(item) + float(across) * side, y(item) + float(down) * side, item};
                        const float far = reach(item) + .7072f * tile;
                        const auto first_tile = [&](float at) {
                            return std::max(0, int(std::floor((at - far) / tile)));
                        };
                        const auto last_tile = [&](float at) {
                            return std::min(int(std::floor((at + far) / tile)) + 1, along_side);
                        };
                        const int last_row = last_tile(image.y_mm), last_column = last_tile(image.x_mm);
                        for (int row = first_tile(image.y_mm); row < last_row; ++row)
                            for (int column = first_tile(image.x_mm); column < last_column; ++column) {
                                const float dx = (float(column) + .5f) * tile - image.x_mm,
                                            dy = (float(row) + .5f) * tile - image.y_mm;
                                if (dx * dx + dy * dy < far * far) use(row * along_side + column, image);
                            }
                    }
        };
        for_near([&](int at, const Near&) { ++first[at + 1]; });
        std::partial_sum(first.begin(), first.end(), first.begin());
        items.resize(first.back());
        std::vector<int> next(first.begin(), first.end() - 1);
        for_near([&](int at, const Near& image) { items[next[at]++] = image; });
    }
};

/// Cuts looks off at a distance, and the veil that the marks beyond it are together: what each mark takes
/// there, in logarithms, spread over the patch. Looks without marks stay as they are.
inline Spectrum cut_looks(const PatchScene& scene, Looks& looks) {
    constexpr int rings = 64;
    Spectrum veil{};
    const float cut = float(scene.veil_from_mm);
    std::vector<int> marks(looks.count(), 0);
    for (const int look : scene.look) ++marks[look];
    using AllColours = std::array<float, wavelength_count>;
    const auto at = [](const float* r, const float* t, float distance) {
        int ring = 0;
        while (ring + 2 < nodes && r[ring + 1] <= distance) ++ring;
        const float part = std::clamp((distance - r[ring]) / (r[ring + 1] - r[ring]), 0.f, 1.f);
        const float* inner = t + ring * wavelength_count;
        AllColours value;
        for (int w = 0; w < wavelength_count; ++w)
            value[w] = inner[w] + part * (inner[wavelength_count + w] - inner[w]);
        return value;
    };
    for (int look = 0; look < looks.count(); ++look) {
        float* radius = &looks.radius_mm[look * nodes];
        float* transmittance = &looks.transmittance[look * nodes * wavelength_count];
        if (marks[look] == 0 || radius[nodes - 1] <= cut) continue;
        const std::vector<float> whole_r(radius, radius + nodes),
            whole_t(transmittance, transmittance + nodes * wavelength_count);
        const AllColours left = at(whole_r.data(), whole_t.data(), cut);
        for (int node = 0; node < nodes; ++node) {
            const bool beyond = whole_r[node] >= cut;
            if (beyond) radius[node] = cut + 1e-4f * float(node);
            for (int w = 0; w < wavelength_count; ++w) {
                float& t = transmittance[node * wavelength_count + w];
                t = beyond ? 1 : t / left[w];
            }
        }
        const double step = whole_r[nodes - 1] / rings;
        for (int ring = 0; ring < rings; ++ring) {
            const double r = (ring + .5) * step, area = 2 * std::numbers::pi * r * step;
            const AllColours whole = at(whole_r.data(), whole_t.data(), float(r)),
                             near = at(radius, transmittance, float(r));
            for (int w = 0; w < wavelength_count; ++w)
                veil[w] += marks[look] * area * fast::log(near[w] > 0 ? whole[w] / near[w] : left[w]);
        }
    }
    for (double& value : veil) value = std::exp(value / (scene.side_mm * scene.side_mm));
    return veil;
}

}  // namespace fadecast::patch
