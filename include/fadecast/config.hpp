#pragma once
// From files to a Case: client files, pigments, skins and sun plans, with units, ranges and positions of
// errors.

#include <fadecast/backend.hpp>
#include <fadecast/case.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace fadecast {

/// A file or setting that cannot be used; what() is "file:line:column: message; what is allowed or what to
/// do".
struct ConfigError : Error {
    using Error::Error;
};

/// Understood, but the model says nothing about such a client.
struct DomainError : Error {
    using Error::Error;
};

/// Reads a client file and everything it names. Dates come from the file alone, never from the clock.
/// @param file      TOML, keys as in client_schema_json().
/// @param settings  what overrides the file, in order: "sun.hat=0.5", "session.2.shade=0.8",
///                  "slow_clearance=0.2 1/year" for a registry name, or "--seed=7" for a flag that stands for
///                  `forecast.seed`. Errors in them point at "--set key=value" or "--seed 7".
/// @throws ConfigError, DomainError.
Case read_case(const std::filesystem::path& file, const std::vector<std::string>& settings);

/// Reads one pigment file; `Pigment::id` is the name of the file without its ending.
Pigment read_pigment(const std::filesystem::path& file);

/// The folder of pigments, skins, sun plans and examples: FADECAST_CONFIGS when set, else that of the sources
/// this binary was built from, else ../share/fadecast/configs beside the binary. Throws ConfigError when none
/// exists.
std::filesystem::path data_folder();

std::string parameters_table();    ///< the registry for people, one row per parameter
std::string parameters_json();     ///< the registry as a JSON array
std::string client_schema_json();  ///< JSON Schema (draft 2020-12) of client files

/// Everything a result rests on, as a JSON object: entries, pigments, fixed parameters, what was assumed.
std::string resolved_inputs(const Case& client);

}  // namespace fadecast
