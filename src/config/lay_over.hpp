#pragma once
// Changes laid over the document of a client, as lessons and studies do.

#include "config/document.hpp"

#include <algorithm>

namespace fadecast {

/// The entry of a key; the table's end where there is none.
template <typename TableOfEntries>
auto find_key(TableOfEntries& table, std::string_view key) {
    return std::find_if(table.begin(), table.end(), [&](const Entry& entry) { return entry.key == key; });
}

/// `over` laid over `under`: tables merge key by key, a list replaces, and a table over a list of tables goes
/// into each of them. What it puts there keeps the place where it was written.
Node laid_over(Node under, const Node& over);

/// Tables around a value such that it lies at a dotted key, for laid_over: "session.shade".
Node at_key(std::string_view dotted_key, const Node& value);

}  // namespace fadecast
