// The head: light by zone from its shape, and its pictures by marching rays to it.
#include <fadecast/head.hpp>
#include <fadecast/light.hpp>

#include "head_shape.hpp"
#include "launch.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace fadecast {
namespace {

using head::Point;
constexpr double degree = std::numbers::pi / 180;
constexpr double usual_latitude_deg = 45;  // where light by zone is not known better; assumed

/// From the picture to the head.
struct Camera {
    Point right, up, towards;  ///< unit vectors; towards: from the head to the eye
    Point middle;              ///< of the picture, mm
};

constexpr double frame_height_mm = 330;
constexpr int rays_along_pixel = 3;

// A lamp and light from all sides, less from below; together a little more than a white paper beside it gets.
// The sheen of skin, weak as under a clouded sky. Assumed.
constexpr double ambient = .45, lamp = .68, sheen = .06, sheen_power = 14;

struct LookAtPixel {
    int width, height;
    double pixel_mm;
    Camera camera;
    Point light;
    float* weight;  // [head_parts][height][width]

    FADECAST_HD static double distance(Point p) { return std::fmin(head::to_head(p), head::to_clothes(p)); }

    FADECAST_HD void look(double right_mm, double up_mm, double (&part)[head_parts]) const {
        constexpr double start_mm = 300, end_mm = 900, on_surface_mm = .1, shortest_mm = .4;
        const Point from =
            camera.middle + right_mm * camera.right + up_mm * camera.up + start_mm * camera.towards;
        double gone = 0;
        Point p = from;
        for (int step = 0; step < 300; ++step) {
            const double d = distance(p);
            if (d < on_surface_mm) break;
            gone += std::fmax(.9 * d, shortest_mm);  // distances are a little too large between shapes
            if (gone > end_mm) break;
            p = from - gone * camera.towards;
        }
        if (gone > end_mm || distance(p) > .3) {
            part[int(HeadPart::paper)] += 1;
            return;
        }
        constexpr double h = .05;
        const Point normal = head::unit({distance({p.x + h, p.y, p.z}) - distance({p.x - h, p.y, p.z}),
                                         distance({p.x, p.y + h, p.z}) - distance({p.x, p.y - h, p.z}),
                                         distance({p.x, p.y, p.z + h}) - distance({p.x, p.y, p.z - h})});
        const double facing = std::fmax(0., head::dot(normal, light));
        // Hollows see less of the surroundings.
        double open = 1;
        for (const double mm : {6., 14., 30.})
            open -= .45 / mm * std::fmax(0., mm - distance(p + mm * normal)) / 1.6;
        const double shade =
            ambient * (.75 + .25 * normal.z) * std::fmax(.2, open) + lamp * facing * std::fmax(.4, open);
        if (head::to_clothes(p) < head::to_head(p)) {
            part[int(HeadPart::clothes)] += shade;
            return;
        }
        double zone[zone_count], scalp = 0;
        head::zone_shares(p, zone);
        const double hairy = head::soft_step(head::to_ears(p) - 2.5, 2.5);
        for (int i = 0; i < zone_count; ++i) {
            part[i] += shade * hairy * zone[i];
            scalp += hairy * zone[i];
        }
        part[int(HeadPart::skin)] += shade * (1 - scalp);
        const double mirrored = std::fmax(0., head::dot(normal, head::unit(light + camera.towards)));
        part[int(HeadPart::gloss)] += sheen * std::pow(mirrored, sheen_power);
    }

    FADECAST_HD void operator()(Index pixel) const {
        const int column = int(pixel % width), row = int(pixel / width);
        double part[head_parts] = {};
        for (int i = 0; i < rays_along_pixel; ++i)
            for (int j = 0; j < rays_along_pixel; ++j)
                look(pixel_mm * (column - .5 * width + (i + .5) / rays_along_pixel),
                     pixel_mm * (.5 * height - row - (j + .5) / rays_along_pixel), part);
        for (int k = 0; k < head_parts; ++k)
            weight[Index(k) * width * height + pixel] =
                float(part[k] / (rays_along_pixel * rays_along_pixel));
    }
};

}  // namespace

std::array<double, zone_count> zones_at(const double (&at)[3]) {
    double share[zone_count];
    head::zone_shares({at[0], at[1], at[2]}, share);
    std::array<double, zone_count> shares;
    std::copy_n(share, zone_count, shares.begin());
    return shares;
}

double zone_light(Zone zone, const Sun& sun) {
    // Skin of the zone by its tilt: the cosine in equal bins.
    constexpr int bins = 24, steps = 180;
    std::array<double, bins> area{}, cosine{};
    for (int i = 0; i < steps; ++i)
        for (int j = 0; j < steps; ++j) {  // equal parts of the unit sphere's right half
            const double z = -1 + 2 * (i + .5) / steps, azimuth = std::numbers::pi * (j + .5) / steps;
            const double around = std::sqrt(1 - z * z);
            const Point q{around * std::sin(azimuth), around * std::cos(azimuth), z};
            const Point normal{q.x / cranium_mm[0], q.y / cranium_mm[1], q.z / cranium_mm[2]};
            const double stretch = std::sqrt(head::dot(normal, normal));
            double share[zone_count];
            head::zone_shares(
                {q.x * cranium_mm[0], q.y * cranium_mm[1], q.z * cranium_mm[2] + cranium_centre_z_mm}, share);
            const double cos_tilt = normal.z / stretch, part = stretch * share[int(zone)];
            const int bin = std::min(int((cos_tilt + 1) / 2 * bins), bins - 1);
            area[bin] += part;
            cosine[bin] += part * cos_tilt;
        }
    double total = 0, light = 0;
    for (int bin = 0; bin < bins; ++bin) {
        total += area[bin];
        cosine[bin] = area[bin] > 0 ? cosine[bin] / area[bin] : 0;
    }
    Sun somewhere = sun;
    if (!sun.latitude_deg) somewhere.latitude_deg = usual_latitude_deg;
    const std::vector<double> tilted = tilted_light(somewhere, cosine);
    for (int bin = 0; bin < bins; ++bin) light += area[bin] / total * tilted[bin];
    return light;
}

HeadMap look_at_head(const Backend& backend, HeadView view, int width, int height) {
    if (width < 1 || height < 1) throw Error("look_at_head: a picture needs at least one pixel");
    HeadMap map{width, height, frame_height_mm / height, {}};
    const double elevation = (view == HeadView::above ? 90 : 20) * degree;
    const double sine = std::sin(elevation), cosine = std::cos(elevation);
    const Camera camera{{-1, 0, 0},
                        {0, -sine, cosine},
                        {0, cosine, sine},
                        view == HeadView::above ? Point{0, 5, 0} : Point{0, 0, -30}};
    Buffer<float> weight(backend, std::size_t(head_parts) * width * height);
    const Point light = head::unit(camera.towards + .3 * camera.up - .35 * camera.right);
    for_each(backend, Index(width) * height,
             LookAtPixel{width, height, map.pixel_mm, camera, light, weight.data()});
    backend.wait();
    map.weight = weight.to_host();
    return map;
}

Picture colour_head(const HeadMap& map, const std::array<Xyz, head_parts>& colour) {
    const std::size_t pixels = std::size_t(map.width) * map.height;
    Picture picture{map.width, map.height, map.pixel_mm, {}};
    for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
        Xyz sum{};
        for (int part = 0; part < head_parts; ++part) {
            const double weight = map.weight[part * pixels + pixel];
            sum.x += weight * colour[part].x;
            sum.y += weight * colour[part].y;
            sum.z += weight * colour[part].z;
        }
        for (const double channel : srgb_of_xyz(sum))
            picture.rgb.push_back(std::uint8_t(std::lround(255 * std::clamp(channel, 0., 1.))));
    }
    return picture;
}

}  // namespace fadecast
