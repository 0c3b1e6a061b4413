#pragma once
// The chapters of a validation.

#include <fadecast/photons.hpp>

#include "validation/validation.hpp"

namespace fadecast::validation {

/// Monte Carlo with the run's photons, and a stream of random numbers of its own.
using Trace = std::function<PhotonResult(const PhotonSetup&)>;
inline constexpr int photon_runs = 9;  ///< how often the chapters trace

Chapter published_slabs(const Trace& trace);
Chapter ultraviolet(const Trace& trace);
Chapter few_streams();
Chapter colour_differences();
Chapter measured_forearms();
Chapter types_of_skin();
Chapter free_spread(const Backend& backend);
Chapter closing_holes();
Chapter exchange_of_pools(const Backend& backend);

}  // namespace fadecast::validation
