#pragma once
// What practitioners write about ink and needles, as numbers.

#include <string>

namespace fadecast {

/// Drops of water per drop of pigment: "20:1" -> 20. Throws Error for anything else or beyond 100:1.
double water_per_pigment(const std::string& dilution);

/// A needle as it was entered, and what its width rests on.
struct Needle {
    double width_mm;      ///< of the puncture
    std::string assumed;  ///< sentence for the case; empty when the width itself was entered
};

/// Reads the width of the puncture, "0.25 mm", or the code of a round liner: "0603RL" is 3 needles of wire
/// #06; "3RL" names no wire, so the usual one is taken. The width of a code is that of the packed wires times
/// the taper of their tips; the numbers stand in inks.cpp with their evidence. Throws Error.
Needle read_needle(const std::string& needle);

}  // namespace fadecast
