#pragma once

#include <vector>

namespace fadecast {

/// One step of time, the same for every dot of a run; events happen at its start, the snapshot is taken at
/// its end.
struct Step {
    double start_day,
        dt_day;           ///< from day 0, the last initial session; dt = 0 for a step that is only an event
    int treat = -1;       ///< session whose dots are made at the start
    int snapshot = -1;    ///< snapshot taken at the end
    bool ablate = false;  ///< all macrophages die at the start
    bool open = false;    ///< some puncture may still be open: the epithelial front is solved
    bool renew_shade = false;  ///< at the end, see again how pigment shades what lies below it
};

struct Schedule {
    std::vector<double> session_day, snapshot_day;  ///< ascending
    double ablation_day;                            ///< never_day for none
    std::vector<Step> steps;
};

/// How steps grow after an event: dt = clamp(growth * time since, shortest, longest).
struct StepControl {
    double healing_growth = 0.05;  ///< until punctures are closed, where much happens at once
    double growth = 0.1;           ///< after that
    double shortest_day = 0.01;
    double longest_day = 61;
};

inline constexpr double open_days = 14;  ///< after which every puncture is closed

/// Steps from the first session to the last snapshot; sessions, snapshots and the days on which rates change
/// their form fall on step boundaries.
/// @throws Error  sessions empty, not ascending, or a snapshot before the first of them.
Schedule make_schedule(std::vector<double> session_day, std::vector<double> snapshot_day,
                       StepControl control = {}, double ablation_day = 1e9);

}  // namespace fadecast
