#pragma once
// How far a dot's puncture has closed, and the exudate that has flowed through it by then.

#include "portable.hpp"

#include <fadecast/closure.hpp>
#include <fadecast/transport.hpp>

#include <cmath>

namespace fadecast {

/// Four neighbouring nodes of a table and their weights in cubic interpolation (Lagrange).
struct CubicNodes {
    int first;
    double weight[4];
    /// @param place  0 at the first node, count - 1 at the last.
    FADECAST_HD CubicNodes(double place, int count) {
        const int below = int(place);
        first = below < 1 ? 0 : below > count - 3 ? count - 4 : below - 1;
        const double x = place < count - 1 ? place - first : 3, a = x - 1, b = x - 2, c = x - 3;
        weight[0] = a * b * c / -6, weight[1] = x * b * c / 2;
        weight[2] = x * a * c / -2, weight[3] = x * a * b / 6;
    }
    template <typename Value>
    FADECAST_HD double mean(const Value& value) const {
        double sum = 0;
        for (int k = 0; k < 4; ++k) sum += weight[k] * value(first + k);
        return sum;
    }
};

/// ClosureTable where kernels run.
struct Closures {
    const Real *open_share, *closed_age;
};

/// How one dot's puncture closes.
class Closure {
public:
    FADECAST_HD Closure(const Closures& table, const DotInput& dot)
        : table_(table),
          radius_(std::log(dot.pore_radius_mm / ClosureTable::smallest_mm) * (ClosureTable::radii - 1) /
                      std::log(ClosureTable::largest_mm / ClosureTable::smallest_mm),
                  ClosureTable::radii),
          speed_(dot.closure_speed) {}
    FADECAST_HD double open_share(double age_day) const {
        const double root = std::sqrt(speed_ * age_day / ClosureTable::scale_day);  // inverse of scale sinh^2
        const CubicNodes age(std::log(root + std::sqrt(root * root + 1)) / ClosureTable::step,
                             ClosureTable::ages);
        const double open = age.mean([&](int j) {
            return radius_.mean([&](int k) { return table_.open_share[j * ClosureTable::radii + k]; });
        });
        return open > 0 ? open : 0;
    }
    FADECAST_HD double closed_age() const {
        return radius_.mean([&](int k) { return table_.closed_age[k]; }) / speed_;
    }

private:
    Closures table_;
    CubicNodes radius_;
    double speed_;
};

/// Flow through a puncture from the visit on, up to a factor: fluid follows the open share and carries what
/// macrophages have not yet taken up at their peak activity of 5. It is summed up at ages of its own,
/// straight between them, so that steps of any length share it out alike.
struct ExudateFlow {
    static constexpr double first_day = 0.005, growth = 1.025;
    static constexpr int even = 40, count = even + 173;  ///< intervals; the last ends past open_days (tested)

    FADECAST_HD static double age_day(int k) {
        return k <= even ? first_day * k : first_day * even * std::pow(growth, k - even);
    }
    FADECAST_HD static double in_interval(const DotInput& dot, const Closure& closure, int k) {
        const double from = age_day(k), to = age_day(k + 1), middle = 0.5 * (from + to);
        return closure.open_share(middle) * (to - from) *
               std::exp(-5 * dot.residence.uptake_per_day * middle);
    }
    /// @param sums  until each of the ages, `stride` apart
    FADECAST_HD static double until(const Real* sums, int stride, double age_day) {
        const double even_days = first_day * even;
        const double place = age_day < even_days ? age_day / first_day
                                                 : even + std::log(age_day / even_days) / std::log(growth);
        const int k = place < count ? int(place) : count - 1;
        const double from = sums[k * stride], to = sums[(k + 1) * stride];
        return from + (place - k) * (to - from);
    }
};

}  // namespace fadecast
