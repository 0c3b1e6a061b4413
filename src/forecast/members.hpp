#pragma once
// From dots to members: means over a person's dots, quantiles over members, the window.

#include <fadecast/forecast.hpp>
#include <fadecast/population.hpp>
#include <fadecast/simulation.hpp>

#include <vector>

namespace fadecast {

/// What is kept of every dot at every time.
class DotTable {
public:
    enum Column : int {
        delta_e00,
        retained_mass,
        pigment_fwhm_mm,
        optical_fwhm_mm,
        lightness,
        a,
        b,
        column_count
    };

    DotTable(int dots, int times) : times_(times), values_(std::size_t(dots) * times * column_count) {}
    void add(int first_dot, int dots, const Snapshots& snapshots, const DotAppearance& seen);
    float at(int dot, int time, Column column) const {
        return values_[(std::size_t(dot) * times_ + time) * column_count + column];
    }

private:
    int times_;
    std::vector<float> values_;  // [dots][times][column_count]
};

/// The first pack alone.
DotAppearance first_pack(const DotAppearance& seen);

/// Fills the series, the members and the window of a forecast whose times are set.
void summarise_members(const Backend& backend, const Population& population, const DotTable& dots,
                       Forecast& forecast);

/// Every scalar of the nominal dot over time.
std::vector<Simulation::Scalar> nominal_scalars(const Snapshots& snapshots, const DotAppearance& seen);

}  // namespace fadecast
