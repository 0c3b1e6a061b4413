// Draws lessons: columns are ways to treat the client, rows are times.

#include "output/lesson_documents.hpp"

#include "output/lettering.hpp"
#include "output/render_documents.hpp"
#include "report/lesson_page.hpp"

#include <fadecast/reservoir.hpp>

#include <algorithm>
#include <numeric>
#include <sstream>

namespace fadecast::output {
namespace {

constexpr int letter_scale = 2, line_rows = 20, gap = 10, label_columns = 120;  // pixels
constexpr std::uint8_t paper = 255, ink = 40;

/// The words of a head in lines of at most `most` letters; no word is longer, read_lesson sees to that.
std::vector<std::string> lines_of(const std::string& text, std::size_t most) {
    std::vector<std::string> lines;
    std::istringstream words(text);
    for (std::string word; words >> word;)
        if (!lines.empty() && lines.back().size() + 1 + word.size() <= most)
            lines.back() += " " + word;
        else
            lines.push_back(word);
    return lines;
}

void copy_into(Picture& sheet, const Picture& picture, int left, int top) {
    for (int row = 0; row < picture.height; ++row)
        std::copy_n(&picture.rgb[std::size_t(row) * picture.width * 3], picture.width * 3,
                    &sheet.rgb[(std::size_t(top + row) * sheet.width + left) * 3]);
}

Lab mean_colour(const std::vector<float>& xyz) {
    const std::size_t pixels = xyz.size() / 3;
    const auto mean = [&](std::size_t plane) {
        const auto first = xyz.begin() + std::ptrdiff_t(plane * pixels);
        return std::accumulate(first, first + std::ptrdiff_t(pixels), 0.) / double(pixels);
    };
    return lab_of_xyz({mean(0), mean(1), mean(2)});
}

LessonCell draw_cell(const Backend& backend, const Scalp& scalp, std::size_t time) {
    const PatchOptions& options = scalp.layout.options;
    const PatchScene scene = scene_of(scalp, scalp.time_day[time]);
    // The looks after those of the dots are hairs.
    const auto dots =
        std::ranges::count_if(scene.look, [&](int look) { return look < int(scalp.session.size()); });
    return {render_patch(backend, scene, options.pixel_mm), scalp.means[time],
            mean_colour(patch_xyz(backend, scene, options.pixel_mm)),
            100 * double(dots) / (options.side_mm * options.side_mm), scalp.time_day[time] >= healed_day};
}

}  // namespace

LessonCells draw_lesson(const Lesson& lesson, const Backend& backend,
                        const std::function<void(double)>& progress) {
    LessonCells cells;
    // Following the dots takes about as long as drawing all times.
    const double steps = double(lesson.panels.size()) * 2 * double(lesson.time_day.size());
    double done = 0;
    const auto advance = [&](double by) {
        if (progress) progress((done += by) / steps);
    };
    for (const LessonPanel& panel : lesson.panels) {
        std::vector<double> own_day;
        for (const double day : lesson.time_day) own_day.push_back(day + panel.clock_day);
        const Scalp scalp = make_scalp(panel.client, backend, nominal_member, own_day);
        advance(double(own_day.size()));
        std::vector<LessonCell>& column = cells.emplace_back();
        for (std::size_t t = 0; t < own_day.size(); ++t) {
            column.push_back(draw_cell(backend, scalp, t));
            advance(1);
        }
    }
    return cells;
}

Picture lesson_sheet(const Lesson& lesson, const LessonCells& cells, std::size_t first, std::size_t last) {
    const Picture& one = cells.front().front().picture;
    const std::size_t letters = std::size_t(one.width / (6 * letter_scale));
    std::size_t head_lines = 1;
    for (const LessonPanel& panel : lesson.panels)
        head_lines = std::max(head_lines, lines_of(panel.name, letters).size());
    const int head_rows = gap + line_rows * int(head_lines), row_rows = one.height + gap;
    Picture sheet{label_columns + int(cells.size()) * (one.width + gap),
                  head_rows + int(last - first) * row_rows + line_rows + gap,
                  one.pixel_mm,
                  {}};
    sheet.rgb.assign(std::size_t(sheet.width) * sheet.height * 3, paper);

    for (std::size_t panel = 0; panel < cells.size(); ++panel) {
        const int left = label_columns + int(panel) * (one.width + gap);
        const auto lines = lines_of(lesson.panels[panel].name, letters);
        for (std::size_t line = 0; line < lines.size(); ++line)
            write_text(sheet, lines[line], left, gap + line_rows * int(line), letter_scale, ink);
        for (std::size_t t = first; t < last; ++t)
            copy_into(sheet, cells[panel][t].picture, left, head_rows + int(t - first) * row_rows);
    }
    for (std::size_t t = first; t < last; ++t)
        write_text(sheet, age_words(lesson.time_day[t]), gap,
                   head_rows + int(t - first) * row_rows + one.height / 2, letter_scale, ink);

    // Beneath: the word, and a bar of 1 mm.
    const int bottom = sheet.height - line_rows;
    write_text(sheet, "simulated", label_columns, bottom, letter_scale, ink);
    const int millimetre = std::max(1, int(1 / one.pixel_mm + .5)), bar = sheet.width - gap - millimetre;
    for (int column = bar; column < bar + millimetre; ++column)
        for (int row = bottom + 6; row < bottom + 10; ++row) set_pixel(sheet, column, row, ink);
    write_text(sheet, "1 mm", bar - gap - text_width("1 mm", letter_scale), bottom, letter_scale, ink);
    return sheet;
}

std::vector<File> lesson_files(const Lesson& lesson, const LessonCells& cells, const Provenance& provenance) {
    const auto texts = picture_texts("Simulated scalp micropigmentation, lesson: " + lesson.title,
                                     lesson.panels.front().client, provenance);
    std::vector<Picture> frames;
    for (std::size_t t = 0; t < lesson.time_day.size(); ++t)
        frames.push_back(lesson_sheet(lesson, cells, t, t + 1));
    return {{lesson.name + "/lesson.html", report::lesson_html(lesson, cells, provenance)},
            {lesson.name + "/sheet.png", png(lesson_sheet(lesson, cells, 0, lesson.time_day.size()), texts)},
            {lesson.name + "/timelapse.webp", webp(frames, texts)}};
}

}  // namespace fadecast::output
