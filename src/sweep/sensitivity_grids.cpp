// What grids show: levels side by side, and tables of two factors.

#include "sweep/sensitivity_charts.hpp"

#include "report/html.hpp"
#include "report/svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace fadecast::sensitivity_charts {
namespace {

using namespace report;
using namespace report::svg;

constexpr const char* small = " font-size=\"21\"";

constexpr double letter = 10.5;  // mean width in the small font

/// Bytes of the first so many letters.
std::size_t bytes_of(const std::string& words, int letters) {
    std::size_t bytes = 0;
    while (bytes < words.size() && letters_in(words.substr(0, bytes + 1)) <= letters) ++bytes;
    return bytes;
}

std::string cut(const std::string& words, int letters) { return shortened(words, bytes_of(words, letters)); }

/// Words on at most two lines under a level, so that neighbours do not meet.
std::string level_name(double x, double y, double room, const std::string& words) {
    const int most = int(std::max(3., room / letter));
    const std::size_t fits = bytes_of(words, most);
    if (fits == words.size()) return text(x, y, "middle", words, small);
    const std::size_t end = words.find_last_of(" -", fits);
    // A blank may stand just past the line, a hyphen may not.
    const bool hyphen = end < fits && words[end] == '-';
    if (end == std::string::npos || (!hyphen && words[end] == '-'))
        return text(x, y, "middle", cut(words, most), small);
    return text(x, y, "middle", words.substr(0, end + hyphen), small) +
           text(x, y + 24, "middle", cut(words.substr(end + 1), most), small);
}

/// From the house's pale to its strong shade.
std::string blend(double share) {
    constexpr std::array<int, 3> light{0xec, 0xf1, 0xf4}, dark{0x16, 0x46, 0x5c};
    std::string colour = "#";
    for (int i = 0; i < 3; ++i)
        colour += fmt::format("{:02x}", int(std::lround(light[i] + share * (dark[i] - light[i]))));
    return colour;
}

}  // namespace

Part level_panels(const OutputSensitivity& output, double upper) {
    constexpr double left = 130, gap = 40, size = 330;
    double low = INFINITY, high = -INFINITY;
    std::size_t slots = 0;
    for (const FactorLevels& factor : output.levels)
        for (const AtLevel& at : factor.at) {
            ++slots;
            if (!std::isfinite(at.median)) continue;
            low = std::min(low, at.p10), high = std::max(high, at.p90);
        }
    if (!(high > low)) low -= .5, high += .5;
    const double step = tick_step(high - low, 5);
    low = std::floor(low / step) * step, high = std::ceil(high / step) * step;
    const std::string unit = output.output.units == "1" ? "" : fmt::format(" ({})", output.output.units);
    std::string svg = text(0, upper + 24, "start",
                           fmt::format("{}{} at each level: median, and range of 8 in 10 over all else",
                                       output.output.name, unit),
                           bold);
    const double first = upper + 84, lower = first + size;
    const auto y = [&](double value) { return lower - size * (value - low) / (high - low); };
    for (double value = low; value <= high + step / 2; value += step)
        svg += line(left, y(value), width - 10, y(value), grid_grey, 1) +
               text(left - 12, y(value) + 8, "end",
                    fmt::format("{:.6g}", std::abs(value) < step / 2 ? 0. : value), small);
    const double room = (width - 10 - left - gap * double(output.levels.size() - 1)) / double(slots);
    double x = left;
    for (std::size_t f = 0; f < output.levels.size(); ++f) {
        const auto& levels = output.levels[f].at;
        svg += text(x + room * double(levels.size()) / 2, first - 16, "middle", output.levels[f].factor);
        if (f > 0) svg += box(x - gap, first - 40, x, lower + 56, "#fff");
        double before = NAN;
        std::string lines, marks;
        for (const AtLevel& at : levels) {
            const double middle_x = x + room / 2;
            if (std::isfinite(at.median)) {
                marks += line(middle_x, y(at.p10), middle_x, y(at.p90), middle, 16);
                if (std::isfinite(before) && !output.levels[f].words)
                    lines += line(middle_x - room, y(before), middle_x, y(at.median), strong, 2);
                marks += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"9\" fill=\"{}\"/>\n", middle_x,
                                     y(at.median), strong);
            }
            before = at.median;
            svg += level_name(middle_x, lower + 30, room - 8, at.level);
            x += room;
        }
        svg += marks + lines;
        x += gap;
    }
    return {svg, lower + 80};
}

Part heat_table(const OutputSensitivity& output, const PairOfFactors& pair, double upper) {
    constexpr double left = 430, row_height = 46;
    const auto& down = output.levels[pair.first].at;
    const auto& across = output.levels[pair.second].at;
    const double cell = std::min(220., (width - 10 - left) / double(across.size()));
    double low = INFINITY, high = -INFINITY;
    for (const auto& row : pair.medians)
        for (const double median : row)
            if (std::isfinite(median)) low = std::min(low, median), high = std::max(high, median);
    std::string svg = text(0, upper + 24, "start",
                           fmt::format("medians: {} down, {} across", output.levels[pair.first].factor,
                                       output.levels[pair.second].factor),
                           bold);
    const bool two_lines = std::ranges::any_of(
        across, [&](const AtLevel& at) { return letters_in(at.level) > int((cell - 8) / letter); });
    const double first = upper + (two_lines ? 100 : 76);
    for (std::size_t column = 0; column < across.size(); ++column)
        svg += level_name(left + cell * (double(column) + .5), first - (two_lines ? 38 : 14), cell - 8,
                          across[column].level);
    for (std::size_t row = 0; row < down.size(); ++row) {
        const double at = first + row_height * double(row);
        svg += text(left - 16, at + row_height / 2 + 9, "end", cut(down[row].level, 34));
        for (std::size_t column = 0; column < across.size(); ++column) {
            const double median = pair.medians[row][column], x = left + cell * double(column);
            if (!std::isfinite(median)) continue;
            const double share = high > low ? (median - low) / (high - low) : 0;
            svg += box(x + 1, at + 1, x + cell - 1, at + row_height - 1, blend(share).c_str());
            svg += text(x + cell / 2, at + row_height / 2 + 9, "middle", three_digits(median),
                        share > .5 ? " fill=\"#fff\"" : "");
        }
    }
    return {svg, first + row_height * double(down.size()) + 16};
}

}  // namespace fadecast::sensitivity_charts
