#pragma once
// The nearest of the allowed words, for messages.

#include <string>
#include <string_view>
#include <vector>

namespace fadecast {

/// "; did you mean \"fitzpatrick\"?" when one word is near enough, else "; allowed: a, b, c". Of dotted words
/// the last part is compared.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& allowed);

}  // namespace fadecast
