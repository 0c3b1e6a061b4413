#pragma once
// The virtual clients of a case followed over the years, and how much each of them counts once the client's
// own dots were seen.

#include <fadecast/case.hpp>
#include <fadecast/light.hpp>
#include <fadecast/numerics.hpp>
#include <fadecast/population.hpp>

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace fadecast {

/// Per member over time; a member is one person, the mean over that person's dots.
struct MemberSeries {
    std::string name, unit, meaning;
    std::vector<float> values;  ///< [members][times]
};

/// The series that every ensemble has, in order; realism, the last, only when it is asked for.
struct SeriesKind {
    const char *name, *unit, *meaning;
};
std::span<const SeriesKind> ensemble_series();

/// Drawn from the priors: nothing observed is in it. A pure function of the case's physics; member i is the
/// same for any number of members.
struct Ensemble {
    int members = 0;
    std::vector<double> time_day;      ///< from day 0, the last session; day 42 is among them
    std::vector<MemberSeries> series;  ///< "contrast" is without the model's own error here
    std::vector<std::pair<std::string, std::vector<double>>>
        scalars;                       ///< [members], draws and what they imply
    std::vector<double> discrepancy;   ///< [members], standard normal of the model's own error
    std::vector<std::string> assumed;  ///< sentences that the draw brought up
    std::optional<YearlyLight> light;  ///< when a latitude is known
    NumericalError numerical_error;    ///< of the nominal client's dots

    const MemberSeries& of(std::string_view name) const;             ///< @throws Error no such series
    const std::vector<double>& scalar(std::string_view name) const;  ///< @throws Error no such scalar
    bool failed(int member) const;                                   ///< a series of it is not finite
    /// A series of a member at a day, straight between the times; as at the last one after it.
    double at(const MemberSeries& series, int member, double day) const;
    /// The model's own error in a member's contrast at a day.
    double error_at(int member, double day) const;
};

/// What of an ensemble is computed.
struct EnsembleOptions {
    bool realism = true;            ///< costs as much as all else
    std::vector<int> members = {};  ///< numbers of those to follow; empty: the first forecast.members
    std::vector<double> time_day =
        {};                     ///< from the first session to the horizon; empty: as a forecast has them
    double reference_day = 42;  ///< of "contrast"; among the times
};

/// Follows the virtual clients of a case. Looked up in `cache` first, by a hash of all that the histories
/// depend on (not: as_of, look, observations, record), and kept there.
/// @param cache     folder; empty: none. What cannot be read or written there is computed or left out.
/// @param progress  called with the share done, 0..1; may be empty.
/// @throws Error    the reference is not among the times.
Ensemble simulate_ensemble(const Case& client, const Backend& backend, const EnsembleOptions& options,
                           const std::filesystem::path& cache, const std::function<void(double)>& progress);

/// Follows virtual clients of several cases that go together, each as in the ensemble of its own case.
/// @param options  its members are not read
/// @return         of as many members as `clients`; without an estimate of the numerical error
/// @throws Error   the reference is not among the times, or cases that do not go together
Ensemble simulate_clients(const std::vector<VirtualClient>& clients, const Backend& backend,
                          const EnsembleOptions& options, const std::function<void(double)>& progress);

/// Some members of an ensemble, by number, at some of its times.
Ensemble part_of(const Ensemble& ensemble, const std::vector<int>& members,
                 const std::vector<double>& time_day);

/// Puts further members behind those of an ensemble of the same case and times.
void append(Ensemble& ensemble, const Ensemble& further);

/// Members that are left in effect: enough for the ends of an 80 % band to 5 in 100; fewer, and more are
/// followed, up to as many as a disagreement is worth; the fewest that are let be.
inline constexpr int enough_members = 64, most_members = 2048, fewest_members = 32;

/// Members to follow when so few of them are left in effect: a tenth more than would leave enough, in steps
/// of 256, as many as there are when they suffice.
int members_wanted(int members, double effective);

/// How much each member counts.
struct MemberWeights {
    std::vector<double> weight;  ///< [members], sum 1; 0 for those that could not be computed
    double effective = 0;        ///< (sum w)^2 / sum w^2, the members' number when nothing was observed
    double trust = 1;            ///< power that the likelihood was raised to, below 1 where the observations
                                 ///< are hardly ever seen in the model
    double misfit = 0;           ///< of the member that agrees best, in standard deviations per observation
};

/// Some members as they count: those of a few that carry most, each with its weight.
struct Picked {
    std::vector<int> member;     ///< numbers, ascending
    std::vector<double> weight;  ///< sum 1
};
/// The first `most` members by their weights where those leave a third of them in effect; else `most` drawn
/// by weight, evenly through its sum, which may be fewer different ones.
Picked pick_members(const MemberWeights& weights, int most);

/// Weighs members by what was observed: the product of the likelihoods of all observations, each with its own
/// error, times the model's own error that each member carries.
///   contrast  normal around the member's contrast;
///   grade     a normal around it falls between the grade's edges;
///   colour    normal around gain x area difference, gain lognormal with a standard deviation of .4, one for
///             all readings of a client (how dense the dots are, hair in between, aperture), integrated out.
/// When fewer than `fewest` members are left in effect, the likelihood is raised to the power that leaves so
/// many.
/// @param ensemble      of the whole, with day 0 of the client
/// @param ensemble_of   of the zones that observations name
MemberWeights weigh(const Case& client, const Ensemble& ensemble,
                    const std::vector<std::pair<Zone, Ensemble>>& ensemble_of, double fewest);

}  // namespace fadecast
