// Pictures of patches: what a camera sees of dots, hair and skin.

#include "colour.hpp"
#include "patch_near.hpp"
#include "patch_pixels.hpp"
#include "random.hpp"
#include "simd.hpp"

#include <fadecast/buffer.hpp>
#include <fadecast/patch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace fadecast {
namespace {

using namespace patch;

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

/// DrawBlock::line
std::vector<float> lines_of(const Looks& looks) {
    std::vector<float> lines(std::size_t(looks.count()) * radii * 2 * wavelength_count);
    for (int look = 0; look < looks.count(); ++look)
        for (int ring = 0; ring < radii; ++ring) {
            const float* radius = &looks.radius_mm[look * nodes + ring];
            const float* t = &looks.transmittance[(look * nodes + ring) * wavelength_count];
            float* line = &lines[(look * radii + ring) * 2 * wavelength_count];
            for (int w = 0; w < wavelength_count; ++w) {
                const float slope = (t[wavelength_count + w] - t[w]) / (radius[1] - radius[0]);
                line[w] = t[w] - radius[0] * slope, line[wavelength_count + w] = slope;
            }
        }
    return lines;
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
    constexpr double tile_mm = .5;
    constexpr double blotch_mm = 2, grain_mm = .3;
    const int width = std::max(1, int(std::lround(scene.side_mm / pixel_mm)));
    const float side = float(scene.side_mm);
    const bool repeats = repeats_downward(scene.pattern);
    const int across = (width + block_columns - 1) / block_columns;
    const int blocks_of_tile = std::max(1, int(std::lround(tile_mm * width / scene.side_mm / block_columns)));
    const int tile_pixels = blocks_of_tile * block_columns, tiles = (width + tile_pixels - 1) / tile_pixels;
    const float tile = float(tile_pixels) * side / float(width);
    const Tiles marks(
        tiles, tile, side, repeats, int(scene.look.size()), [&](int i) { return scene.x_mm[i]; },
        [&](int i) { return scene.y_mm[i]; },
        [&](int i) { return looks.radius_mm[scene.look[i] * nodes + radii]; });
    const auto& s = scene.strands;
    const Tiles strands(
        tiles, tile, side, repeats, int(s.size()), [&](int i) { return s[i].x_mm + s[i].along_x_mm / 2; },
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
    const auto radius = there(looks.radius_mm), line = there(lines_of(looks)),
               colour_of_strand = there(strand_xyz);
    const auto strand = there(scene.strands);
    const auto melanin = there(lattice(scene.seed, 0, blotches)),
               blood = there(lattice(scene.seed, 1, blotches)),
               relief = there(lattice(scene.seed, 2, grains));
    Drawn drawn{width, Buffer<float>(backend, std::size_t(3) * width * width)};
    DrawBlock pixel{};
    pixel.width = width, pixel.across = across;
    pixel.tile_pixels = tile_pixels, pixel.tiles = tiles;
    pixel.pixel_mm = side / float(width), pixel.side_mm = side;
    pixel.pattern = scene.pattern;
    fold_skin(pixel.xyz_of_light, scene, illuminant);
    for (auto& axis : pixel.xyz_of_light)
        for (int w = 0; w < wavelength_count; ++w) axis[w] *= float(veil[w]);
    pixel.marks = {first_mark.data(), marks_near.data()};
    pixel.strands = {first_strand.data(), strands_near.data()};
    pixel.look = look.data();
    pixel.radius_mm = radius.data(), pixel.line = line.data();
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
    const Index blocks = Index(across) * ((width + block_rows - 1) / block_rows);
    for_each_pack(backend, blocks, pixel, wide_patch());
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
