#pragma once
// Time: what happens when, and the steps in which a dot's history is computed.

#include <vector>

namespace fadecast {

inline constexpr double open_days = 14;      ///< after which every puncture is taken as closed
inline constexpr double renewed_days = 150;  ///< after which every epidermis that held pigment is replaced

/// How long steps may be. They come in pairs of equal length, of which the first exchanges pools before it
/// spreads and the second after, so that the splitting is of second order.
struct StepControl {
    double growth = 0.3;         ///< a pair's length over the time since the dot was last punctured
    double shortest_day = 0.02;  ///< a pair, right after a puncture
    double disturbed_day = 1;    ///< a pair, right after any other event
    double longest_day = 366;    ///< a pair, years later
    int parts = 1;               ///< every pair is cut into so many
    bool extrapolate = false;    ///< also run twice as many steps and extrapolate both to none (Richardson)
};

/// One step of time; events happen at its start, the snapshot is taken at its end.
struct Step {
    double start_day,
        dt_day;           ///< from day 0, the last initial session; dt = 0 for a step that is only an event
    double visit_day;     ///< when the dot was last punctured; its wound is as old as that
    int treat = -1;       ///< session that punctures the dot at the start
    int snapshot = -1;    ///< snapshot taken at the end
    bool ablate = false;  ///< all macrophages die at the start
    bool laser = false;   ///< a laser pulse at the start
    bool exchange_last = false;
    bool open = false;         ///< the puncture may still be open
    bool epidermis = false;    ///< there may be pigment in the epidermis
    bool renew_shade = false;  ///< at the end, see again how pigment shades what lies below it
};

struct Schedule {
    std::vector<double> session_day, snapshot_day;  ///< ascending
    double ablation_day;                            ///< never_day for none
    std::vector<double> laser_day;                  ///< ascending
    StepControl control;
};

/// @throws Error  sessions empty, days not ascending, or a snapshot before the first session.
Schedule make_schedule(std::vector<double> session_day, std::vector<double> snapshot_day,
                       StepControl control = {}, double ablation_day = 1e9,
                       std::vector<double> laser_day = {});

/// Steps of the dots that are punctured in the sessions of `visits` (bit j: session j; not 0), from their
/// first to the last snapshot. Every day on which a rate changes its form is a boundary, as are snapshots;
/// shade is renewed on days of its own, so that nothing depends on what is written out but the steps'
/// lengths.
std::vector<Step> steps_of(const Schedule& schedule, unsigned visits, int parts);

}  // namespace fadecast
