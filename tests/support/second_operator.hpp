#pragma once
// The equations of docs/model.md for one dot of one component after its puncture, written down a second time:
// a sparse matrix of finite volumes with rates at an instant, which shares no code with the kernels but the
// faces of the mesh. Upward flow in the epidermis is upwind, and made of second order by `add_limiter`.
// Reference of the comparison with CVODE, and the problem that the peers solve.

#include <fadecast/transport.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace fadecast::test {

/// dy/dt = A(t) y for y[(z n_r + r) 3 + pool], ng/mm^3; pools free X, macrophage M, matrix F. Left out:
/// exudate (set `exudate_share` to 0) and shade (set `absorption_mm2_per_ng` to 0).
struct SecondOperator {
    GridShape grid;
    DotInput dot;
    double lymph_size_factor = 1;
    std::vector<double> later_session_age_day;  ///< ages of the dot at which the client comes again

    std::vector<double> ring_area, ring_inner, ring_outer;              // [n_r], 1/mm^2 for conductances
    std::vector<double> height, upper, lower, lymph_factor, bleaching;  // [n_z]

    SecondOperator(const GridShape& grid, const DotInput& dot, double lymph_size_factor,
                   std::vector<double> later_session_age_day = {})
        : grid(grid),
          dot(dot),
          lymph_size_factor(lymph_size_factor),
          later_session_age_day(std::move(later_session_age_day)) {
        const std::vector<double> r = radial_faces(grid, dot);
        for (int i = 0; i < grid.radial_cells; ++i) {
            const auto middle = [&](int k) { return (r[k] + r[k + 1]) / 2; };
            ring_area.push_back(std::numbers::pi * (r[i + 1] * r[i + 1] - r[i] * r[i]));
            const auto through = [&](int face) {
                return 2 * std::numbers::pi * r[face] / (middle(face) - middle(face - 1)) / ring_area[i];
            };
            ring_inner.push_back(i == 0 ? 0 : through(i));
            ring_outer.push_back(i + 1 == grid.radial_cells ? 0 : through(i + 1));
        }
        const std::vector<double> z = depth_faces(grid, dot.epidermis_mm, dot.skin_mm);
        for (int k = 0; k < grid.depth_cells; ++k) {
            const auto middle = [&](int i) { return (z[i] + z[i + 1]) / 2; };
            const bool closed_above = k == 0 || k == grid.epidermis_cells;
            const bool closed_below = k + 1 == grid.depth_cells || k + 1 == grid.epidermis_cells;
            height.push_back(z[k + 1] - z[k]);
            upper.push_back(closed_above ? 0 : 1 / (middle(k) - middle(k - 1)) / height[k]);
            lower.push_back(closed_below ? 0 : 1 / (middle(k + 1) - middle(k)) / height[k]);
            // Lymph and light are those of the slice; lymph the mean of e^(-(z - origin) / scale).
            const int slice = grid.slice_of(k);
            const auto mean = [&](double origin_mm, double scale_mm) {
                const double from = z[grid.first_cell(slice)], to = z[grid.first_cell(slice + 1)];
                return scale_mm / (to - from) *
                       (std::exp((origin_mm - from) / scale_mm) - std::exp((origin_mm - to) / scale_mm));
            };
            lymph_factor.push_back(mean(.24, .4));
            bleaching.push_back(dot.bleaching_per_day[0] * dot.light_by_slice[slice]);
        }
    }

    int size() const { return 3 * grid.cells(); }
    int index(int z, int r, int pool) const { return (z * grid.radial_cells + r) * 3 + pool; }

    /// Ages at which a rate jumps or bends; a solver restarts there.
    std::vector<double> breaks() const {
        std::vector<double> ages{3, 14, 42};
        for (double age : later_session_age_day)
            for (double after : {0., .5, 14.}) ages.push_back(age + after);
        return ages;
    }

    /// Rates of the exchange at an instant, 1/day; `lymph` at 0.24 mm depth.
    struct Rates {
        double uptake, fixing, lymph, release, migration, unfixing;
    };
    /// @param within_day  any age inside the same stretch between two breaks: decides which side of a jump.
    Rates rates(double age_day, double within_day) const {
        const Residence& k = dot.residence;
        const auto answer = [](double age) {
            const double x = (age - .5) / 2.5;
            return x > 0 ? x * std::exp(1 - x) : 0;
        };
        double activity = within_day < 3 ? 5 : 1 + 4 * answer(age_day), surge = 1;
        for (double session : later_session_age_day) {
            activity += 4 * answer(age_day - session);
            if (within_day > session && within_day < session + 14) surge = k.release_surge;
        }
        const double uptake = k.uptake_per_day * activity;
        double migration = 0;
        if (within_day > 42) {
            const double a = k.labile_share * std::exp(-k.labile_per_day * (age_day - 42));
            const double b =
                (1 - k.labile_share - k.permanent_share) * std::exp(-k.slow_per_day * (age_day - 42));
            migration = std::max(0., (k.labile_per_day - k.slow_per_day) * a / (a + b));
        }
        return {
            .uptake = uptake,
            .fixing = within_day < 42 ? k.permanent_share / (1 - k.permanent_share) * uptake : 0,
            .lymph = lymph_size_factor * k.escape_probability / (1 - k.escape_probability) * k.uptake_per_day,
            .release = k.slow_per_day / k.escape_probability * surge,
            .migration = migration,
            .unfixing = k.permanent_per_day};
    }

    double rise_mm_per_day(double within_day) const {
        return dot.epidermis_mm / (dot.turnover_day * (within_day < 14 ? .6 : 1));
    }

    /// Calls add(row, column, rate per day) for every entry, always in the same order.
    /// @param age_day, within_day  as in `rates`.
    template <typename Add>
    void entries(double age_day, double within_day, Add add) const {
        const Rates k = rates(age_day, within_day);
        const double rise = rise_mm_per_day(within_day);
        const double sideways = dot.lateral_mm2_per_day, downward = dot.vertical_mm2_per_day;
        for (int z = 0; z < grid.depth_cells; ++z)
            for (int r = 0; r < grid.radial_cells; ++r) {
                const int x = index(z, r, 0), m = x + 1, f = x + 2;
                for (int pool : {x, m}) {
                    const int ring = 3, layer = 3 * grid.radial_cells;
                    if (ring_inner[r] > 0) add(pool, pool - ring, sideways * ring_inner[r]);
                    if (ring_outer[r] > 0) add(pool, pool + ring, sideways * ring_outer[r]);
                    if (upper[z] > 0) add(pool, pool - layer, downward * upper[z]);
                    if (lower[z] > 0) add(pool, pool + layer, downward * lower[z]);
                    add(pool, pool,
                        -sideways * (ring_inner[r] + ring_outer[r]) - downward * (upper[z] + lower[z]) -
                            bleaching[z]);
                }
                add(f, f, -bleaching[z]);
                if (z < grid.epidermis_cells) {  // all pigment is free and rises
                    add(x, x, -rise / height[z]);
                    if (z + 1 < grid.epidermis_cells) add(x, index(z + 1, r, 0), rise / height[z]);
                } else {
                    add(x, x, -(k.uptake + k.fixing + k.lymph * lymph_factor[z]));
                    add(x, m, k.release), add(x, f, k.unfixing);
                    add(m, x, k.uptake), add(m, m, -(k.release + k.migration));
                    add(f, x, k.fixing), add(f, f, -k.unfixing);
                }
            }
    }

    /// Adds to `out` what the limiter changes of the upwind flow in the epidermis that `entries` holds: half
    /// a slope more leaves through the top of each cell. Monotonized central: van Leer, J. Comput. Phys. 23
    /// (1977) 276.
    void add_limiter(double within_day, const double* y, double* out) const {
        for (int r = 0; r < grid.radial_cells; ++r)
            for (int z = 0; z < grid.epidermis_cells; ++z) {
                const double here = y[index(z, r, 0)], below = here - y[index(z + 1, r, 0)];
                const double above = z == 0 ? std::clamp(below, -here, here) : y[index(z - 1, r, 0)] - here;
                const double central = z == 0 ? above : (above + below) / 2, sign = std::copysign(1, central);
                const double slope =
                    above * below > 0
                        ? sign * std::min({std::abs(central), 2 * std::abs(above), 2 * std::abs(below)})
                        : 0;
                const double more = rise_mm_per_day(within_day) * slope / 2;
                out[index(z, r, 0)] -= more / height[z];
                if (z > 0) out[index(z - 1, r, 0)] += more / height[z - 1];
            }
    }

    /// The record of one time of a run of the engine, [3][depth][radial], as y.
    template <typename T>
    std::vector<double> from_record(const T* pools) const {
        std::vector<double> y(size());
        for (int pool = 0; pool < 3; ++pool)
            for (int cell = 0; cell < grid.cells(); ++cell)
                y[3 * cell + pool] = double(pools[pool * grid.cells() + cell]);
        return y;
    }
    double volume(int z, int r) const { return ring_area[r] * height[z]; }
};

}  // namespace fadecast::test
