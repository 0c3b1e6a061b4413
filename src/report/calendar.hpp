#pragma once
// The window and the next steps as a calendar file.

#include <fadecast/forecast.hpp>

#include <string>

namespace fadecast::report {

/// Events of whole days, free time: from the earliest to the latest month, the best month, and each next
/// step. RFC 5545: lines end in CRLF and are folded at 75 octets. An event keeps its UID when the same client
/// is planned again later or with more readings, so that a calendar moves it; its stamp is `as_of`.
std::string calendar_ics(const Forecast& forecast);

/// One content line, folded between UTF-8 letters, with its CRLF.
std::string folded_line(const std::string& content);

/// Text as the value of a property: backslash, semicolon, comma and line break escaped.
std::string calendar_text(const std::string& text);

}  // namespace fadecast::report
