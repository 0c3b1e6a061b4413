#pragma once
// Files a user gets. Every file is written beside its place as NAME.part, flushed to disk and renamed, so a
// failed run leaves nothing half written. Throws Error (exit code 1) naming the file and the reason.

#include <fadecast/forecast.hpp>
#include <fadecast/simulation.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace fadecast {

class FileArchive;

/// What is written into every file so that it can be made again.
struct Provenance {
    std::string version;
    std::vector<std::string> argv;
    std::shared_ptr<const FileArchive> files =
        {};  ///< what the run has read; none: the file cannot be made again
};

std::string plan_json(const Forecast& forecast, const Provenance& provenance);  ///< layout: docs/formats.md

/// Writes plan.json, forecast.h5, the page (HTML, PDF), the calendar and the patch pictures into `directory`,
/// which is made if needed, in place of those of an earlier plan there. When any file fails, the directory is
/// again as it was.
void write_plan(const Forecast& forecast, const Backend& backend, const std::filesystem::path& directory,
                const Provenance& provenance);

/// Writes run.h5 and, where `section` is not empty, the cross-section as PNG; both or neither.
void write_simulation(const Simulation& simulation, const std::filesystem::path& file,
                      const Provenance& provenance, const std::filesystem::path& section = {});

}  // namespace fadecast
