// The strip of pictures: which times, which patch, and the captions under them.

#include "output/documents.hpp"
#include "output/lettering.hpp"

#include <fadecast/parameters.hpp>

#include <algorithm>

namespace fadecast::output {
namespace {

struct Moment {
    const char *file, *caption;
    double time_day;
};

constexpr Moment moments[] = {
    {"patch-day0.png", "day 0", 0},       {"patch-day7.png", "day 7", 7},
    {"patch-6w.png", "6 weeks", 42},      {"patch-1y.png", "1 year", 365},
    {"patch-3y.png", "3 years", 3 * 365}, {"patch-5y.png", "5 years", 5 * 365},
    {"patch-8y.png", "8 years", 8 * 365},
};

constexpr std::uint8_t paper = 255, ink = 40;
constexpr int margin = 8, line_rows = 20;  // pixels

// What the client file fixed, or the nominal value.
double nominal(const Case& client, Parameter parameter) {
    const auto entered = client.fixed.find(parameter);
    return entered == client.fixed.end() ? info(parameter).nominal : entered->second;
}

void copy_into(Picture& sheet, const Picture& picture, int left) {
    for (int row = 0; row < picture.height; ++row)
        std::copy_n(&picture.rgb[std::size_t(row) * picture.width * 3], picture.width * 3,
                    &sheet.rgb[(std::size_t(row) * sheet.width + left) * 3]);
}

Picture blank(int width, int height, double pixel_mm) {
    return {width, height, pixel_mm, std::vector<std::uint8_t>(std::size_t(width) * height * 3, paper)};
}

}  // namespace

PatchLayout lay_out_patch(const Forecast& forecast, const std::vector<int>& gallery_session) {
    PatchOptions options;
    options.dots_per_cm2 = nominal(forecast.inputs, Parameter::dot_density);
    options.drop_out_share = nominal(forecast.inputs, Parameter::drop_out_share);
    options.drop_out_day = nominal(forecast.inputs, Parameter::scab_fall_day);
    options.seed = forecast.inputs.forecast.seed;
    std::vector<double> shares;
    for (const Session& session : forecast.inputs.sessions) {
        shares.push_back(session.density_share);
        options.session_day.push_back(days_between(forecast.day0, session.date));
    }
    return lay_out_dots(options, shares, gallery_session);
}

std::vector<PatchPicture> draw_patches(const Forecast& forecast, const Backend& backend) {
    const PatchLayout layout = lay_out_patch(forecast, forecast.gallery_session);
    std::vector<PatchPicture> pictures;
    for (const Moment& moment : moments) {
        if (forecast.time_day.empty() || moment.time_day > forecast.time_day.back()) break;
        pictures.push_back({moment.file, moment.caption, moment.time_day,
                            render_patch(backend, layout, forecast.gallery, forecast.time_day,
                                         moment.time_day, forecast.skin_reflectance)});
    }
    return pictures;
}

std::vector<std::string> picture_files() {
    std::vector<std::string> names{"strip.png"};
    for (const Moment& moment : moments) names.emplace_back(moment.file);
    return names;
}

Picture with_caption(const PatchPicture& patch) {
    const Picture& picture = patch.picture;
    std::vector<std::string> lines{patch.caption};
    lines.insert(lines.end(), patch.notes.begin(), patch.notes.end());
    lines.push_back("simulated");
    const int first_row = picture.height + margin;
    Picture captioned = blank(picture.width, first_row + line_rows * int(lines.size()) + 2, picture.pixel_mm);
    copy_into(captioned, picture, 0);
    for (int line = 0; line < int(lines.size()); ++line)
        write_text(captioned, lines[line], margin, first_row + line_rows * line, 2, ink);

    // A bar of 1 mm with its length to its left.
    const int millimetre = std::max(1, int(1 / picture.pixel_mm + .5));
    const int bar = picture.width - margin - millimetre;
    for (int column = bar; column < bar + millimetre; ++column)
        for (int row = first_row + 6; row < first_row + 10; ++row) set_pixel(captioned, column, row, ink);
    write_text(captioned, "1 mm", bar - margin - text_width("1 mm", 2), first_row, 2, ink);
    return captioned;
}

Picture contact_sheet(const std::vector<PatchPicture>& patches) {
    constexpr int gap = 12;
    std::vector<Picture> captioned;
    int width = -gap, height = 1;
    for (const PatchPicture& patch : patches) {
        captioned.push_back(with_caption(patch));
        width += captioned.back().width + gap;
        height = std::max(height, captioned.back().height);
    }
    Picture sheet = blank(std::max(1, width), height, patches.empty() ? 1 : patches.front().picture.pixel_mm);
    int left = 0;
    for (const Picture& picture : captioned) {
        copy_into(sheet, picture, left);
        left += picture.width + gap;
    }
    return sheet;
}

}  // namespace fadecast::output
