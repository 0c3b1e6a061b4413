#pragma once
// What would change a client's window, and what to measure to know it better.

#include <fadecast/advice.hpp>
#include <fadecast/ensemble.hpp>

namespace fadecast {

/// Habits from as_of on, and ways of working, changed one at a time for the same virtual clients: the
/// first 64. The strongest first.
std::vector<WhatIf> what_ifs_of(const Case& client, const Backend& backend, const Ensemble& ensemble,
                                const MemberWeights& weights, const std::filesystem::path& cache,
                                const std::function<void(double)>& progress);

/// How much narrower one more observation is expected to make the band of the latest month: for virtual
/// clients drawn by weight, one after the other taken for the real one, it is observed with its error, all
/// are weighed again, and the widths are averaged. Only up to the best month; the one that narrows most
/// first.
std::vector<NextObservation> next_observations_of(const Case& client, const Ensemble& ensemble,
                                                  const MemberWeights& weights);

/// Times at which a window can be read, half as many as a forecast has.
std::vector<double> window_days(const Case& client);

}  // namespace fadecast
