// The pictures of a validation: where the dot model misses, and the types of skin beside measured ones.

#include <fadecast/skin.hpp>

#include "output/documents.hpp"
#include "output/lettering.hpp"
#include "output/validation_documents.hpp"
#include "validation/dot_photons.hpp"
#include "validation/quantile.hpp"
#include "validation/reference_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <set>
#include <utility>

namespace fadecast::output {
namespace {

using validation::DotMiss, validation::photon_columns, validation::PhotonColumn, validation::type_names;
using Rgb = std::array<std::uint8_t, 3>;

constexpr std::uint8_t ink = 40, white = 255;
constexpr int letter = 2, heading = 3, line = 20;  // pixels: sizes of type, distance of lines
constexpr int margin = 24;

class Sheet {
public:
    Sheet(int width, int height)
        : picture_{width, height, .1, std::vector<std::uint8_t>(std::size_t(width) * height * 3, 255)} {}

    void fill(int left, int top, int width, int height, const Rgb& colour) {
        for (int row = top; row < top + height; ++row)
            for (int column = left; column < left + width; ++column)
                std::copy(colour.begin(), colour.end(),
                          &picture_.rgb[(std::size_t(row) * picture_.width + column) * 3]);
    }
    void write(const std::string& text, int left, int top, int size = letter, std::uint8_t grey = ink) {
        write_text(picture_, text, left, top, size, grey);
    }
    void write_centred(const std::string& text, int middle, int top, int size = letter,
                       std::uint8_t grey = ink) {
        write(text, middle - text_width(text, size) / 2, top, size, grey);
    }
    void write_before(const std::string& text, int right, int top) {
        write(text, right - text_width(text, letter), top);
    }
    Picture done() { return std::move(picture_); }

private:
    Picture picture_;
};

// Classes of delta E00, from magma: the darker, the worse.
struct Class {
    double below;
    Rgb colour;
    const char* name;
};
constexpr Class classes[] = {{.1, {252, 253, 191}, "below 0.1"}, {.3, {254, 213, 150}, "0.1 to 0.3"},
                             {1, {251, 150, 100}, "0.3 to 1"},   {2, {222, 73, 104}, "1 to 2"},
                             {4, {140, 41, 129}, "2 to 4"},      {INFINITY, {40, 17, 89}, "4 and more"}};
constexpr Rgb nothing{238, 240, 243};

const Class& class_of(double delta_e00) {  // not a number: the worst
    return *std::find_if(std::begin(classes), std::end(classes) - 1,
                         [&](const Class& each) { return delta_e00 < each.below; });
}

// A skin's place in a column's cell, and the cell's in a panel.
constexpr int skin_width = 48, skin_height = 22, skins_in_row = 2;
constexpr int gap = 4, cell_width = skins_in_row * skin_width + gap,
              cell_height = 6 / skins_in_row * skin_height + gap;

void draw_skin(Sheet& sheet, int type, int left, int top, const Class& look, const std::string& text) {
    left += (type - 1) % skins_in_row * skin_width, top += (type - 1) / skins_in_row * skin_height;
    sheet.fill(left + 1, top + 1, skin_width - 2, skin_height - 2, look.colour);
    sheet.write_centred(text, left + skin_width / 2, top + 4, letter, look.colour[1] < 100 ? white : ink);
}

template <typename Value>
int place_in(const std::set<Value>& all, const Value& value) {
    return int(std::distance(all.begin(), all.find(value)));
}

Rgb shown(const Lab& colour) {
    const auto srgb = srgb_of_xyz(xyz_of_lab(colour));
    Rgb bytes;
    std::transform(srgb.begin(), srgb.end(), bytes.begin(),
                   [](double value) { return std::uint8_t(std::lround(255 * value)); });
    return bytes;
}

}  // namespace

Picture draw_dot_map(const std::vector<DotMiss>& misses, double DotMiss::*where) {
    std::set<std::pair<double, double>> from_to_mm;
    std::set<double> widths_mm, optical_depths;
    for (const PhotonColumn& c : photon_columns) {
        from_to_mm.insert({c.top_mm, c.bottom_mm});
        widths_mm.insert(c.fwhm_mm);
        optical_depths.insert(c.depth_550);
    }
    constexpr int panels_in_row = 3, header = 116, gutter = 200, over = 32, under = 84;
    const int width = int(widths_mm.size()) * cell_width, height = int(from_to_mm.size()) * cell_height;
    const int rows = int(optical_depths.size()) / panels_in_row + 1;  // the last place is the key's
    Sheet sheet(gutter + panels_in_row * (width + margin), header + rows * (over + height + under));
    const auto left_of = [&](int panel) { return gutter + panel % panels_in_row * (width + margin); };
    const auto top_of = [&](int panel) {
        return header + panel / panels_in_row * (over + height + under) + over;
    };

    const bool middle = where == &DotMiss::middle;
    const std::vector<double> all = values_of(misses, where, [](const DotMiss&) { return true; });
    sheet.write(fmt::format("Dot model against Monte Carlo photons: delta E00 {}",
                            middle ? "in the middle of the dot" : "of the mean over 1 mm2 around the dot"),
                margin, margin, heading);
    sheet.write(
        fmt::format("Held-back set: {} columns of carbon black in skin of six types, none of them used "
                    "to calibrate the model.",
                    std::size(photon_columns)),
        margin, margin + 34);
    sheet.write(fmt::format("Median {:.2f}, 90 % below {:.2f}, worst {:.2f}. Asked for: median at most {}.",
                            validation::quantile(all, .5), validation::quantile(all, .9),
                            validation::quantile(all, 1),
                            middle ? validation::dot_middle_delta_e00 : validation::dot_patch_delta_e00),
                margin, margin + 34 + line);

    int panel = 0;
    for (const double optical_depth : optical_depths) {
        const int left = left_of(panel), top = top_of(panel);
        const bool first = panel++ % panels_in_row == 0;
        sheet.write(fmt::format("optical depth {} at 550 nm", optical_depth), left, top - 24);
        if (first) sheet.write("depth, mm", margin, top - 24);
        int row = top;
        for (const auto& [from_mm, to_mm] : from_to_mm) {
            if (first)
                sheet.write_before(fmt::format("{} - {}", from_mm, to_mm), left - 12,
                                   row + (cell_height - gap) / 2 - 7);
            for (int column = left; column < left + width; column += cell_width)
                sheet.fill(column, row, cell_width - gap, cell_height - gap, nothing);
            row += cell_height;
        }
        int column = left + (cell_width - gap) / 2;
        for (const double width_mm : widths_mm) {
            sheet.write_centred(fmt::format("{}", width_mm), column, row + 8);
            column += cell_width;
        }
        sheet.write_centred("width at half height, mm", left + (width - gap) / 2, row + 8 + line + 4);
    }
    for (const DotMiss& miss : misses) {
        const PhotonColumn& c = photon_columns[miss.column];
        const int at = place_in(optical_depths, c.depth_550);
        draw_skin(sheet, miss.type, left_of(at) + place_in(widths_mm, c.fwhm_mm) * cell_width,
                  top_of(at) + place_in(from_to_mm, {c.top_mm, c.bottom_mm}) * cell_height,
                  class_of(miss.*where), fmt::format("{:.1f}", miss.*where));
    }

    const int left = left_of(panel) + cell_width;
    int top = top_of(panel);
    sheet.write("delta E00", left, top);
    const auto name = [&](const Rgb& colour, const char* words) {
        top += line + 10;
        sheet.fill(left, top, skin_width, skin_height, colour);
        sheet.write(words, left + skin_width + 12, top + 4);
    };
    for (const Class& each : classes) name(each.colour, each.name);
    name(nothing, "not in the held-back set");
    top += 3 * line;
    sheet.write("skin type in each cell", left, top);
    for (int type = 1; type <= 6; ++type)
        draw_skin(sheet, type, left, top + line + 4, {0, nothing, ""}, type_names[type - 1]);
    return sheet.done();
}

Picture draw_skin_types() {
    constexpr int patch_width = 124, patch_height = 180, step = 2 * patch_width + margin;
    constexpr int gutter = 296, header = 144, row_height = line + 6;
    constexpr const char* rows[] = {
        "",         "model L* a* b*", "measured L* a* b*", "model ITA, degrees", "measured ITA, degrees",
        "delta E00"};
    const int table = header + patch_height + 16, foot = table + int(std::size(rows)) * row_height + 16;
    Sheet sheet(gutter + 6 * step, foot + 14 + margin);
    sheet.write("Six types of skin: model beside the mean of measured forearms", margin, margin, heading);
    sheet.write(
        "Light D65, observer of 2 degrees, reflection of the surface included; drawn in sRGB. Means by "
        "class of ITA, NIST forearms of 2017,",
        margin, margin + 34);
    sheet.write("to which the skins of the model were fitted. A delta E00 of 1 is just seen.", margin,
                margin + 34 + line);
    for (int row = 0; row < int(std::size(rows)); ++row)
        sheet.write_before(rows[row], gutter - margin, table + row * row_height);
    for (int type = 1; type <= 6; ++type) {
        const int left = gutter + (type - 1) * step, middle = left + patch_width;
        const auto write_row = [&](int row, const std::string& text) {
            sheet.write_centred(text, middle, table + row * row_height);
        };
        const auto draw_patch = [&](const char* whose, int patch_left, const Rgb& colour) {
            sheet.write_centred(whose, patch_left + patch_width / 2, header - line);
            sheet.fill(patch_left, header, patch_width, patch_height, colour);
        };
        const auto words = [](const Lab& lab) {
            return fmt::format("{:.1f}  {:.1f}  {:.1f}", lab.lightness, lab.a, lab.b);
        };
        const Lab model = measured_colour(skin_of_type(type, Skin{}));
        draw_patch("model", left, shown(model));
        write_row(0, fmt::format("type {}", type_names[type - 1]));
        write_row(1, words(model));
        write_row(3, fmt::format("{:.1f}", ita_deg(model)));
        if (type == 6) {
            draw_patch("measured", middle, nothing);
            sheet.write_centred("no mean", middle + patch_width / 2, header + patch_height / 2 - 7);
            for (const int row : {2, 4, 5}) write_row(row, "none");
            continue;
        }
        const Lab measured = colour_of_type(type);
        draw_patch("measured", middle, shown(measured));
        write_row(2, words(measured));
        write_row(4, fmt::format("{:.1f}", ita_deg(measured)));
        write_row(5, fmt::format("{:.2f}", delta_e00(model, measured)));
    }
    sheet.write(
        fmt::format(
            "Type VI: no mean was measured; its skin is the usual one with the melanin for an ITA of {}.",
            ita_of_fitzpatrick(6)),
        margin, foot);
    return sheet.done();
}

std::vector<File> validation_pictures(const Backend& backend, const Provenance& provenance) {
    const std::vector<DotMiss> misses = validation::dot_misses(backend);
    const auto file = [&](const char* name, const char* title, const Picture& picture) {
        return File{name, png(picture, {{"Title", title}, {"Software", "fadecast " + provenance.version}})};
    };
    return {
        file("dot-middle.png", "Dot model against photons, middle", draw_dot_map(misses, &DotMiss::middle)),
        file("dot-patch.png", "Dot model against photons, patch", draw_dot_map(misses, &DotMiss::patch)),
        file("skin-types.png", "Six types of skin, model and measured", draw_skin_types())};
}

}  // namespace fadecast::output
