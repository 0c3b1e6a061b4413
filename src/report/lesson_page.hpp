#pragma once
// The page of a lesson, and the sentences that its numbers make.

#include "output/lesson_documents.hpp"

#include <string>

namespace fadecast::report {

/// What the numbers of one picture are: "143 dots per cm² are seen; a dot keeps 76 % of its pigment, ...".
std::string measured_words(const output::LessonCell& cell);

/// In what one picture differs from another so much that it counts: "dots 12 % paler (ΔE 13.1, not 14.9);
/// the whole patch paler (ΔE 1.4)"; "no difference" when neither dots nor patch do.
std::string compared_words(const output::LessonCell& cell, const output::LessonCell& correct);

/// A self-contained HTML page: no script, nothing fetched, pictures inside; prints on A4 or Letter,
/// landscape.
std::string lesson_html(const Lesson& lesson, const output::LessonCells& cells, const Provenance& provenance);

}  // namespace fadecast::report
