// The cross-section: where the pigment lies, panel by panel on one sheet.

#include "output/documents.hpp"
#include "output/lettering.hpp"
#include "output/raster.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace fadecast::output {
namespace {

using Rgb = std::array<double, 3>;

constexpr Rgb paper{255, 255, 255}, air{240, 244, 247}, epidermis{232, 200, 176}, papillary{247, 224, 213},
    reticular{250, 234, 226}, junction{140, 86, 62}, epithelium{168, 116, 88}, wound{206, 40, 40},
    crust{120, 72, 48};
constexpr std::uint8_t ink = 40;
constexpr int letter = 2, line = 20;  // pixels: size of type, distance of lines
constexpr int panel_width = 480, gap = 16, gutter = 132, key = 132;  // pixels
constexpr int air_rows = 52, strip_rows = 56;                        // above and below the skin
constexpr int skin_rows = 4, crust_rows = 22;                        // of the epithelium's line, of a scab
constexpr int most_in_row = 4;
constexpr double decades = 3;  // of the colours

// Magma, perceptually uniform, at every sixteenth (S. van der Walt and N. Smith, matplotlib 1.5, CC0).
constexpr std::array<Rgb, 17> magma{{{0, 0, 4},
                                     {10, 8, 34},
                                     {29, 17, 71},
                                     {54, 16, 107},
                                     {81, 18, 124},
                                     {106, 28, 129},
                                     {131, 38, 129},
                                     {156, 46, 127},
                                     {183, 55, 121},
                                     {207, 64, 112},
                                     {229, 80, 100},
                                     {244, 105, 92},
                                     {251, 135, 97},
                                     {254, 165, 113},
                                     {254, 194, 135},
                                     {253, 224, 161},
                                     {252, 253, 191}}};

Rgb mix(const Rgb& from, const Rgb& to, double share) {
    Rgb mixed;
    for (int k = 0; k < 3; ++k) mixed[k] = from[k] + (to[k] - from[k]) * share;
    return mixed;
}

// Much pigment is dark; the least fades into what lies behind. `level` is 0 to 1 over the decades.
Rgb over(const Rgb& behind, double level) {
    if (level <= 0) return behind;
    const double at = 16 * (1 - std::min(level, 1.));
    const int below = std::min(int(at), 15);
    return mix(behind, mix(magma[below], magma[below + 1], at - below), std::min(1., level / .3));
}

void paint(Picture& picture, int column, int row, const Rgb& colour) {
    if (column < 0 || row < 0 || column >= picture.width || row >= picture.height) return;
    for (int k = 0; k < 3; ++k)
        picture.rgb[(std::size_t(row) * picture.width + column) * 3 + k] = std::uint8_t(colour[k] + .5);
}

Rgb colour_at(const Picture& picture, int column, int row) {
    const auto* rgb = &picture.rgb[(std::size_t(row) * picture.width + column) * 3];
    return {double(rgb[0]), double(rgb[1]), double(rgb[2])};
}

// 1, 2 or 5 times a power of ten.
double round_number_up_to(double value) {
    const double ten = std::pow(10, std::floor(std::log10(value)));
    for (const double step : {1., 2., 5.})
        if (value <= step * ten * (1 + 1e-9)) return step * ten;
    return 10 * ten;
}

// Between which middles of cells a place lies; not across the cell `first`, where a layer ends.
struct Between {
    int low, high;
    double share;  ///< of `high`
};
Between between(const std::vector<double>& faces, double place, int first, int last) {
    const auto middle = [&](int cell) { return (faces[cell] + faces[cell + 1]) / 2; };
    int cell = first;
    while (cell + 1 < last && middle(cell + 1) <= place) ++cell;
    if (cell + 1 >= last || place <= middle(cell)) return {cell, cell, 0};
    return {cell, cell + 1, (place - middle(cell)) / (middle(cell + 1) - middle(cell))};
}

// One sheet: what all panels have in common.
class Sheet {
public:
    Sheet(const Simulation& simulation, int most_in_row) : run_(simulation) {
        // So that the pigment fills the panel, in tenths of a millimetre; wide enough to see where it ends.
        const auto tenths = [](double length_mm) { return std::ceil(10 * length_mm - 1e-6) / 10; };
        half_width_mm_ =
            std::clamp(tenths(1.25 * radius_within(run_, .02)), .3, tenths(run_.radial_face_mm.back()));
        depth_mm_ = std::min(std::max(tenths(1.4 * depth_within(run_, .01)), .5), run_.depth_face_mm.back());
        pixels_per_mm_ = panel_width / (2 * half_width_mm_);
        depth_rows_ = int(std::lround(depth_mm_ * pixels_per_mm_));
        double most = 0;
        for (std::size_t time = 0; time < run_.field_day.size(); ++time)
            for (const float each : pigment_at(run_, time)) most = std::max(most, double(each));
        top_ = most > 0 ? round_number_up_to(most) : 1;

        const int panels = int(run_.field_day.size()), rows = (panels + most_in_row - 1) / most_in_row;
        in_row_ = (panels + rows - 1) / rows;
        const int height = gap + rows * (air_rows + depth_rows_ + strip_rows + gap);
        picture_.width = gutter + in_row_ * (panel_width + gap) + key;
        picture_.height = std::max(height, 2 * gap + 4 * line + 160);
        picture_.pixel_mm = 1 / pixels_per_mm_;
        picture_.rgb.assign(std::size_t(picture_.width) * picture_.height * 3, 255);
    }

    /// One panel with the key, cut out of what was drawn in one row.
    Picture panel(std::size_t time) const {
        Picture cut{panel_width + key, air_rows + depth_rows_ + strip_rows, picture_.pixel_mm, {}};
        const int keys = gutter + in_row_ * (panel_width + gap);
        for (int row = 0; row < cut.height; ++row) {
            const auto line =
                picture_.rgb.begin() + std::size_t(top_of(time) - air_rows + row) * picture_.width * 3;
            cut.rgb.insert(cut.rgb.end(), line + left_of(time) * 3, line + (left_of(time) + panel_width) * 3);
            cut.rgb.insert(cut.rgb.end(), line + (keys - gap) * 3, line + (keys - gap + key) * 3);
        }
        return cut;
    }

    const Picture& draw() {
        for (std::size_t time = 0; time < run_.field_day.size(); ++time) {
            const int left = left_of(time), top = top_of(time);
            draw_skin(time, left, top);
            draw_surface(time, left, top);
            draw_caption(time, left, top + depth_rows_ + 10);
            if (left == gutter) name_layers(top);
        }
        draw_key(gutter + in_row_ * (panel_width + gap), gap);
        return picture_;
    }

private:
    int left_of(std::size_t time) const { return gutter + int(time) % in_row_ * (panel_width + gap); }
    int top_of(std::size_t time) const {
        return gap + int(time) / in_row_ * (air_rows + depth_rows_ + strip_rows + gap) + air_rows;
    }
    int row_of(double depth_mm) const { return int(std::lround(depth_mm * pixels_per_mm_)); }
    double level(double concentration) const {
        return 1 + std::log10(std::max(concentration, 1e-9 * top_) / top_) / decades;
    }
    void write(const std::string& text, int column, int row) {
        write_text(picture_, text, column, row, letter, ink);
    }

    // Between cells the logarithm is linear in place, which is how a bell's flank looks least jagged.
    void draw_skin(std::size_t time, int left, int top) {
        const std::vector<float> pigment = pigment_at(run_, time);
        const int rings = run_.grid.radial_cells, layers = run_.grid.depth_cells;
        std::vector<double> levels(pigment.size());
        std::transform(pigment.begin(), pigment.end(), levels.begin(), [&](float c) { return level(c); });
        for (int row = 0; row < depth_rows_; ++row) {
            const double depth = (row + .5) / pixels_per_mm_;
            const bool above = depth < run_.epidermis_mm;
            const Rgb& skin = above ? epidermis : depth < run_.papillary_bottom_mm ? papillary : reticular;
            const Between z = between(run_.depth_face_mm, depth, above ? 0 : run_.grid.epidermis_cells,
                                      above ? run_.grid.epidermis_cells : layers);
            for (int column = 0; column < panel_width; ++column) {
                const double distance = std::abs(column + .5 - panel_width / 2.) / pixels_per_mm_;
                const Between r = between(run_.radial_face_mm, distance, 0, rings);
                const auto at = [&](int layer) {
                    return std::lerp(levels[std::size_t(layer) * rings + r.low],
                                     levels[std::size_t(layer) * rings + r.high], r.share);
                };
                paint(picture_, left + column, top + row,
                      over(skin, std::lerp(at(z.low), at(z.high), z.share)));
            }
        }
        // Where layers end: the membrane as a line, the dermis' halves, which pass into each other, in
        // dashes.
        for (int column = 0; column < panel_width; ++column)
            for (const double depth : {run_.epidermis_mm, run_.papillary_bottom_mm}) {
                const bool dashed = depth == run_.papillary_bottom_mm && column / 6 % 2 == 1;
                if (dashed || depth >= depth_mm_) continue;
                const Rgb here = colour_at(picture_, left + column, top + row_of(depth));
                paint(picture_, left + column, top + row_of(depth),
                      mix(here, here[1] < 100 ? paper : junction, .5));
            }
    }

    // Air, the scab as a cap on the skin, and the epithelium as a line that is red where it is missing.
    void draw_surface(std::size_t time, int left, int top) {
        const int rings = run_.grid.radial_cells;
        const float* cover = &run_.cover[time * rings];
        const float* scab = &run_.scab[time * rings];
        const bool open = cover[0] < .5;
        for (int column = 0; column < panel_width; ++column) {
            const double distance = std::abs(column + .5 - panel_width / 2.) / pixels_per_mm_;
            const Between r = between(run_.radial_face_mm, distance, 0, rings);
            const double height =
                scab[0] > 0 ? crust_rows * std::lerp(scab[r.low], scab[r.high], r.share) / scab[0] : 0;
            const double closed = std::clamp(double(std::lerp(cover[r.low], cover[r.high], r.share)), 0., 1.);
            for (int row = 0; row < air_rows; ++row)
                paint(picture_, left + column, top - 1 - row,
                      row < skin_rows ? mix(wound, epithelium, closed)
                                      : mix(air, crust, std::clamp(height + skin_rows - row, 0., 1.)));
        }
        std::string words = open ? "open puncture" : "";
        if (scab[0] > 0) words += open ? " under a scab" : "scab";
        write(words, left + (panel_width - text_width(words, letter)) / 2, top - air_rows + 6);
    }

    void draw_caption(std::size_t time, int left, int top) {
        write(age_words(run_.field_day[time]), left, top);
        write("simulated", left, top + line);
        const double bar_mm = round_number_up_to(half_width_mm_ / 3);
        const int bar = row_of(bar_mm), from = left + panel_width - bar;
        for (int column = from; column < from + bar; ++column)
            for (int row = 4; row < 10; ++row) set_pixel(picture_, column, top + row, ink);
        const std::string length = fmt::format("{} mm", bar_mm);
        write(length, left + panel_width - text_width(length, letter), top + line);
    }

    // To the left of the first panel of a row: each name at its layer's middle, or as near as there is room.
    void name_layers(int top) {
        const std::array<std::pair<std::vector<std::string>, double>, 3> layers{
            {{{"epidermis"}, run_.epidermis_mm},
             {{"papillary", "dermis"}, run_.papillary_bottom_mm},
             {{"reticular", "dermis"}, depth_mm_}}};
        double from = 0;
        int free_row = top - air_rows;
        for (const auto& [words, to] : layers) {
            const int middle = top + (row_of(from) + row_of(std::min(to, depth_mm_))) / 2;
            const int height = int(words.size()) * line - 6;
            int row = std::max(middle - height / 2, free_row);
            for (int step = 0; step < 100; ++step) {  // a pointer from the name to its layer
                const int at = int(std::lround(std::lerp(row + height / 2., double(middle), step / 99.)));
                for (int thick = 0; thick < 2; ++thick)
                    set_pixel(picture_, gutter - 14 + step / 9, at + thick, 150);
            }
            for (const std::string& word : words) {
                write(word, gutter - 18 - text_width(word, letter), row);
                row += line;
            }
            free_row = row + 6;
            from = to;
        }
    }

    void draw_key(int left, int top) {
        write("pigment", left, top);
        write("ng/mm", left, top + line);
        write_text(picture_, "3", left + text_width("ng/mm", letter) + 3, top + line - 3, 1, ink);
        write("log scale", left, top + 2 * line);
        const int first = top + 4 * line, rows = std::clamp(picture_.height - first - gap, 160, 360);
        for (int row = 0; row < rows; ++row)
            for (int column = 0; column < 24; ++column)
                paint(picture_, left + column, first + row, over(papillary, 1 - (row + .5) / rows));
        const auto tick = [&](double concentration) {
            const int row = first + int(std::lround((1 - level(concentration)) * rows));
            for (int column = 24; column < 30; ++column) set_pixel(picture_, left + column, row, ink);
            write(fmt::format("{:g}", concentration), left + 36, row - 7);
        };
        const double bottom = top_ * std::pow(10, -decades);
        tick(top_);
        for (double ten = std::pow(10, std::floor(std::log10(.7 * top_))); ten > 1.4 * bottom; ten /= 10)
            tick(ten);
        tick(bottom);
    }

    const Simulation& run_;
    double half_width_mm_, depth_mm_, pixels_per_mm_, top_;
    int depth_rows_, in_row_;
    Picture picture_;
};

}  // namespace

std::string age_words(double day) {
    const auto count = [](double number, const char* unit) {
        return fmt::format("{:g} {}{}", number, unit, number == 1 ? "" : "s");
    };
    const auto whole = [&](double unit_day) {  // to the day, since whole days are what can be asked for
        const double number = std::round(day / unit_day);
        return std::abs(number * unit_day - day) <= .5 ? number : 0;
    };
    if (day > 0 && day < 1)
        return day < 1. / 24 ? count(std::round(day * 1440), "minute") : count(day * 24, "hour");
    if (day < 14) return fmt::format("day {:g}", day);
    if (const double half_years = whole(365.25 / 2); half_years >= 2) return count(half_years / 2, "year");
    if (day < 84 && std::fmod(day, 7) == 0) return count(day / 7, "week");
    if (const double months = whole(365.25 / 12); months >= 2) return count(months, "month");
    return fmt::format("day {:g}", day);
}

std::string time_name(double day) {
    std::string words = age_words(day);
    const std::size_t blank = words.find(' ');
    const std::string number = words.substr(0, blank), unit = words.substr(blank + 1);
    if (number == "day") return number + unit;
    for (const auto& [word, letters] :
         {std::pair{"year", "y"}, {"month", "month"}, {"week", "w"}, {"hour", "h"}, {"minute", "min"}})
        if (unit.starts_with(word)) return number + letters;
    return fmt::format("day{:g}", day);
}

Picture draw_section(const Simulation& simulation) { return Sheet(simulation, most_in_row).draw(); }

std::vector<Picture> section_panels(const Simulation& simulation) {
    Sheet sheet(simulation, int(simulation.field_day.size()));
    sheet.draw();
    std::vector<Picture> panels;
    for (std::size_t time = 0; time < simulation.field_day.size(); ++time)
        panels.push_back(sheet.panel(time));
    return panels;
}

}  // namespace fadecast::output
