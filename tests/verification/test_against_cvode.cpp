// The engine against SUNDIALS CVODE on the same mesh: same equations, assembled a second time, integrated as
// one coupled stiff system with error control. What is left is the engine's splitting and its steps.

#include "support/cvode.hpp"
#include "support/nominal_dot.hpp"

#include <gtest/gtest.h>

using namespace fadecast;
using test::Cvode;
using test::SecondOperator;
using test::year;

namespace {

/// The accuracy knob: with these steps, extrapolated, the engine agrees with CVODE to the tolerance.
const StepControl agreeing{.growth = .1, .shortest_day = .01, .parts = 2, .extrapolate = true};
constexpr double tolerance = 1e-4;

/// For orders: long steps, so that the rounding of float fields (2e-8 a step) stays out of sight.
StepControl cut(int parts, bool extrapolate) {
    return {.growth = .4, .shortest_day = .04, .parts = parts, .extrapolate = extrapolate};
}

const GridShape grid{.radial_cells = 16,
                     .depth_cells = 24,
                     .epidermis_cells = 6,
                     .slice_count = 4,
                     .epidermis_slice_count = 1};
const std::vector<double> days{0, 7, 42, 183, 5 * year, 20 * year};
constexpr double lymph_size_factor = .7;

/// Every process at work: fast spread, slow enough for the mesh, and pigment that bleaches faster near the
/// surface.
DotInput busy_dot() {
    DotInput dot = test::nominal_dot();
    dot.exudate_share = 0;
    dot.lateral_mm2_per_day = 2e-3 / year;
    dot.vertical_mm2_per_day = 1.3e-3 / year;
    dot.bleaching_per_day[0] = .02 / year;
    return dot;
}

using History = std::vector<std::vector<double>>;  ///< [times][cell][pool]

History of_engine(const SecondOperator& problem, const StepControl& control) {
    FieldRecord record;
    transport(Backend::cpu(), grid, make_schedule({0}, days, control), {{lymph_size_factor, 0}},
              {problem.dot}, &record);
    History history;
    for (std::size_t t = 0; t < days.size(); ++t)
        history.push_back(problem.from_record(&record.pools[t * problem.size()]));
    return history;
}

History of_cvode(const SecondOperator& problem, std::vector<double> y) {
    Cvode cvode(problem, 1e-8, true);
    History history{y};
    for (std::size_t t = 1; t < days.size(); ++t) {
        cvode.integrate(y, days[t - 1], days[t]);
        history.push_back(y);
    }
    return history;
}

/// Relative differences to `exact` at one time.
struct Difference {
    double pools = 0;      ///< worst of the masses of X, M and F in the dermis, each relative to itself
    double dermis = 0;     ///< mass of all pools there
    double epidermis = 0;  ///< mass there, relative to all that is held: it sheds all it has
    double profile = 0;    ///< of the dermal pigment over the radius, L2
    double field = 0;      ///< of all pools together over the dermis, L2
    double worst() const { return std::max({pools, dermis, epidermis, profile, field}); }
};

Difference compare(const SecondOperator& p, const std::vector<double>& y, const std::vector<double>& exact) {
    double mass[4] = {}, exact_mass[4] = {}, field = 0, field_norm = 0;
    std::vector<double> profile(grid.radial_cells), exact_profile(grid.radial_cells);
    for (int z = 0; z < grid.depth_cells; ++z)
        for (int r = 0; r < grid.radial_cells; ++r) {
            const bool dermis = z >= grid.epidermis_cells;
            double all = 0, exact_all = 0;
            for (int pool = 0; pool < 3; ++pool) {
                const int i = p.index(z, r, pool);
                const int bin = dermis ? pool : 3;
                mass[bin] += y[i] * p.volume(z, r), exact_mass[bin] += exact[i] * p.volume(z, r);
                all += y[i], exact_all += exact[i];
            }
            if (!dermis) continue;
            field += std::pow(all - exact_all, 2) * p.volume(z, r);
            field_norm += exact_all * exact_all * p.volume(z, r);
            profile[r] += all * p.height[z], exact_profile[r] += exact_all * p.height[z];
        }
    Difference d;
    double total = 0, exact_total = 0, square = 0, norm = 0;
    for (int pool = 0; pool < 3; ++pool) {
        d.pools = std::max(d.pools, std::abs(mass[pool] / exact_mass[pool] - 1));
        total += mass[pool], exact_total += exact_mass[pool];
    }
    for (int r = 0; r < grid.radial_cells; ++r) {
        square += std::pow(profile[r] - exact_profile[r], 2) * p.ring_area[r];
        norm += std::pow(exact_profile[r], 2) * p.ring_area[r];
    }
    d.dermis = std::abs(total / exact_total - 1);
    d.epidermis = std::abs(mass[3] - exact_mass[3]) / (exact_total + exact_mass[3]);
    d.profile = std::sqrt(square / norm);
    d.field = std::sqrt(field / field_norm);
    return d;
}

struct AgainstCvode : testing::Test {
    SecondOperator problem{grid, busy_dot(), lymph_size_factor};
    History exact = of_cvode(problem, of_engine(problem, {}).front());  // from the engine's own deposit

    /// Worst difference over all times; printed, so that the numbers of docs/validation.md can be read off.
    double worst(const char* name, const History& history) {
        double worst = 0;
        for (std::size_t t = 1; t < days.size(); ++t) {
            const Difference d = compare(problem, history[t], exact[t]);
            std::printf(
                "%-17s day %5.0f  pools %.1e  dermis %.1e  epidermis %.1e  profile %.1e  field %.1e\n", name,
                days[t], d.pools, d.dermis, d.epidermis, d.profile, d.field);
            worst = std::max(worst, d.worst());
        }
        return worst;
    }
};

}  // namespace

// The oracle itself must not hang on its own tolerance.
TEST_F(AgainstCvode, CvodeHasConverged) {
    std::vector<double> y = exact.front();
    Cvode(problem, 1e-7, true).integrate(y, 0, days.back());
    EXPECT_LT(compare(problem, y, exact.back()).worst(), tolerance / 100);
}

TEST_F(AgainstCvode, ExtrapolatedRunAgrees) {
    EXPECT_LT(worst("extrapolated", of_engine(problem, agreeing)), tolerance);
}

// Twice the steps, half the difference, in the profile first of all; .85 leaves room for what is of second
// order.
TEST_F(AgainstCvode, SingleRunsConvergeWithTheFirstOrder) {
    const double coarse = worst("single, 1 part", of_engine(problem, cut(1, false))),
                 middle = worst("single, 2 parts", of_engine(problem, cut(2, false))),
                 fine = worst("single, 4 parts", of_engine(problem, cut(4, false)));
    EXPECT_GT(std::log2(coarse / middle), .85);
    EXPECT_GT(std::log2(middle / fine), .85);
}

// Of second order; 1.6 leaves room for rounding, up to 7e-5 beside the finest run's 1e-4.
TEST_F(AgainstCvode, ExtrapolationRaisesTheOrder) {
    const double coarse = worst("extrapolated, 1", of_engine(problem, cut(1, true))),
                 middle = worst("extrapolated, 2", of_engine(problem, cut(2, true))),
                 fine = worst("extrapolated, 4", of_engine(problem, cut(4, true)));
    EXPECT_GT(std::log2(coarse / middle), 1.6);
    EXPECT_GT(std::log2(middle / fine), 1.6);
}
