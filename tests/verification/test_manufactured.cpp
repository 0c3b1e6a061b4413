// The coupled system against exact solutions. Between closed walls, with losses that are the same everywhere,
// each eigenmode J0(k r) cos(q z) of the dermis keeps its shape, and its amplitudes of X, M and F follow
// three ordinary equations in which only X and M feel the spread:
//   dX/dt = -(λ + φ + k_up m + k_fx) X + k_rel M + k_ff F,   λ = D k² + D_z q²,   and so on.
// What the needle leaves is a sum of such modes, so no source terms are needed: a Gaussian in r, and in z a
// block with a soft tip. Exchange and spread do not commute, as F stays where it is.

#include "support/nominal_dot.hpp"
#include "support/second_operator.hpp"

#include <gtest/gtest.h>

#include <algorithm>

using namespace fadecast;
using test::SecondOperator;
using test::year;

namespace {

constexpr double end_day = 2 * year, tip_mm = .03;

/// Lymph, which depends on depth, takes nothing (its size factor is 0); bleaching is the same everywhere.
DotInput dot_of_modes() {
    DotInput dot = test::nominal_dot();
    dot.exudate_share = 0;
    dot.mesh_radius_mm = 1.2;
    dot.skin_mm = 1.0;
    dot.lateral_mm2_per_day = 6e-3 / year;
    dot.vertical_mm2_per_day = 4e-3 / year;
    dot.bleaching_per_day[0] = .1 / year;
    return dot;
}

/// X, M, F at the end of a mode of amplitude 1 that starts as X, by the classical Runge-Kutta method.
std::array<double, 3> amplitudes(const SecondOperator& problem, double spread_per_day) {
    using State = std::array<double, 3>;
    const double fade = problem.dot.bleaching_per_day[0];
    State y{1, 0, 0};
    const auto slope = [&](double age, double within, const State& s) {
        const auto k = problem.rates(age, within);
        return State{
            -(spread_per_day + fade + k.uptake + k.fixing) * s[0] + k.release * s[1] + k.unfixing * s[2],
            k.uptake * s[0] - (spread_per_day + fade + k.release + k.migration) * s[1],
            k.fixing * s[0] - (fade + k.unfixing) * s[2]};
    };
    std::vector<double> stops = problem.breaks();
    stops.push_back(end_day);
    double from = 0;
    for (double stop : stops) {
        // The fastest mode that matters decays at 0.5 a day: steps of at most one day are stable and exact to
        // 1e-6.
        const int steps = int(std::ceil((stop - from) / (from < 42 ? .25 : 1)));
        const double h = (stop - from) / steps, within = (from + stop) / 2;
        for (int i = 0; i < steps; ++i) {
            const double t = from + i * h;
            const auto ahead = [&](const State& d, double by) {
                return State{y[0] + by * d[0], y[1] + by * d[1], y[2] + by * d[2]};
            };
            const State a = slope(t, within, y), b = slope(t + h / 2, within, ahead(a, h / 2)),
                        c = slope(t + h / 2, within, ahead(b, h / 2)), d = slope(t + h, within, ahead(c, h));
            for (int p = 0; p < 3; ++p) y[p] += h / 6 * (a[p] + 2 * b[p] + 2 * c[p] + d[p]);
        }
        from = stop;
    }
    return y;
}

/// Positive zeros of J1, by Newton's method from McMahon's first term, pi (n + 1/4).
std::vector<double> zeros_of_j1(int count) {
    std::vector<double> zeros;
    for (int n = 1; n <= count; ++n) {
        double x = std::numbers::pi * (n + .25);
        for (int round = 0; round < 6; ++round) {
            const double j1 = std::cyl_bessel_j(1, x);
            x -= j1 / (std::cyl_bessel_j(0, x) - j1 / x);
        }
        zeros.push_back(x);
    }
    return zeros;
}

/// Exact cell means of X, M and F in the dermis at the end, in the order of `SecondOperator`.
std::vector<double> exact_means(const SecondOperator& p) {
    const DotInput& dot = p.dot;
    const double radius = dot.mesh_radius_mm, height = dot.skin_mm - dot.epidermis_mm,
                 column = dot.bottom_mm - dot.epidermis_mm, sigma = dot.column_sigma_mm;
    const double density =
        dot.mass_ng[0] * (1 - dot.epidermis_mm / dot.bottom_mm) / column;  // ng per mm of depth
    const std::vector<double> r = radial_faces(p.grid, dot),
                              z = depth_faces(p.grid, dot.epidermis_mm, dot.skin_mm);
    std::vector<double> wave_r{0}, wave_z;
    for (double zero : zeros_of_j1(int(5.5 / sigma * radius / std::numbers::pi)))
        wave_r.push_back(zero / radius);
    for (int k = 0; k * std::numbers::pi / height * tip_mm < 5.5; ++k)
        wave_z.push_back(k * std::numbers::pi / height);

    std::vector<double> y(p.size());
    for (double k : wave_r) {
        const double edge = std::cyl_bessel_j(0, k * radius);
        const double weight_r = density * std::exp(-k * k * sigma * sigma / 2) /
                                (std::numbers::pi * radius * radius * edge * edge);
        std::vector<double> mean_r(p.grid.radial_cells, 1);
        for (int i = 0; k > 0 && i < p.grid.radial_cells; ++i)
            mean_r[i] =
                2 * (r[i + 1] * std::cyl_bessel_j(1, k * r[i + 1]) - r[i] * std::cyl_bessel_j(1, k * r[i])) /
                (k * (r[i + 1] * r[i + 1] - r[i] * r[i]));
        std::vector<double> depth(3 * p.grid.depth_cells);  // this radial mode as a function of depth
        for (double q : wave_z) {
            const double weight_z =
                q == 0 ? column / height
                       : 2 / height * std::sin(q * column) / q * std::exp(-q * q * tip_mm * tip_mm / 2);
            const auto mode =
                amplitudes(p, dot.lateral_mm2_per_day * k * k + dot.vertical_mm2_per_day * q * q);
            for (int i = p.grid.epidermis_cells; i < p.grid.depth_cells; ++i) {
                const double from = z[i] - dot.epidermis_mm, to = z[i + 1] - dot.epidermis_mm;
                const double mean_z =
                    q == 0 ? 1 : (std::sin(q * to) - std::sin(q * from)) / (q * (to - from));
                for (int pool = 0; pool < 3; ++pool) depth[3 * i + pool] += weight_z * mean_z * mode[pool];
            }
        }
        for (int i = p.grid.epidermis_cells; i < p.grid.depth_cells; ++i)
            for (int ring = 0; ring < p.grid.radial_cells; ++ring)
                for (int pool = 0; pool < 3; ++pool)
                    y[p.index(i, ring, pool)] += weight_r * mean_r[ring] * depth[3 * i + pool];
    }
    return y;
}

/// Relative L2 errors of X, M and F in the dermis.
using Errors = std::array<double, 3>;
Errors errors(const SecondOperator& p, const std::vector<double>& y, const std::vector<double>& exact) {
    Errors square{}, norm{};
    for (int z = p.grid.epidermis_cells; z < p.grid.depth_cells; ++z)
        for (int r = 0; r < p.grid.radial_cells; ++r)
            for (int pool = 0; pool < 3; ++pool) {
                const int i = p.index(z, r, pool);
                square[pool] += std::pow(y[i] - exact[i], 2) * p.volume(z, r);
                norm[pool] += exact[i] * exact[i] * p.volume(z, r);
            }
    Errors e;
    for (int pool = 0; pool < 3; ++pool) e[pool] = std::sqrt(square[pool] / norm[pool]);
    std::printf("%3d x %3d cells: X %.2e  M %.2e  F %.2e\n", p.grid.radial_cells, p.grid.depth_cells, e[0],
                e[1], e[2]);
    return e;
}

std::vector<double> engine(const SecondOperator& p, int parts, bool extrapolate) {
    FieldRecord record;
    transport(Backend::cpu(), p.grid,
              make_schedule({0}, {end_day}, {.longest_day = 122, .parts = parts, .extrapolate = extrapolate}),
              {{0, 0}}, {p.dot}, &record);
    return p.from_record(record.pools.data());
}

SecondOperator on_mesh(int radial_cells, int depth_cells) {
    return {GridShape{.radial_cells = radial_cells,
                      .depth_cells = depth_cells,
                      .epidermis_cells = 6,
                      .slice_count = 6,
                      .epidermis_slice_count = 1},
            dot_of_modes(), 0};
}

}  // namespace

// Extrapolated in time, so that the mesh's error is what is left. 1.8, not 2: the coarsest mesh is coarse for
// the tip of F, 30 µm soft.
TEST(Manufactured, IsOfSecondOrderInSpace) {
    Errors error[3];
    for (int level = 0; level < 3; ++level) {
        const SecondOperator p = on_mesh(12 << level, 6 + (30 << level));
        error[level] = errors(p, engine(p, 4, true), exact_means(p));
    }
    for (int pool = 0; pool < 3; ++pool)
        for (int level : {1, 2})
            EXPECT_GT(std::log2(error[level - 1][pool] / error[level][pool]), 1.8) << "pool " << pool;
}

// On a mesh whose error is a twentieth of that of the shortest steps. F has its shape from the first days and
// feels later steps least, so its error is the mesh's.
TEST(Manufactured, IsOfFirstOrderInTime) {
    const SecondOperator p = on_mesh(96, 246);
    const std::vector<double> exact = exact_means(p);
    Errors error[3];
    for (int level = 0; level < 3; ++level) error[level] = errors(p, engine(p, 1 << level, false), exact);
    for (int pool = 0; pool < 2; ++pool)
        for (int level : {1, 2})
            EXPECT_GT(std::log2(error[level - 1][pool] / error[level][pool]), .9) << "pool " << pool;
}
