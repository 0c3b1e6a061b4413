#pragma once
// The schedule of touch-ups, by following the virtual clients through them.

#include <fadecast/advice.hpp>
#include <fadecast/ensemble.hpp>

namespace fadecast {

/// Searches the fewest visits that keep the look, and follows fixed intervals beside them.
/// @param ensemble  of the client without touch-ups, with its members' weights
VisitPlan plan_visits(const Case& client, const Backend& backend, const Ensemble& ensemble,
                      const MemberWeights& weights, const std::filesystem::path& cache,
                      const std::function<void(double)>& progress);

/// Ink of each visit, relative to the last initial session, that brings the middle client's pigment back to
/// what it was on day 42; masses add up, each with its own age.
/// @param standing     pigment of day 42, of what one visit of full strength leaves when healed
/// @param healed_mass  pigment left of one session at an age in days, relative to that at 42 days
std::vector<double> restoring_strengths(const std::vector<double>& visit_day, double standing,
                                        const std::function<double(double)>& healed_mass);

}  // namespace fadecast
