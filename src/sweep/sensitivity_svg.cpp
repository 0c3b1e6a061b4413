// The chart of one output: heading, what it rests on, and the parts that its design has.

#include "sweep/sensitivity_charts.hpp"

#include "report/svg.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fadecast {
namespace {

using namespace report;
using namespace report::svg;

/// Words in lines of at most so many letters.
std::vector<std::string> wrapped(std::string words, std::size_t most) {
    std::vector<std::string> lines;
    while (words.size() > most) {
        const std::size_t space = words.rfind(' ', most);
        if (space == std::string::npos) break;
        lines.push_back(words.substr(0, space));
        words.erase(0, space + 1);
    }
    lines.push_back(words);
    return lines;
}

}  // namespace

std::string sensitivity_svg(const StudySensitivity& study, const OutputSensitivity& output) {
    if (!output.refused.empty() && output.levels.empty()) return "";
    using namespace sensitivity_charts;
    std::string svg;
    double row = 26;
    for (const std::string& part : wrapped(study.title, 95)) {
        svg += text(0, row, "start", part, " font-size=\"36\" font-weight=\"bold\"");
        row += 44;
    }
    for (const std::string& part : wrapped(sensitivity_heading(study, output), 140)) {
        svg += text(0, row, "start", part);
        row += 34;
    }
    std::vector<std::string> notes = sensitivity_notes(study, output);
    notes.insert(notes.begin(), output.refused.empty() ? sensitivity_basis(study, output)
                                                       : "No indices: " + output.refused + ".");
    for (const std::string& note : notes)
        for (const std::string& part : wrapped(note, 170)) {
            svg += text(0, row, "start", part, fmt::format(" font-size=\"21\" fill=\"{}\"", quiet).c_str());
            row += 30;
        }
    const auto add = [&](const Part& part) {
        svg += part.svg;
        row = part.lower + 40;
    };
    row += 10;
    if (study.design == DesignKind::morris) {
        row += 30;
        add(scatter(output, row));
    }
    if (!output.effects.empty()) add(bars(study, output, row));
    if (!output.levels.empty()) add(level_panels(output, row));
    if (!output.pairs.empty() && !output.effects.empty()) {
        const std::vector<int> order = strongest_first(output);
        for (const PairOfFactors& pair : output.pairs)
            if (pair.first == std::min(order[0], order[1]) && pair.second == std::max(order[0], order[1]))
                add(heat_table(output, pair, row));
    }
    constexpr int margin = 40;
    const int whole_width = int(width) + 2 * margin, height = int(row) - 40 + 2 * margin;
    return open_svg(whole_width, height, study.title) + box(0, 0, whole_width, height, "#fff") +
           fmt::format("<g transform=\"translate({0} {0})\">\n", margin) + svg + "</g>\n</svg>\n";
}

}  // namespace fadecast
