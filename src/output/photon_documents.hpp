#pragma once
// What `fadecast photons` hands out.

#include <fadecast/output.hpp>
#include <fadecast/photons.hpp>

#include <filesystem>
#include <string>

namespace fadecast::output {

/// A run as its files describe it.
struct PhotonRun {
    PhotonSetup setup;
    PhotonResult result;
    std::uint64_t seed;
    std::string device, setup_toml;     ///< the file's text
    std::vector<std::string> settings;  ///< KEY=VALUE put over it
};

std::string photons_json(const PhotonRun& run);   ///< totals and their errors, docs/formats.md
std::string photons_table(const PhotonRun& run);  ///< the same for people
std::string photons_hdf5(const PhotonRun& run, const Provenance& provenance);

}  // namespace fadecast::output
