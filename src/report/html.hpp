#pragma once
// Words and numbers on their way into HTML and SVG.

#include <fadecast/date.hpp>

#include <string>
#include <string_view>

namespace fadecast::report {

/// Text that means itself in HTML, in elements and in quoted attributes.
std::string escape(std::string_view text);

/// At most `most` bytes, ending in an ellipsis where something was left out; never within a UTF-8 letter.
std::string shortened(std::string_view text, std::size_t most);

/// The same with no-break spaces before a year and before a percent sign, so that no line ends there.
std::string unbroken(std::string_view text);

std::string base64(std::string_view bytes);

std::string day_name(Date date);  ///< "14 Mar 2029"

}  // namespace fadecast::report
