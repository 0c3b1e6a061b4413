#pragma once
// What was seen of healed dots, in a client file: reading it, and writing one more observation down.

#include "config/validate.hpp"

namespace fadecast {

/// Fills `client.observations` from [[observation]] and checks them against an entered as_of; needs
/// `client.sessions` and the horizon. What was seen before a later session is kept for the record only.
void read_observations(const Section& client_entry, Case& client);

/// One block of [[observation]] by itself, without a look at sessions and as_of.
Observation read_observation(const Section& entry);

/// Fills `client.touch_up` from [touch_up].
void read_touch_up(const Section& entry, Case& client);

/// One key of an observation to be written down.
struct ObservationKey {
    std::string key, value;  ///< such as "grade" and "2", "date" and "2027-05-11"
    std::string where;       ///< where the value came from, for errors: "--grade 2"
    bool is_text = false;    ///< put into quotes whatever it looks like
};

/// A client file with one observation more.
struct ObservedFile {
    std::string text;   ///< of the whole file: what it was, and the block at its end
    std::string block;  ///< what is new
    Case client;        ///< as the new text reads
    Observation added;
};

/// Puts an observation at the end of a client file; nothing else of its text changes, and nothing is written.
/// @throws ConfigError, DomainError  the file cannot be read, or could not be with this observation; or the
///                                   same observation is in it already.
ObservedFile with_observation(const std::filesystem::path& file, const std::vector<ObservationKey>& keys);

}  // namespace fadecast
