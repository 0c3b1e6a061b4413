#pragma once
// Where and how a client is in the sun: the table [sun] and the plan it names.

#include "config/validate.hpp"

namespace fadecast {

/// Fills `client.sun` from [sun]; needs `client.file`.
void read_sun(const Section& entry, Case& client);

/// Reads hours of the day, "7-9, 12:30-13, 17-19" in order, or "none". Throws Error.
DayHours read_hours(const std::string& text);

}  // namespace fadecast
