#pragma once
// The window and the next steps as a calendar file.

#include <fadecast/forecast.hpp>

#include <string>

namespace fadecast::report {

/// Events of whole days, free time: from the earliest to the latest month, the best month, and each next
/// step. A named month runs from its first day to its last. What lies before `as_of` is left out. RFC 5545:
/// lines end in CRLF and are folded at 75 octets. The UID of an event tells the client's id, day 0 and what
/// it is, so that a calendar moves the event when the same client is planned again; its stamp is `as_of`.
std::string calendar_ics(const Forecast& forecast);

/// One content line, folded between UTF-8 letters, with its CRLF.
std::string folded_line(const std::string& content);

/// Text as the value of a property: backslash, semicolon, comma and line break escaped.
std::string calendar_text(const std::string& text);

}  // namespace fadecast::report
