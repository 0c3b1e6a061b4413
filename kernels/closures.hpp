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

/// Where the integral of the exudate's flow stands.
struct ExudateFlow {
    double age_day = 0, so_far = 0;
};

/// Flow through a puncture from the visit to an age, up to a factor: fluid follows the open share and carries
/// what macrophages have not yet taken up at their peak activity of 5. In intervals of its own, within each of
/// which it is even, so that steps of any length share it out alike.
/// @param flow  where the interval begins that the last call ended in; {} at first.
FADECAST_HD_APART inline double flow_until(const DotInput& dot, const Closure& closure, double age_day,
                                     ExudateFlow& flow) {
    for (;;) {
        const double dt = flow.age_day < 0.2 ? 0.005 : 0.025 * flow.age_day;
        const double middle = flow.age_day + 0.5 * dt;
        const double passes =
            closure.open_share(middle) * dt * std::exp(-5 * dot.residence.uptake_per_day * middle);
        if (flow.age_day + dt > age_day) return flow.so_far + passes * (age_day - flow.age_day) / dt;
        flow.age_day += dt, flow.so_far += passes;
    }
}

}  // namespace fadecast
