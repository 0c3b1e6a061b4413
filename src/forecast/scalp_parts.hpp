#pragma once
// The parts of a scalp, one by one: what it takes of the client, of a virtual person, and of followed dots.

#include <fadecast/forecast.hpp>
#include <fadecast/population.hpp>
#include <fadecast/scalp.hpp>

#include "follow.hpp"

namespace fadecast {

/// Days of the sessions.
void set_sessions(const Case& client, Scalp& scalp);

/// Densities of dots and hair, as entered or nominal, and the seed.
void set_densities(const Case& client, PatchOptions& patch);

/// Skin, texture, drop-outs and the course of the hair.
void set_person(const Case& client, const Person& person, Scalp& scalp);

/// Hairs of some diameters, then the same grey.
/// @param skin  of the prepared ones
void add_hair_classes(const Hair& hair, const Person& person, int skin, std::vector<CutHair>& cut);

/// Means over the dots, which must be there with their sessions.
/// @param fate  Snapshots::scalars of the same lanes
void set_means(const std::vector<Real>& fate, Scalp& scalp);

/// The nominal client's scalp with the dots of the members at Forecast::picture_quantiles.
std::array<Scalp, 3> scalps_of(const Forecast& forecast, const Backend& backend);

}  // namespace fadecast
