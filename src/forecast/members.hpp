#pragma once
// From dots to members: means over a person's dots; and from members to bands and the window.

#include <fadecast/ensemble.hpp>
#include <fadecast/forecast.hpp>
#include <fadecast/population.hpp>
#include <fadecast/simulation.hpp>

#include <functional>
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

/// Realism of each member over time, on an even patch with the hair it has left: one score, 0..100, for each
/// member and time, NaN for one that could not be computed.
/// @param cases  [members], of each; they go together
/// @param times  of the forecast, from day 0
/// @param progress  called with the share done, 0..1
/// @return       [members][times]
std::vector<float> realism_of_members(const Backend& backend, const std::vector<const Case*>& cases,
                                      const Population& population, const PreparedSkins& skins,
                                      const Numerics& numerics, const std::vector<double>& times,
                                      const std::function<void(double)>& progress);

/// Fills the series and scalars of an ensemble whose times are set.
/// @param cases          [members], of each
/// @param reference_day  of contrast; among the times
/// @param realism        realism_of_members, or empty
void add_members(const std::vector<const Case*>& cases, const Population& population, const DotTable& dots,
                 double reference_day, const std::vector<float>& realism, Ensemble& ensemble);

/// Bands, window and members' scalars of a forecast, each member counted by its weight.
void summarise(const Backend& backend, const Ensemble& ensemble, Forecast& forecast);

/// Every scalar of the nominal dot over time.
std::vector<Simulation::Scalar> nominal_scalars(const Snapshots& snapshots, const DotAppearance& seen);

}  // namespace fadecast
