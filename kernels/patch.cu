// Pictures of patches: where a hand sets the dots, and what a camera sees of them.

#include "colour.hpp"
#include "launch.hpp"
#include "random.hpp"

#include <fadecast/buffer.hpp>
#include <fadecast/patch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace fadecast {
namespace {

constexpr int radii = DotAppearance::radii;
constexpr int most_candidates = 64;  // beyond these the spacing hardly evens out further

// The shortest way between two places of a patch that repeats.
FADECAST_HD inline float wrapped(float distance, float side) {
    return distance - side * rintf(distance / side);
}

/// One pixel. As colour is linear in light, skin and observer fold into `xyz_of_light`: the colour that each
/// wavelength adds at transmittance 1.
struct DrawPixel {
    int width, tiles;  // along a side
    float pixel_mm, side_mm;
    float xyz_of_light[3][wavelength_count];
    const int* first_of_tile;    // [tiles * tiles + 1]
    const int* dot_of_tile;      // in each tile those that reach it, ascending
    const float* x_mm;           // [dots]
    const float* y_mm;           // [dots]
    const int* gallery_dot;      // [dots]
    const float* radius_mm;      // [32][radii + 1], the last with transmittance 1
    const float* transmittance;  // [32][radii + 1][wavelengths]
    std::uint8_t* rgb;           // [pixels][3]

    FADECAST_HD void operator()(Index pixel) const {
        const float x = (pixel % width + .5f) * pixel_mm, y = (pixel / width + .5f) * pixel_mm;
        float light[wavelength_count];
        for (float& value : light) value = 1;
        const int tile = int(pixel / width) * tiles / width * tiles + int(pixel % width) * tiles / width;
        for (int i = first_of_tile[tile]; i < first_of_tile[tile + 1]; ++i) {
            const int dot = dot_of_tile[i];
            const float* radius = radius_mm + gallery_dot[dot] * (radii + 1);
            const float dx = wrapped(x - x_mm[dot], side_mm), dy = wrapped(y - y_mm[dot], side_mm);
            const float r2 = dx * dx + dy * dy;
            if (r2 >= radius[radii] * radius[radii]) continue;
            const float r = sqrtf(r2);
            int ring = 0;
            while (ring < radii - 1 && radius[ring + 1] <= r) ++ring;
            const float weight = fmaxf(0.f, (r - radius[ring]) / (radius[ring + 1] - radius[ring]));
            const float* inner = transmittance + (gallery_dot[dot] * (radii + 1) + ring) * wavelength_count;
            const float* outer = inner + wavelength_count;
            for (int w = 0; w < wavelength_count; ++w) light[w] *= inner[w] + weight * (outer[w] - inner[w]);
        }
        float xyz[3] = {0, 0, 0};
        for (int axis = 0; axis < 3; ++axis)
            for (int i = 0; i < wavelength_count; ++i) xyz[axis] += xyz_of_light[axis][i] * light[i];
        const auto srgb = colour::srgb_of_xyz(colour::Triple<float>{xyz[0], xyz[1], xyz[2]});
        rgb[3 * pixel] = std::uint8_t(255 * srgb.x + .5f);
        rgb[3 * pixel + 1] = std::uint8_t(255 * srgb.y + .5f);
        rgb[3 * pixel + 2] = std::uint8_t(255 * srgb.z + .5f);
    }
};

/// The gallery between two of its snapshots, in the order in which pixels read it.
struct GalleryAt {
    std::vector<float> radius_mm, transmittance;
    Lab bare;
};

GalleryAt gallery_at(const DotAppearance& gallery, std::span<const double> times, double time_day) {
    const auto upper = std::upper_bound(times.begin(), times.end(), time_day);
    const int after = std::min(int(upper - times.begin()), gallery.times - 1);
    const int before = std::max(0, int(upper - times.begin()) - 1);
    const double weight = after > before ? (time_day - times[before]) / (times[after] - times[before]) : 0;
    const auto between = [&](const std::vector<Real>& values, int row, int rows, int lane) {
        const double from = values[(before * rows + row) * pack_width + lane];
        return from + weight * (values[(after * rows + row) * pack_width + lane] - from);
    };
    GalleryAt at;
    for (int lane = 0; lane < pack_width; ++lane) {
        const auto radius = [&](int ring) { return float(gallery.radius_mm[ring * pack_width + lane]); };
        for (int ring = 0; ring < radii; ++ring) {
            at.radius_mm.push_back(radius(ring));
            for (int i = 0; i < wavelength_count; ++i)
                at.transmittance.push_back(float(between(gallery.transmittance, ring * wavelength_count + i,
                                                         radii * wavelength_count, lane)));
        }
        at.radius_mm.push_back(2 * radius(radii - 1) - radius(radii - 2));
        at.transmittance.insert(at.transmittance.end(), wavelength_count, 1.f);
        const auto mean = [&](int row) {
            return between(gallery.scalars, row, DotAppearance::scalar_count, lane) / pack_width;
        };
        at.bare.lightness += mean(DotAppearance::bare_lightness);
        at.bare.a += mean(DotAppearance::bare_a);
        at.bare.b += mean(DotAppearance::bare_b);
    }
    return at;
}

// The colour of the light that skin reflects at each wavelength, scaled so that all of it together is `bare`.
void fold_skin(float (&xyz_of_light)[3][wavelength_count], const Spectrum& skin, Lab bare,
               Illuminant illuminant) {
    const Xyz healthy = xyz_of_reflectance(skin), now = xyz_of_lab(bare);
    for (int i = 0; i < wavelength_count; ++i) {
        Spectrum one{};
        one[i] = skin[i];
        const Xyz light = adapt_to_d65(xyz_of_reflectance(one, illuminant), illuminant);
        xyz_of_light[0][i] = float(light.x * now.x / healthy.x);
        xyz_of_light[1][i] = float(light.y * now.y / healthy.y);
        xyz_of_light[2][i] = float(light.z * now.z / healthy.z);
    }
}

/// The dots that reach each tile of a patch, so that a pixel need not ask all.
struct Tiles {
    int along_side;
    std::vector<int> first, dots;  // [tiles + 1]; of each tile, ascending

    Tiles(float side, int pixels, std::span<const float> x, std::span<const float> y,
          std::span<const int> gallery_dot, std::span<const float> radius_mm)
        : along_side(std::clamp(int(side / tile_mm), 1, pixels)) {
        // A tile's pixels may stick out of its square by one.
        const float tile = side / float(along_side),
                    half_diagonal = .7072f * (tile + 2 * side / float(pixels));
        for (int row = 0; row < along_side; ++row)
            for (int column = 0; column < along_side; ++column) {
                first.push_back(int(dots.size()));
                for (int dot = 0; dot < int(x.size()); ++dot) {
                    const float reach = radius_mm[gallery_dot[dot] * (radii + 1) + radii] + half_diagonal;
                    const float dx = wrapped((float(column) + .5f) * tile - x[dot], side),
                                dy = wrapped((float(row) + .5f) * tile - y[dot], side);
                    if (dx * dx + dy * dy < reach * reach) dots.push_back(dot);
                }
            }
        first.push_back(int(dots.size()));
    }

private:
    static constexpr float tile_mm = 1;
};

}  // namespace

PatchLayout lay_out_dots(const PatchOptions& options, std::span<const double> session_share,
                         std::span<const int> gallery_session) {
    if (gallery_session.empty()) throw Error("lay_out_dots: the gallery has no dot");
    if (!(options.side_mm > 0) || !(options.pixel_mm > 0))
        throw Error("lay_out_dots: side and pixel of a patch must be above 0 mm");
    if (!options.session_day.empty() && options.session_day.size() != session_share.size())
        throw Error("lay_out_dots: session_day needs one day for each session, or none");
    const float side = float(options.side_mm);
    const int dots = int(std::lround(options.dots_per_cm2 * options.side_mm * options.side_mm / 100));
    PatchLayout layout;
    layout.options = options;
    double planned = 0;
    for (int session = 0; session < int(session_share.size()); ++session) {
        std::vector<int> choices;
        for (int lane = 0; lane < int(gallery_session.size()); ++lane)
            if (gallery_session[lane] == session) choices.push_back(lane);
        if (choices.empty())
            for (int lane = 0; lane < int(gallery_session.size()); ++lane) choices.push_back(lane);
        planned += session_share[session] * dots;
        while (int(layout.x_mm.size()) < int(std::lround(planned))) {
            const int placed = int(layout.x_mm.size());
            Random random(options.seed, Purpose::patch_layout, std::uint32_t(placed));
            float best_x = 0, best_y = 0, widest = -1;
            for (int candidate = 0; candidate < std::min(most_candidates, 2 * placed + 1); ++candidate) {
                const float x = side * random.uniform(), y = side * random.uniform();
                float gap = 2 * side * side;
                for (int other = 0; other < placed; ++other) {
                    const float dx = wrapped(x - layout.x_mm[other], side),
                                dy = wrapped(y - layout.y_mm[other], side);
                    gap = std::min(gap, dx * dx + dy * dy);
                }
                if (gap > widest) best_x = x, best_y = y, widest = gap;
            }
            // Box and Muller's transform gives both errors of the hand.
            const double length = options.hand_error_mm * std::sqrt(-2 * std::log(double(random.uniform())));
            const double angle = 2 * std::numbers::pi * random.uniform();
            const auto inside = [side](double at) { return float(at - side * std::floor(at / side)); };
            layout.x_mm.push_back(inside(best_x + length * std::cos(angle)));
            layout.y_mm.push_back(inside(best_y + length * std::sin(angle)));
            layout.gallery_dot.push_back(choices[int(random.uniform() * float(choices.size()))]);
            layout.drops_out.push_back(random.uniform() < options.drop_out_share);
            layout.session.push_back(session);
        }
    }
    return layout;
}

Picture render_patch(const Backend& backend, const PatchLayout& layout, const DotAppearance& gallery,
                     std::span<const double> gallery_time_day, double time_day, const Spectrum& skin,
                     Illuminant illuminant) {
    if (gallery.packs != 1 || gallery.transmittance.empty())
        throw Error("render_patch: the gallery must be one pack with spectra");
    if (gallery.times != int(gallery_time_day.size()) || gallery.times == 0)
        throw Error("render_patch: the gallery has " + std::to_string(gallery.times) + " times, but " +
                    std::to_string(gallery_time_day.size()) + " were named");
    const PatchOptions& options = layout.options;
    const double time = std::clamp(time_day, gallery_time_day.front(), gallery_time_day.back());
    const GalleryAt at = gallery_at(gallery, gallery_time_day, time);

    std::vector<float> x, y;
    std::vector<int> gallery_dot;
    for (std::size_t dot = 0; dot < layout.x_mm.size(); ++dot) {
        const double made = options.session_day.empty() ? 0 : options.session_day[layout.session[dot]];
        if (layout.drops_out[dot] && time >= made + options.drop_out_day) continue;
        x.push_back(layout.x_mm[dot]);
        y.push_back(layout.y_mm[dot]);
        gallery_dot.push_back(layout.gallery_dot[dot]);
    }
    const Buffer<float> x_mm(backend, std::span<const float>(x)), y_mm(backend, std::span<const float>(y)),
        radius(backend, std::span<const float>(at.radius_mm)),
        transmittance(backend, std::span<const float>(at.transmittance));
    const int width = std::max(1, int(std::lround(options.side_mm / options.pixel_mm)));
    const Tiles tiles(float(options.side_mm), width, x, y, gallery_dot, at.radius_mm);
    const Buffer<int> lane(backend, std::span<const int>(gallery_dot)),
        first_of_tile(backend, std::span<const int>(tiles.first)),
        dot_of_tile(backend, std::span<const int>(tiles.dots));
    Buffer<std::uint8_t> rgb(backend, std::size_t(width) * width * 3);
    DrawPixel draw{width,
                   tiles.along_side,
                   float(options.side_mm / width),
                   float(options.side_mm),
                   {},
                   first_of_tile.data(),
                   dot_of_tile.data(),
                   x_mm.data(),
                   y_mm.data(),
                   lane.data(),
                   radius.data(),
                   transmittance.data(),
                   rgb.data()};
    fold_skin(draw.xyz_of_light, skin, at.bare, illuminant);
    for_each(backend, Index(width) * width, draw);
    backend.wait();
    return {width, width, options.side_mm / width, rgb.to_host()};
}

}  // namespace fadecast
