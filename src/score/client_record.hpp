#pragma once
// What a client file says of the past: sessions, lasers and all that was seen, also before a later session.

#include <fadecast/observation.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace fadecast {

struct ClientRecord {
    std::string file, client;
    std::vector<Date> sessions, lasers;
    std::vector<Observation> observations;  ///< in order of date

    /// Day of the last entry.
    Date last() const;
};

/// @param name  of the file in the result
/// @return none where the file is another kind of TOML, such as a pigment
/// @throws ConfigError  it cannot be used; with position
std::optional<ClientRecord> read_client_record(const std::filesystem::path& file, const std::string& name);

}  // namespace fadecast
