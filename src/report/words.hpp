#pragma once
// What was entered of a client and how well the rest is known, in the practitioner's words.

#include <fadecast/case.hpp>
#include <fadecast/parameters.hpp>

#include <initializer_list>
#include <string>

namespace fadecast::report {

std::string joined(const std::vector<std::string>& parts, const char* between);

/// All that was entered and is computed with; parts separated by "; ".
std::string entered_words(const Case& client);

/// What moves the window most and was not entered, of these grades of evidence: the first `most` of them.
std::string graded_words(const Case& client, std::initializer_list<Evidence> grades, std::size_t most);

}  // namespace fadecast::report
