#pragma once
// Sessions of a client file: those listed, or those of a plan still to come.

#include "config/validate.hpp"

namespace fadecast {

/// Fills `client.sessions` from [[session]] or [plan]; needs `client.file`, and `client.fixed` for the
/// interval.
void read_sessions(const Section& client_entry, Case& client);

/// Shares of all dots set in each of `count` sessions: 30 / 70 / 100 % of the density after one, two, three
/// sessions; 50 / 100 % of two; 30 / 60 / 90 / 100 % of four, the fourth being a correction; equal ones of
/// more.
std::vector<double> usual_density_shares(int count);

}  // namespace fadecast
