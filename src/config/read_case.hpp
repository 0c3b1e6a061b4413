#pragma once
// From the document of a client to a Case, for those who changed the document after it was read.

#include "config/document.hpp"

namespace fadecast {

/// As read_case of a file.
/// @param file  beside which other files are looked for, and the name of the case's file.
Case read_case(const Node& document, const std::filesystem::path& file);

}  // namespace fadecast
