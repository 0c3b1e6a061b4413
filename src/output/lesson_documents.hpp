#pragma once
// A lesson drawn: pictures with their numbers, a contact sheet, an animation, a page.

#include "output/documents.hpp"
#include "output/files.hpp"

#include <fadecast/lesson.hpp>
#include <fadecast/scalp.hpp>

#include <functional>
#include <vector>

namespace fadecast::output {

/// One picture of a lesson and what was computed of it.
struct LessonCell {
    Picture picture;
    DotMeans dots;
    Lab area;                 ///< mean colour of the patch, mean of light
    double dots_per_cm2 = 0;  ///< that are seen
    bool healed = false;      ///< six weeks or more since the column's own last session
};

/// [panel][time of the lesson]
using LessonCells = std::vector<std::vector<LessonCell>>;

/// Follows the typical client's dots and draws every panel at every time in daylight.
/// @param progress  called with the share done, 0..1; may be empty.
LessonCells draw_lesson(const Lesson& lesson, const Backend& backend,
                        const std::function<void(double)>& progress);

/// Some rows of a lesson under the heads of its columns.
/// @param first,last  rows, the last not among them.
Picture lesson_sheet(const Lesson& lesson, const LessonCells& cells, std::size_t first, std::size_t last);

/// NAME/lesson.html, NAME/sheet.png and NAME/timelapse.webp, NAME being the lesson's.
std::vector<File> lesson_files(const Lesson& lesson, const LessonCells& cells, const Provenance& provenance);

}  // namespace fadecast::output
