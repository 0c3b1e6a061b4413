#pragma once
// What happens to dots after they were made: a second pass over them, laser treatments.

#include "config/validate.hpp"

namespace fadecast {

/// Turns `over_old_dots` of the sessions into `again_share`, and `density_share` from the share of all
/// punctures to that of all places; needs `client.sessions`. Changes nothing where no session has the key.
void read_second_passes(const std::vector<Section>& entries, Case& client);

/// Fills `client.lasers` from [[laser]], and `client.fixed` where the share of fragments was entered; needs
/// `client.sessions` and the horizon.
void read_lasers(const Section& client_entry, Case& client);

}  // namespace fadecast
