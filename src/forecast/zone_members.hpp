#pragma once
// The members of a client and of each zone of the scalp, which grow in number when observations leave few.

#include <fadecast/ensemble.hpp>

#include <array>
#include <functional>
#include <vector>

namespace fadecast {

/// One case's ensemble.
class Members {
public:
    Members(const Case& client, const Backend& backend, EnsembleOptions options, std::filesystem::path cache,
            const std::function<void(double)>& progress);
    void grow_to(int members);
    const Ensemble& ensemble() const { return ensemble_; }

private:
    Case client_;
    Backend backend_;
    EnsembleOptions options_;
    std::filesystem::path cache_;
    Ensemble ensemble_;
};

/// The parts of the scalp: the client's virtual clients, each zone under its own sun. Followed under the
/// least sun of any zone; in between, every member's series are straight in the light, of which the doses of
/// a year are multiples: against following each zone contrast is within .002.
class ZoneMembers {
public:
    ZoneMembers(const Case& client, const Backend& backend, std::filesystem::path cache,
                const std::function<void(double)>& progress);
    void grow_to(int members) { shaded_.grow_to(members); }
    double light(Zone zone) const { return light_[int(zone)]; }
    /// @param whole  the client's ensemble, with as many members
    Ensemble in(Zone zone, const Ensemble& whole) const;

private:
    std::array<double, zone_count> light_;
    Members shaded_;
};

}  // namespace fadecast
