#pragma once
// A population followed with one mesh and its steps after the other, and how far apart the answers are.

#include <fadecast/config.hpp>

#include "forecast/follow.hpp"

#include <algorithm>

namespace fadecast::test {

class Study {
public:
    /// The nominal client's 32 dots, then those of so many virtual clients.
    Study(const std::filesystem::path& client, int members, double horizon_year = 20)
        : client_(read_case(client, {})) {
        client_.forecast.members = members;
        client_.forecast.horizon_year = horizon_year;
        times_ = snapshot_days(client_);
        population_ = draw_population(client_);
        skins_ = prepare_skins_of(Backend::cpu(), population_, {});
    }

    DotTable follow(const Numerics& numerics) const {
        const FollowedDots run =
            follow_dots(Backend::cpu(), client_, population_, *skins_, numerics, times_, 0, dots(), false);
        DotTable table(dots(), int(times_.size()));
        table.add(0, dots(), run.snapshots, run.seen);
        return table;
    }
    NumericalError estimate(const Numerics& numerics, const DotTable& table) const {
        return estimate_error(Backend::cpu(), client_, population_, *skins_, numerics, times_, table);
    }
    Differences apart(const DotTable& one, const DotTable& other) const {
        return differences(one, other, dots(), times_);
    }
    /// Of the nominal client's dots alone, which the estimate looks at.
    Differences apart_nominal(const DotTable& one, const DotTable& other) const {
        return differences(one, other, pack_width, times_);
    }

    int dots() const { return int(population_.dots.size()); }
    const Population& population() const { return population_; }
    Schedule schedule(const Numerics& numerics) const { return schedule_of(client_, times_, numerics.steps); }

private:
    Case client_;
    std::vector<double> times_;
    Population population_;
    std::shared_ptr<const PreparedSkins> skins_;
};

/// Rings, layers of the epidermis, layers of each slice of the dermis.
inline GridShape mesh(int rings, int epidermis, int per_slice) {
    return {.radial_cells = rings, .depth_cells = epidermis + 14 * per_slice, .epidermis_cells = epidermis};
}

inline double quantile(std::vector<double> values, double share) {
    const auto place = values.begin() + std::ptrdiff_t(share * double(values.size() - 1));
    std::nth_element(values.begin(), place, values.end());
    return *place;
}

}  // namespace fadecast::test
