#pragma once
// The residence of pigment without regard to place: what observation constrains, the hidden rates that
// follow, and the mass over time. Transport uses the same rates cell by cell.

#include <fadecast/backend.hpp>

#include <vector>

namespace fadecast {

inline constexpr double healed_day = 42;  ///< age at which a dot counts as healed; reference of contrast
inline constexpr double surge_days = 14;  ///< how long another session speeds up the release of old pigment
inline constexpr double never_day = 1e9;

/// Net quantities of one dot. Rates are 1/day.
struct Residence {
    double uptake_per_day;      ///< at rest; ln 2 / (5 t_up), t_up the half-time while inflammation peaks
    double escape_probability;  ///< that released pigment reaches the lymph at 0.24 mm depth
    double slow_per_day;        ///< net clearance of the slow share, light included
    double labile_share, labile_per_day;
    double permanent_share, permanent_per_day;
    double release_surge;  ///< factor on release after another session
};

/// Mass of the pools and of what was lost, relative to what was deposited.
struct ReservoirState {
    double free = 1, macrophage = 0, matrix = 0, lymph = 0;
    double held() const { return free + macrophage + matrix; }
};

/// Pools of a dot at 0.24 mm depth, without bleaching, at ascending ages.
/// @param ages_day          >= 0, ascending.
/// @param ablation_day      age at which all macrophages die at once and free what they hold; `never_day` for
/// none.
std::vector<ReservoirState> reservoir_history(const Residence& dot, const std::vector<double>& ages_day,
                                              double ablation_day = never_day);

}  // namespace fadecast
