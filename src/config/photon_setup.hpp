#pragma once
// A photon setup (SETUP.toml): layers, source, pigment and tallies, with units and positions of errors.

#include <fadecast/config.hpp>
#include <fadecast/photons.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace fadecast {

/// Reads a setup; keys are in the sections "photon ..." of keys.cpp.
/// @param settings  what overrides the file, in order: "layer.2.mua=2 1/cm", "source.kind=diffuse".
/// @throws ConfigError.
PhotonSetup read_photon_setup(const std::filesystem::path& file, const std::vector<std::string>& settings);

}  // namespace fadecast
