#pragma once
// What would change a client's window, and what to measure to know it better.

#include <fadecast/advice.hpp>
#include <fadecast/ensemble.hpp>

#include "weigh.hpp"

namespace fadecast {

/// Habits from as_of on, and ways of working, changed one at a time for the same virtual clients, at most
/// 64 by weight. The strongest first.
std::vector<WhatIf> what_ifs_of(const Case& client, const Backend& backend, const Ensemble& ensemble,
                                const MemberWeights& weights, const std::filesystem::path& cache,
                                const std::function<void(double)>& progress);

/// How much narrower one more observation is expected to make the band of the latest month: virtual clients
/// drawn by weight are taken for the real one, one after the other; each is observed with its error and, in
/// colour, with a gain as the readings so far leave it, the others are weighed again, and the widths are
/// averaged. Only up to the best month; the one that narrows most first.
/// @param predicted  of the client's observations
std::vector<NextObservation> next_observations_of(const Case& client, const Ensemble& ensemble,
                                                  const std::vector<Predicted>& predicted,
                                                  const MemberWeights& weights);

/// Times at which a window can be read, half as many as a forecast has.
std::vector<double> window_days(const Case& client);

}  // namespace fadecast
