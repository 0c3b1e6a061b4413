#pragma once
// The blocks of the page that are words and tables.

#include "report/page.hpp"

namespace fadecast::report {

/// Something to do, from one day to another.
struct Step {
    std::string key;   ///< the same for the same step of a later plan
    std::string name;  ///< for a calendar
    Date from, to;     ///< both inside; a step of a named month has all of it
    std::string when, what;
};

/// What is still ahead, in order of date: photo of the healed work, check after a year, the month from which
/// new ink is possible, the decision in the best month or, where that has passed, at as_of, and no later than
/// it the reading that narrows the answer most. What lies close together is one step.
std::vector<Step> next_steps(const Forecast& forecast);

/// When to plan again: at the reading that narrows most, or the next full year after day 0 if that is sooner.
Date next_review(const Forecast& forecast);

Words zone_words(const Forecast& forecast);  ///< empty without zones
Block change_block(const Forecast& forecast);
Block step_block(const Forecast& forecast);
Block effort_block(const Forecast& forecast);
Block sooner_block(const Forecast& forecast);
Block confidence_block(const Forecast& forecast);

}  // namespace fadecast::report
