#pragma once
// What follows from a forecast: how often to come back, what would change it, what to measure next.

#include <fadecast/date.hpp>
#include <fadecast/observation.hpp>

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace fadecast {

/// Touch-ups in some months, followed on the virtual clients themselves.
struct VisitPolicy {
    std::string name;                ///< "fewest", "every 24 months"
    std::vector<int> months{};       ///< of the visits, calendar months from day 0
    std::vector<double> strength{};  ///< ink of each visit relative to the last session with dots of its own
    double outside = 0;              ///< share of members and months out of tolerance, from healed to horizon
    double outside_worst = 0;        ///< share of members out of tolerance in the worst month
    double too_early = 0;           ///< chance per visit that the dots were not light enough: risk of merging
    double merged = 0;              ///< share of members whose dots end wider or darker than the limits
    std::optional<double> price{};  ///< of all visits
    double hours = 0;
};

/// The schedule over a horizon.
struct VisitPlan {
    double horizon_year = 15, probability = .8;
    std::vector<VisitPolicy> policies{};  ///< the chosen one first, then the fixed intervals
    bool kept = true;  ///< whether the chosen one stays within the asked probability in every month
    std::vector<std::string> notes{};  ///< how it was searched and what that leaves open
};

/// A habit or a way of working changed for the same virtual clients.
struct WhatIf {
    std::string name;        ///< "hat", "shade", ...
    std::string words;       ///< "always a hat outdoors"
    bool still_open = true;  ///< can still be changed; else it tells what would have been
    double month = 0;  ///< median shift of the latest month, + later, over members with the same chances
    double mean = 0;   ///< of the same, an end past the horizon counting as the horizon
    std::array<double, 2> p80{};  ///< of the members
    double standard_error = 0;    ///< of that mean
};

/// What one more observation would do.
struct NextObservation {
    Date date;
    ObservationKind kind;
    double sd = 0;
    double narrowing = 0;  ///< expected share by which the 80 % band of the latest month gets narrower
};

}  // namespace fadecast
