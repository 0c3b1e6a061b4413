#pragma once
// How an HDF5 file of ours was made, as it says itself.

#include "output/hdf5_input.hpp"

#include <fadecast/archive.hpp>

#include <string>
#include <utility>
#include <vector>

namespace fadecast::output {

struct RecordedRun {
    std::vector<std::string> argv;
    std::vector<FileArchive::File> files;  ///< those that the run read, the one it was called on first
    std::string data_folder;
    /// All that may change a number beside the files: what, and its value; in a fixed order.
    std::vector<std::pair<std::string, std::string>> made_with;
    std::string inputs_json;  ///< how the files were read; empty where there is no client
};

/// A device, or several, without the number of threads, on which no result hangs: "cpu, AVX-512".
std::string without_threads(const std::string& device);

/// @throws Error  not ours, or it does not hold what it was made from, or not as it was; says which.
RecordedRun read_recorded_run(const Hdf5Input& file);

/// RecordedRun::made_with of this program.
/// @param device  as Backend::describe() has it
std::vector<std::pair<std::string, std::string>> made_with(const std::string& version,
                                                           const std::string& device);

/// Where two runs differ: "device: cpu, AVX-512; now reference".
std::vector<std::string> changes_between(const RecordedRun& was, const RecordedRun& now);

/// Of the recorded files those that the disk has otherwise today: "client.toml has changed since", "... is
/// not found from here", "...: cannot be read; check its permissions".
std::vector<std::string> changes_on_disk(const RecordedRun& recorded);

}  // namespace fadecast::output
