#pragma once
// A lesson: one client treated in several ways that differ in nothing but what each panel names.

#include <fadecast/case.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace fadecast {

/// One way to treat the client; a column of the lesson.
struct LessonPanel {
    std::string name;   ///< words of at most 20 letters that the letters of pictures know
    std::string words;  ///< what was done differently, in the trade's words
    Case client;
    /// The panel's own day when the lesson is at day 0: days from its last session to that of the first
    /// panel.
    double clock_day = 0;
};

struct Lesson {
    std::string name, title, teaches;  ///< `name` is that of the file without its ending
    std::vector<double> time_day;      ///< rows, ascending, from the last session of the first panel
    std::vector<LessonPanel> panels;   ///< the others are compared with the first
};

/// Reads a lesson file and the client file that it names. What `[with]` has, and then what `[panel.with]`
/// has, is laid over the client's document: tables merge key by key, a list replaces, and a table where the
/// client has a list of tables is merged into each of them. All panels share the seed, so that only the
/// treatment differs.
/// @throws ConfigError  with the place in the lesson file, also for what is wrong in the client laid under;
/// @throws DomainError  a panel's client is outside the model.
Lesson read_lesson(const std::filesystem::path& file);

}  // namespace fadecast
