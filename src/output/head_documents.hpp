#pragma once
// Pictures of the whole head over the years, and what they say about the order of zones.

#include "output/documents.hpp"

#include <fadecast/head.hpp>

#include <filesystem>

namespace fadecast::output {

inline constexpr const char* head_format_version = "1.0";  ///< of what head --json prints

/// Which zone's dots need new ink first, if any by half a year, in words: zones that miss at least a quarter
/// of their hair, by the day after which the nominal client's contrast stays below the client's late line.
std::string zones_sentence(const Case& client, const ZoneCourses& courses);

/// The courses at these days and the sentence, as a JSON object; layout: docs/formats.md.
std::string head_json(const Case& client, const ZoneCourses& courses, const std::vector<double>& time_day,
                      const Provenance& provenance);

/// Draws head-TIME.png for every day, from above and from the front, and head-sheet.png with all of them
/// into `directory`, in place of what an earlier run left there; other files stay. When any file fails, the
/// directory is again as it was.
/// @param time_day  ascending, among those of the courses.
void write_heads(const Case& client, const ZoneCourses& courses, const std::vector<double>& time_day,
                 const Backend& backend, const std::filesystem::path& directory,
                 const Provenance& provenance);

}  // namespace fadecast::output
