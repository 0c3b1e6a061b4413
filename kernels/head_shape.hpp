#pragma once
// A head as a surface of signed distance, and its zones as functions of direction.

#include "portable.hpp"

#include <fadecast/head.hpp>

#include <cmath>
#include <numbers>

namespace fadecast::head {

struct Point {
    double x, y, z;
};
FADECAST_HD inline Point operator+(Point a, Point b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
FADECAST_HD inline Point operator-(Point a, Point b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
FADECAST_HD inline Point operator*(double s, Point a) { return {s * a.x, s * a.y, s * a.z}; }
FADECAST_HD inline double dot(Point a, Point b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
FADECAST_HD inline Point unit(Point a) { return 1 / std::sqrt(dot(a, a)) * a; }

/// 0 below -softness, 1 above it, smooth between.
FADECAST_HD inline double soft_step(double x, double softness) {
    const double t = .5 + .5 * x / softness;
    return t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t);
}

/// Elevation of the edge of the scalp above the cranium's middle, degrees, by azimuth from the front, the
/// same on both sides: the forehead, the recessed corner, the temple, the ear, the nape.
FADECAST_HD inline double scalp_edge_deg(double azimuth_deg) {
    constexpr double azimuth[] = {0, 30, 50, 66, 77, 88, 100, 114, 140, 180};
    constexpr double edge[] = {26, 28, 35, 12, -11, -13, -14, -34, -48, -52};
    int k = 0;
    while (k < 8 && azimuth[k + 1] <= azimuth_deg) ++k;
    const double t = (azimuth_deg - azimuth[k]) / (azimuth[k + 1] - azimuth[k]);
    return edge[k] + (edge[k + 1] - edge[k]) * t * t * (3 - 2 * t);
}

/// Share of each zone at a direction of the cranium, see zones_at. One degree is about 1.6 mm.
FADECAST_HD inline void zone_shares(Point at, double (&share)[zone_count]) {
    constexpr double degree = std::numbers::pi / 180;
    const Point q =
        unit({at.x / cranium_mm[0], at.y / cranium_mm[1], (at.z - cranium_centre_z_mm) / cranium_mm[2]});
    const double azimuth = std::atan2(std::fabs(q.x), q.y) / degree, elevation = std::asin(q.z) / degree;
    // Azimuth means nothing at the vertex, which is far behind every edge.
    const double behind = elevation - scalp_edge_deg(azimuth);
    const auto within = [&](Point middle, double radius_deg) {  // of a disk on the sphere
        const double away = std::acos(std::fmin(1., dot(q, middle))) / degree;
        return 1 - soft_step(away - radius_deg, 4);
    };
    const double scalp = soft_step(behind, 3);
    constexpr double corner_deg[] = {54, 27};  // azimuth and elevation
    const double flat = std::cos(corner_deg[1] * degree), side = q.x < 0 ? -1 : 1;
    const double temples = within({side * flat * std::sin(corner_deg[0] * degree),
                                   flat * std::cos(corner_deg[0] * degree), std::sin(corner_deg[1] * degree)},
                                  18);
    const double hairline = (1 - soft_step(azimuth - 50, 5)) * (1 - soft_step(behind - 10, 3));
    // The horseshoe: between the ridges beside the top, closed by a circle around the whorl behind.
    constexpr double whorl_deg = 62, half_width_deg = 39;
    const Point whorl{0, -std::cos(whorl_deg * degree), std::sin(whorl_deg * degree)};
    const double beside = std::asin(std::fmin(1., std::fabs(q.x))) / degree;
    const double inside = std::fmax(soft_step(half_width_deg - beside, 4) * soft_step(q.y - whorl.y, .05),
                                    within(whorl, half_width_deg));
    const double crown = std::fmax(within(whorl, 28), 1 - soft_step(q.y - whorl.y, .1));
    const double rest = scalp * (1 - temples) * (1 - hairline);
    share[int(Zone::hairline)] = scalp * (1 - temples) * hairline;
    share[int(Zone::temples)] = scalp * temples;
    share[int(Zone::crown)] = rest * inside * crown;
    share[int(Zone::top)] = rest * inside * (1 - crown);
    share[int(Zone::sides)] = rest * (1 - inside);
}

/// About the distance to an ellipsoid, exact on it.
FADECAST_HD inline double to_ellipsoid(Point p, Point centre, Point radius) {
    const Point from = p - centre;
    const Point k{from.x / radius.x, from.y / radius.y, from.z / radius.z};
    const Point g{k.x / radius.x, k.y / radius.y, k.z / radius.z};
    const double k0 = std::sqrt(dot(k, k)), k1 = std::sqrt(dot(g, g));
    return k1 > 0 ? k0 * (k0 - 1) / k1 : -radius.x;
}

/// The smaller of two distances with a fillet as wide as `blend`.
FADECAST_HD inline double joined(double a, double b, double blend) {
    const double h = std::fmax(blend - std::fabs(a - b), 0.) / blend;
    return std::fmin(a, b) - h * h * blend / 4;
}

FADECAST_HD inline double to_ears(Point p) {
    return to_ellipsoid({std::fabs(p.x), p.y, p.z}, {76, -4, -8}, {7, 17, 30});
}

/// About the distance, mm, to the head and neck, negative inside.
FADECAST_HD inline double to_head(Point p) {
    double d = to_ellipsoid(p, {0, 0, cranium_centre_z_mm}, {cranium_mm[0], cranium_mm[1], cranium_mm[2]});
    d = joined(d, to_ellipsoid(p, {0, 32, -35}, {61, 60, 88}), 40);  // face and jaw
    d = joined(d, to_ellipsoid(p, {0, 93, -22}, {11, 17, 24}), 14);  // nose
    d = joined(d, to_ears(p), 6);
    return joined(d, to_ellipsoid(p, {0, -22, -150}, {58, 60, 170}), 30);  // neck
}

FADECAST_HD inline double to_clothes(Point p) {
    const Point mirrored{std::fabs(p.x), p.y, p.z};
    return joined(to_ellipsoid(p, {0, -30, -265}, {190, 90, 115}),
                  to_ellipsoid(mirrored, {165, -30, -258}, {70, 66, 80}), 60);
}

}  // namespace fadecast::head
