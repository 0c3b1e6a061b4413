#pragma once
// Virtual dots followed from the needle to what is seen of them, and two such runs compared.

#include "forecast/members.hpp"

#include <fadecast/dot.hpp>
#include <fadecast/numerics.hpp>
#include <fadecast/population.hpp>

#include <memory>
#include <vector>

namespace fadecast {

/// Days of the series: dense while it heals and after a laser, monthly to half a year, then half-yearly to
/// the horizon; between them all series are smooth.
std::vector<double> snapshot_days(const Case& client);

/// What happens to a client's dots, with snapshots at these times. Day 0 is the last session.
Schedule schedule_of(const Case& client, const std::vector<double>& times, const StepControl& steps);

/// The skins of a population's persons, for its dots on a mesh with these slices, however fine.
std::shared_ptr<const PreparedSkins> prepare_skins_of(const Backend& backend, const Population& population,
                                                      const GridShape& grid);

struct FollowedDots {
    Snapshots snapshots;
    DotAppearance seen;
};

/// Follows dots `first` to `last` of a population, the last not among them, through a client's sessions.
/// @param times    days of the snapshots.
/// @param spectra  as for see_dots.
FollowedDots follow_dots(const Backend& backend, const Case& client, const Population& population,
                         const PreparedSkins& skins, const Numerics& numerics,
                         const std::vector<double>& times, int first, int last, bool spectra);

/// By how much two runs of the same dots differ, at each dot and time from day 14 on; the units are those of
/// NumericalError.
struct Differences {
    std::vector<double> contrast, retained_mass;
};
Differences differences(const DotTable& one, const DotTable& other, int dots,
                        const std::vector<double>& times);

/// Follows the nominal client's dots again on a coarser mesh with longer steps; the largest differences are
/// the estimate. Errors of second order in space are a third of them, four fifths for layers of the
/// dermis at standard, of first order in time all.
/// @param dots  all dots as they were followed with `numerics` at `times`.
NumericalError estimate_error(const Backend& backend, const Case& client, const Population& population,
                              const PreparedSkins& skins, const Numerics& numerics,
                              const std::vector<double>& times, const DotTable& dots);

}  // namespace fadecast
