#pragma once
// The one page for client and practitioner.

#include "output/documents.hpp"

#include <string>

namespace fadecast::report {

/// A self-contained HTML page: no script, nothing fetched, pictures inside, one sheet of A4 or Letter in
/// print.
std::string report_html(const Forecast& forecast, const Provenance& provenance,
                        const std::vector<output::PatchPicture>& patches);

}  // namespace fadecast::report
