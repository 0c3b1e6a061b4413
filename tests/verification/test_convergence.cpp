// Orders of convergence of the spread against the exact Gaussian, on the graded mesh that forecasts use.

#include <fadecast/transport.hpp>

#include "support/nominal_dot.hpp"

#include <gtest/gtest.h>

#include <cmath>

using namespace fadecast;
using test::spreading_dot;
using test::year;

namespace {

constexpr double fwhm_mm = .20;

/// Relative L2 error of the radial profile, or the relative error of its first ring, after `years` on a mesh
/// of so many rings with every pair of steps, of half a year at most, cut into `parts`.
double profile_error(int rings, int parts, double years, bool axis = false, bool extrapolate = false,
                     double spread_mm2_per_year = 5e-4) {
    const GridShape grid{.radial_cells = rings,
                         .depth_cells = 18,
                         .epidermis_cells = 6,
                         .slice_count = 3,
                         .epidermis_slice_count = 1};
    const DotInput dot = spreading_dot(fwhm_mm, spread_mm2_per_year);
    FieldRecord fields;
    transport(
        Backend::cpu(), grid,
        make_schedule({0}, {years * year},
                      {.growth = 1e9, .longest_day = 182.7, .parts = parts, .extrapolate = extrapolate}),
        {{1, 0}}, {dot}, &fields);
    const std::vector<double> face = radial_faces(grid, dot);
    const Real* row = fields.pools.data() +
                      std::size_t(grid.epidermis_cells) * rings;  // free pigment just under the membrane
    const double variance = dot.column_sigma_mm * dot.column_sigma_mm + 2 * spread_mm2_per_year * years;
    std::vector<double> exact(rings);
    double mass = 0, exact_mass = 0, error = 0, norm = 0;
    for (int r = 0; r < rings; ++r) {
        const double area = face[r + 1] * face[r + 1] - face[r] * face[r];
        exact[r] = (std::exp(-face[r] * face[r] / (2 * variance)) -
                    std::exp(-face[r + 1] * face[r + 1] / (2 * variance))) /
                   area;
        mass += area * row[r], exact_mass += area * exact[r];
    }
    for (int r = 0; r < rings; ++r) {
        const double area = face[r + 1] * face[r + 1] - face[r] * face[r];
        error += area * std::pow(row[r] / mass - exact[r] / exact_mass, 2);
        norm += area * std::pow(exact[r] / exact_mass, 2);
    }
    if (axis) return row[0] / mass / (exact[0] / exact_mass) - 1;
    return std::sqrt(error / norm);
}

}  // namespace

// Steps of a day and a half leave a time error far below the mesh's; float leaves 1e-6.
TEST(Convergence, IsOfSecondOrderInSpaceOnTheGradedMesh) {
    const double coarse = profile_error(8, 64, 5), middle = profile_error(16, 64, 5),
                 fine = profile_error(32, 64, 5);
    RecordProperty("errors",
                   std::to_string(coarse) + " " + std::to_string(middle) + " " + std::to_string(fine));
    EXPECT_GT(std::log2(coarse / middle), 1.8);
    EXPECT_GT(std::log2(middle / fine), 1.8);
    EXPECT_LT(fine, 5e-3);
}

// 192 rings leave a mesh error far below that of steps of months.
TEST(Convergence, SpreadIsOfFirstOrderInTime) {
    const double coarse = profile_error(192, 1, 5), middle = profile_error(192, 2, 5),
                 fine = profile_error(192, 4, 5);
    RecordProperty("errors",
                   std::to_string(coarse) + " " + std::to_string(middle) + " " + std::to_string(fine));
    EXPECT_GT(std::log2(coarse / middle), .9);
    EXPECT_GT(std::log2(middle / fine), .9);
}

// Spread four times as fast, so that mesh and rounding do not show: extrapolated over steps and half steps,
// the error falls well below that of the half steps alone.
TEST(Convergence, IsOfSecondOrderInTimeWhenExtrapolated) {
    const double coarse = profile_error(768, 1, 5, false, true, 2e-3),
                 middle = profile_error(768, 2, 5, false, true, 2e-3);
    RecordProperty("errors", std::to_string(coarse) + " " + std::to_string(middle));
    EXPECT_GT(std::log2(coarse / middle), 1.7);
    EXPECT_LT(middle, .1 * profile_error(768, 4, 5, false, false, 2e-3));
}

// The axis is no special place: the first ring is as exact as the rest. Tolerance: the mesh error of the
// whole profile.
TEST(Convergence, AxisIsExact) {
    EXPECT_LT(std::abs(profile_error(32, 64, 5, true)), 5e-3);
    const DotInput dot = spreading_dot(fwhm_mm, 0);
    const auto scalars =
        test::Scalars(transport(Backend::cpu(), {}, make_schedule({0}, {0}), {{1, 0}}, {dot}));
    EXPECT_NEAR(scalars.at(0, Snapshots::pigment_fwhm_mm), fwhm_mm,
                2e-3 * fwhm_mm);  // read between ring means
}
