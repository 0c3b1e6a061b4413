#pragma once
// What happens to dots after they were made: a second pass over them, laser treatments.

#include "config/validate.hpp"

namespace fadecast {

/// On the model's own error where a client is at the edge of what is modelled. Assumed.
inline constexpr double edge_error_factor = 1.5;

/// Throws ConfigError unless a session used the ink of all before it, so that it may go over their dots.
/// @param advice  what to do otherwise.
void require_same_ink(const std::vector<Session>& sessions, std::size_t session, const std::string& where,
                      const std::string& advice);

/// Turns `over_old_dots` of the sessions into `again_share`, and `density_share` from the share of all
/// punctures to that of all places; needs `client.sessions`. Changes nothing where no session has the key.
void read_second_passes(const std::vector<Section>& entries, Case& client);

/// Fills `client.lasers` from [[laser]], and `client.fixed` where the share of fragments was entered; needs
/// `client.sessions` and the horizon.
void read_lasers(const Section& client_entry, Case& client);

}  // namespace fadecast
