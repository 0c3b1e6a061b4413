// The strip of pictures: which times, which patch, and the captions under them.

#include "output/documents.hpp"
#include "output/lettering.hpp"

#include <algorithm>

namespace fadecast::output {
namespace {

constexpr double longest_horizon_year = 40;

constexpr std::uint8_t paper = 255, ink = 40;
constexpr int margin = 8, line_rows = 20;  // pixels

void copy_into(Picture& sheet, const Picture& picture, int left) {
    for (int row = 0; row < picture.height; ++row)
        std::copy_n(&picture.rgb[std::size_t(row) * picture.width * 3], picture.width * 3,
                    &sheet.rgb[(std::size_t(row) * sheet.width + left) * 3]);
}

Picture blank(int width, int height, double pixel_mm) {
    return {width, height, pixel_mm, std::vector<std::uint8_t>(std::size_t(width) * height * 3, paper)};
}

}  // namespace

std::vector<PatchPicture> draw_patches(const Forecast& forecast, const Backend& backend) {
    std::vector<PatchPicture> pictures;
    for (const double day : picture_days(forecast.inputs.forecast.horizon_year))
        pictures.push_back({"patch-" + time_name(day) + ".png", age_words(day), day,
                            draw_scalp(backend, forecast.scalps[1], day)});
    return pictures;
}

std::vector<std::string> picture_files() {
    std::vector<std::string> names{"strip.png"};
    for (const double day : picture_days(longest_horizon_year))
        names.push_back("patch-" + time_name(day) + ".png");
    return names;
}

Picture with_caption(const PatchPicture& patch) {
    const Picture& picture = patch.picture;
    std::vector<std::string> lines{patch.caption};
    lines.insert(lines.end(), patch.notes.begin(), patch.notes.end());
    lines.push_back("simulated");
    const int first_row = picture.height + margin;
    const int millimetre = std::max(1, int(1 / picture.pixel_mm + .5)), bar_text = text_width("1 mm", 2);
    int width = std::max(picture.width, text_width(lines[0], 2) + bar_text + millimetre + 4 * margin);
    for (const std::string& line : lines) width = std::max(width, text_width(line, 2) + 2 * margin);
    Picture captioned = blank(width, first_row + line_rows * int(lines.size()) + 2, picture.pixel_mm);
    copy_into(captioned, picture, 0);
    for (int line = 0; line < int(lines.size()); ++line)
        write_text(captioned, lines[line], margin, first_row + line_rows * line, 2, ink);

    // A bar of 1 mm with its length to its left.
    const int bar = width - margin - millimetre;
    for (int column = bar; column < bar + millimetre; ++column)
        for (int row = first_row + 6; row < first_row + 10; ++row) set_pixel(captioned, column, row, ink);
    write_text(captioned, "1 mm", bar - margin - bar_text, first_row, 2, ink);
    return captioned;
}

Picture side_by_side(const std::vector<Picture>& pictures) {
    constexpr int gap = 12;
    int width = -gap, height = 1;
    for (const Picture& picture : pictures) {
        width += picture.width + gap;
        height = std::max(height, picture.height);
    }
    Picture sheet = blank(std::max(1, width), height, pictures.empty() ? 1 : pictures.front().pixel_mm);
    int left = 0;
    for (const Picture& picture : pictures) {
        copy_into(sheet, picture, left);
        left += picture.width + gap;
    }
    return sheet;
}

Picture contact_sheet(const std::vector<PatchPicture>& patches) {
    std::vector<Picture> captioned;
    for (const PatchPicture& patch : patches) captioned.push_back(with_caption(patch));
    return side_by_side(captioned);
}

}  // namespace fadecast::output
