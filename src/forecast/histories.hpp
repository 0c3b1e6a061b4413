#pragma once
// Ensembles kept on disk, so that a client whose sun and sessions did not change is not followed again.

#include <fadecast/ensemble.hpp>

#include <cstdint>
#include <optional>

namespace fadecast {

/// The place of one ensemble in a folder, named by a hash of all that its numbers depend on: the case without
/// who it is, when it is looked at, what pleases and what was observed; what of it is computed; the device;
/// and this very program file. Numbers and sentences about the draw are written, never who the client is.
/// Trouble with the folder is no error: the ensemble is computed again.
class Histories {
public:
    Histories(std::filesystem::path folder, const Case& client, const Backend& backend,
              const EnsembleOptions& options);
    std::optional<Ensemble> read() const;  ///< only what was written whole
    /// Atomic; the longest unused files go when the folder holds more than 256 MB.
    void write(const Ensemble& ensemble) const;

private:
    std::filesystem::path folder_, file_;
};

}  // namespace fadecast
