#pragma once
// The chapters of a validation.

#include <fadecast/photons.hpp>

#include "validation/validation.hpp"

namespace fadecast::validation {

/// Monte Carlo with the run's photons, or one of so many parts of them, and a stream of random numbers of its
/// own.
using Trace = std::function<PhotonResult(const PhotonSetup&, int parts)>;
inline constexpr int photon_runs = 10;  ///< how often the chapters trace all photons
inline constexpr double sigmas = 4;     ///< a right program misses once in 16,000 comparisons

Chapter published_slabs(const Trace& trace);
Chapter ultraviolet(const Trace& trace);
Chapter few_streams();
Chapter dots_against_photons(const Backend& backend, const Trace& trace);
Chapter colour_differences();
Chapter measured_forearms();
Chapter types_of_skin();
Chapter free_spread(const Backend& backend);
Chapter closing_holes();
Chapter exchange_of_pools(const Backend& backend);

}  // namespace fadecast::validation
