// Pictures of patches: what a camera sees of dots, hair and skin.

#include "colour.hpp"
#include "launch.hpp"
#include "patch_geometry.hpp"
#include "patch_near.hpp"
#include "random.hpp"

#include <fadecast/buffer.hpp>
#include <fadecast/patch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace fadecast {
namespace {

constexpr int radii = DotAppearance::radii, nodes = Looks::nodes;

/// Random values on a lattice that repeats with the patch, their mean 0; between them a cubic B-spline, so
/// that the field's mean is 0 as well and its standard deviation 1.
struct Field {
    int cells;            // along a side
    const float* values;  // [cells * cells]

    /// @param x, y  in shares of the side
    FADECAST_HD float operator()(float x, float y) const {
        float weight_x[4], weight_y[4];
        const int left = spline(x * float(cells), weight_x), top = spline(y * float(cells), weight_y);
        float sum = 0;
        for (int row = 0; row < 4; ++row)
            for (int column = 0; column < 4; ++column)
                sum += weight_y[row] * weight_x[column] *
                       values[(top + row) % cells * cells + (left + column) % cells];
        return sum;
    }

private:
    /// Weights of four neighbours, of which the first is returned.
    FADECAST_HD static int spline(float at, float (&weight)[4]) {
        const int cell = int(at);
        const float t = at - float(cell), s = 1 - t;
        weight[0] = s * s * s / 6;
        weight[1] = (3 * t * t * (t - 2) + 4) / 6;
        weight[2] = (3 * s * s * (s - 2) + 4) / 6;
        weight[3] = t * t * t / 6;
        return cell;
    }
};

/// What lies in each tile of a patch, so that a pixel need not ask all.
struct TileLists {
    const int* first;   // [tiles * tiles + 1]
    const Near* items;  // in each tile
};

/// One pixel. As colour is linear in light, skin and observer fold into `xyz_of_light`: the colour that each
/// wavelength adds at transmittance 1.
struct DrawPixel {
    int width, tiles;  // along a side
    float pixel_mm, side_mm;
    Pattern pattern;
    float xyz_of_light[3][wavelength_count];
    TileLists marks, strands;
    const int* look;             // [marks]
    const float* radius_mm;      // [looks][nodes]
    const float* transmittance;  // [looks][nodes][wavelengths]
    const Strand* strand;        // [strands]
    const float* strand_xyz;     // [colours][3], which no reddening of the skin touches
    bool uneven;                 // skin has a texture
    Field melanin, blood, relief;
    float melanin_change[wavelength_count], blood_change[wavelength_count], relief_change, scar;
    float* xyz;  // [3][pixels]

    FADECAST_HD void operator()(Index pixel) const {
        const float x = (float(pixel % width) + .5f) * pixel_mm, y = (float(pixel / width) + .5f) * pixel_mm;
        const int tile = int(pixel / width) * tiles / width * tiles + int(pixel % width) * tiles / width;
        float light[wavelength_count];
        for (float& value : light) value = 1;
        if (uneven) vary_skin(x / side_mm, y / side_mm, light);
        for (int i = marks.first[tile]; i < marks.first[tile + 1]; ++i) {
            const Near& near = marks.items[i];
            const float* radius = radius_mm + look[near.item] * nodes;
            const float dx = x - near.x_mm, dy = y - near.y_mm;
            const float r2 = dx * dx + dy * dy;
            if (r2 >= radius[radii] * radius[radii]) continue;
            const float r = sqrtf(r2);
            int ring = 0;
            while (ring < radii - 1 && radius[ring + 1] <= r) ++ring;
            const float weight = fmaxf(0.f, (r - radius[ring]) / (radius[ring + 1] - radius[ring]));
            const float* inner = transmittance + (look[near.item] * nodes + ring) * wavelength_count;
            const float* outer = inner + wavelength_count;
            for (int w = 0; w < wavelength_count; ++w) light[w] *= inner[w] + weight * (outer[w] - inner[w]);
        }
        float seen[3] = {0, 0, 0};
        for (int axis = 0; axis < 3; ++axis)
            for (int w = 0; w < wavelength_count; ++w) seen[axis] += xyz_of_light[axis][w] * light[w];
        for (int i = strands.first[tile]; i < strands.first[tile + 1]; ++i) {
            const Near& near = strands.items[i];
            const float covered = cover(strand[near.item], x - near.x_mm, y - near.y_mm);
            const float* hair = strand_xyz + 3 * strand[near.item].colour;
            for (int axis = 0; axis < 3; ++axis) seen[axis] += covered * (hair[axis] - seen[axis]);
        }
        for (int axis = 0; axis < 3; ++axis) xyz[axis * Index(width) * width + pixel] = seen[axis];
    }

private:
    FADECAST_HD void vary_skin(float x, float y, float* light) const {
        const float scarred = scar_at(pattern, y, side_mm);
        const float more_melanin = melanin(x, y) * (1 - scarred) - scar * scarred, more_blood = blood(x, y);
        const float brighter = 1 + relief_change * relief(x, y) * (1 - scarred);
        for (int w = 0; w < wavelength_count; ++w)
            light[w] = fmaxf(.1f, brighter + melanin_change[w] * more_melanin + blood_change[w] * more_blood);
    }

    /// The share of the pixel that a strand covers is that of a band across a square of its size.
    /// @param x, y  from the strand's middle
    FADECAST_HD float cover(const Strand& s, float x, float y) const {
        const float dx = x + s.along_x_mm / 2, dy = y + s.along_y_mm / 2;
        const float length2 = s.along_x_mm * s.along_x_mm + s.along_y_mm * s.along_y_mm;
        float t = length2 > 0 ? (dx * s.along_x_mm + dy * s.along_y_mm) / length2 : 0;
        t = t < 0 ? 0 : t > 1 ? 1 : t;
        const float distance = hypotf(dx - t * s.along_x_mm, dy - t * s.along_y_mm);
        const float half = s.width_mm / 2, reach = pixel_mm / 2;
        const float covered = (fminf(distance + reach, half) - fmaxf(distance - reach, -half)) / pixel_mm;
        return fmaxf(0.f, covered);
    }
};

/// Index: pixel; from XYZ to bytes.
struct ToSrgb {
    Index pixels;
    const float* xyz;   // [3][pixels]
    std::uint8_t* rgb;  // [pixels][3]

    FADECAST_HD void operator()(Index pixel) const {
        const auto srgb = colour::srgb_of_xyz(
            colour::Triple<float>{xyz[pixel], xyz[pixels + pixel], xyz[2 * pixels + pixel]});
        rgb[3 * pixel] = std::uint8_t(255 * srgb.x + .5f);
        rgb[3 * pixel + 1] = std::uint8_t(255 * srgb.y + .5f);
        rgb[3 * pixel + 2] = std::uint8_t(255 * srgb.z + .5f);
    }
};

// The colour of the light that skin reflects at each wavelength, scaled so that all of it together is `bare`.
void fold_skin(float (&xyz_of_light)[3][wavelength_count], const PatchScene& scene, Illuminant illuminant) {
    const Xyz healthy = xyz_of_reflectance(scene.skin), now = xyz_of_lab(scene.bare);
    for (int i = 0; i < wavelength_count; ++i) {
        Spectrum one{};
        one[i] = scene.skin[i];
        const Xyz light = adapt_to_d65(xyz_of_reflectance(one, illuminant), illuminant);
        xyz_of_light[0][i] = float(light.x * now.x / healthy.x);
        xyz_of_light[1][i] = float(light.y * now.y / healthy.y);
        xyz_of_light[2][i] = float(light.z * now.z / healthy.z);
    }
}

/// The values of a Field, scaled as it wants them.
std::vector<float> lattice(std::uint64_t seed, std::uint32_t which, int cells) {
    std::vector<float> values(std::size_t(cells) * cells);
    double mean = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        Random random(seed, Purpose::skin_texture, std::uint32_t(i) * 3 + which);
        const double length = std::sqrt(-2 * std::log(double(random.uniform())));
        values[i] = float(length * std::cos(2 * std::numbers::pi * random.uniform()));
        mean += values[i] / double(values.size());
    }
    constexpr double spline_variance = 151. / 315;  // the integral of a cubic B-spline's square, each way
    for (float& value : values) value = float((value - mean) / spline_variance);
    return values;
}

void check(const PatchScene& scene, double pixel_mm) {
    const auto require = [](bool good, const char* message) {
        if (!good) throw Error(std::string("render_patch: ") + message);
    };
    require(scene.side_mm > 0 && pixel_mm > 0, "side and pixel of a patch must be above 0 mm");
    require(scene.x_mm.size() == scene.y_mm.size() && scene.x_mm.size() == scene.look.size(),
            "each mark needs x, y and a look");
    for (const int look : scene.look)
        require(look >= 0 && look < scene.looks.count(), "a mark without a look");
    for (const Strand& strand : scene.strands)
        require(strand.colour >= 0 && strand.colour < int(scene.strand_reflectance.size()),
                "a strand without a colour");
}

struct Drawn {
    int width;
    Buffer<float> xyz;
};

Drawn draw(const Backend& backend, const PatchScene& scene, double pixel_mm, Illuminant illuminant) {
    check(scene, pixel_mm);
    Looks looks = scene.looks;
    Spectrum veil;
    veil.fill(1);
    if (scene.veil_from_mm > 0) veil = cut_looks(scene, looks);
    constexpr float tile_mm = .5f;
    constexpr double blotch_mm = 2, grain_mm = .3;
    const int width = std::max(1, int(std::lround(scene.side_mm / pixel_mm)));
    const float side = float(scene.side_mm);
    const bool repeats = repeats_downward(scene.pattern);
    const int tiles = std::clamp(int(side / tile_mm), 1, width);
    const Tiles marks(
        tiles, width, side, repeats, int(scene.look.size()), [&](int i) { return scene.x_mm[i]; },
        [&](int i) { return scene.y_mm[i]; },
        [&](int i) { return looks.radius_mm[scene.look[i] * nodes + radii]; });
    const auto& s = scene.strands;
    const Tiles strands(
        tiles, width, side, repeats, int(s.size()), [&](int i) { return s[i].x_mm + s[i].along_x_mm / 2; },
        [&](int i) { return s[i].y_mm + s[i].along_y_mm / 2; },
        [&](int i) { return std::hypot(s[i].along_x_mm, s[i].along_y_mm) / 2 + s[i].width_mm; });
    std::vector<float> strand_xyz;
    for (const Spectrum& reflectance : scene.strand_reflectance) {
        const Xyz hair = adapt_to_d65(xyz_of_reflectance(reflectance, illuminant), illuminant);
        for (const double value : {hair.x, hair.y, hair.z}) strand_xyz.push_back(float(value));
    }
    const bool uneven = scene.texture != SkinTexture{};
    const int blotches = !uneven ? 4 : std::max(4, int(scene.side_mm / blotch_mm)),
              grains = !uneven ? 4 : std::max(4, int(scene.side_mm / grain_mm));

    const auto there = [&]<typename T>(const std::vector<T>& values) {
        return Buffer<T>(backend, std::span<const T>(values));
    };
    const auto first_mark = there(marks.first), first_strand = there(strands.first), look = there(scene.look);
    const auto marks_near = there(marks.items), strands_near = there(strands.items);
    const auto radius = there(looks.radius_mm), transmittance = there(looks.transmittance),
               colour_of_strand = there(strand_xyz);
    const auto strand = there(scene.strands);
    const auto melanin = there(lattice(scene.seed, 0, blotches)),
               blood = there(lattice(scene.seed, 1, blotches)),
               relief = there(lattice(scene.seed, 2, grains));
    Drawn drawn{width, Buffer<float>(backend, std::size_t(3) * width * width)};
    DrawPixel pixel{};
    pixel.width = width, pixel.tiles = tiles;
    pixel.pixel_mm = side / float(width), pixel.side_mm = side;
    pixel.pattern = scene.pattern;
    fold_skin(pixel.xyz_of_light, scene, illuminant);
    for (auto& axis : pixel.xyz_of_light)
        for (int w = 0; w < wavelength_count; ++w) axis[w] *= float(veil[w]);
    pixel.marks = {first_mark.data(), marks_near.data()};
    pixel.strands = {first_strand.data(), strands_near.data()};
    pixel.look = look.data();
    pixel.radius_mm = radius.data(), pixel.transmittance = transmittance.data();
    pixel.strand = strand.data(), pixel.strand_xyz = colour_of_strand.data();
    pixel.melanin = {blotches, melanin.data()}, pixel.blood = {blotches, blood.data()};
    pixel.relief = {grains, relief.data()};
    for (int w = 0; w < wavelength_count; ++w) {
        pixel.melanin_change[w] = float(scene.texture.melanin[w]);
        pixel.blood_change[w] = float(scene.texture.blood[w]);
    }
    pixel.uneven = uneven;
    pixel.relief_change = float(scene.texture.relief), pixel.scar = float(scene.texture.scar);
    pixel.xyz = drawn.xyz.data();
    for_each(backend, Index(width) * width, pixel);
    backend.wait();
    return drawn;
}

}  // namespace

void Looks::add(const DotAppearance& seen, int lanes, std::span<const double> times_day, double time_day) {
    if (seen.transmittance.empty() || lanes > seen.packs * pack_width)
        throw Error("Looks: an appearance of so many lanes with spectra is needed");
    if (seen.times != int(times_day.size()) || seen.times == 0)
        throw Error("Looks: the appearance has " + std::to_string(seen.times) + " times, but " +
                    std::to_string(times_day.size()) + " were named");
    const double time = std::clamp(time_day, times_day.front(), times_day.back());
    const int upper = int(std::upper_bound(times_day.begin(), times_day.end(), time) - times_day.begin());
    const int after = std::min(upper, seen.times - 1), before = std::max(0, upper - 1);
    const float weight =
        after > before ? float((time - times_day[before]) / (times_day[after] - times_day[before])) : 0;
    for (int lane = 0; lane < lanes; ++lane) {
        const int pack = lane / pack_width, at = lane % pack_width;
        const auto value = [&](int when, int ring, int w) {
            const Index row = ((Index(pack) * seen.times + when) * radii + ring) * wavelength_count + w;
            return float(seen.transmittance[row * pack_width + at]);
        };
        const auto radius = [&](int ring) {
            return float(seen.radius_mm[(Index(pack) * radii + ring) * pack_width + at]);
        };
        for (int ring = 0; ring < radii; ++ring) {
            radius_mm.push_back(radius(ring));
            for (int w = 0; w < wavelength_count; ++w) {
                const float from = value(before, ring, w);
                transmittance.push_back(from + weight * (value(after, ring, w) - from));
            }
        }
        radius_mm.push_back(2 * radius(radii - 1) - radius(radii - 2));
        transmittance.insert(transmittance.end(), wavelength_count, 1.f);
    }
}

Picture render_patch(const Backend& backend, const PatchScene& scene, double pixel_mm,
                     Illuminant illuminant) {
    const Drawn drawn = draw(backend, scene, pixel_mm, illuminant);
    const Index pixels = Index(drawn.width) * drawn.width;
    Buffer<std::uint8_t> rgb(backend, std::size_t(pixels) * 3);
    for_each(backend, pixels, ToSrgb{pixels, drawn.xyz.data(), rgb.data()});
    backend.wait();
    return {drawn.width, drawn.width, scene.side_mm / drawn.width, rgb.to_host()};
}

std::vector<float> patch_xyz(const Backend& backend, const PatchScene& scene, double pixel_mm,
                             Illuminant illuminant) {
    return draw(backend, scene, pixel_mm, illuminant).xyz.to_host();
}

}  // namespace fadecast
