#pragma once
// What was entered of a client and how well the rest is known, in the practitioner's words.

#include <fadecast/case.hpp>
#include <fadecast/parameters.hpp>

#include <initializer_list>
#include <string>
#include <vector>

namespace fadecast::report {

std::string joined(const std::vector<std::string>& parts, const char* between);

/// All that was entered and is computed with.
std::vector<std::string> entered_words(const Case& client);

/// What of it was measured or seen of the client: the skin by colorimeter, fixed parameters, readings.
std::vector<std::string> measured_words(const Case& client);

/// The readings of a client by kind: "2 grade", "1 colour".
std::vector<std::string> reading_words(const std::vector<Observation>& seen);

/// What moves the window most and was not entered, of these grades of evidence: the first `most` of them.
std::string graded_words(const Case& client, std::initializer_list<Evidence> grades, std::size_t most);

}  // namespace fadecast::report
