#pragma once
// What practitioners write about ink and needles, as numbers.

#include <string>

namespace fadecast {

/// Drops of water per drop of pigment: "20:1" -> 20. Throws Error for anything else or beyond 100:1.
double water_per_pigment(const std::string& dilution);

/// Width of the puncture: "0.25 mm", or the code of a round liner. "0603RL" is 3 needles of wire #06, 0.20
/// mm; "3RL" alone is taken as wire #08, 0.25 mm. The width is that of the packed wires times 0.6 for the
/// taper of the tips (assumed). Throws Error.
double needle_width_mm(const std::string& needle);

}  // namespace fadecast
