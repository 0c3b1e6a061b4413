// Bars of indices and how they settle; effects of Morris in a plane.

#include "sweep/sensitivity_charts.hpp"

#include "report/html.hpp"
#include "report/svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace fadecast::sensitivity_charts {
namespace {

using namespace report;
using namespace report::svg;

constexpr double left = 470, right = 1380, small_left = 1530, small_right = width - 10;
constexpr const char* small = " font-size=\"21\"";
const std::string small_quiet = fmt::format(" font-size=\"21\" fill=\"{}\"", quiet);

double upper_end(const Index& index) { return std::isnan(index.high) ? index.value : index.high; }

std::string bar(double from, double to, double row, double height, bool filled, const char* colour) {
    return fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{}\" fill=\"{}\" stroke=\"{}\" "
        "stroke-width=\"2\"/>\n",
        std::min(from, to), row - height / 2, std::abs(to - from), height, filled ? colour : "#fff", colour);
}

/// How the index of the last kind goes with the number of units, on a logarithmic axis; up, from 0 to the
/// largest of its own.
std::string settling(const OutputSensitivity& output, int effect, double row, double half) {
    double top = 0;
    for (const Convergence& step : output.convergence)
        top = std::max(top, upper_end(step.indices[effect].back()));
    if (!(top > 0)) top = 1;
    const double first = std::log2(double(output.convergence.front().used)),
                 last = std::log2(double(output.convergence.back().used));
    std::string forth, back, curve;
    for (const Convergence& step : output.convergence) {
        const Index& index = step.indices[effect].back();
        const double x =
            small_left + (small_right - small_left) * (std::log2(double(step.used)) - first) / (last - first);
        const auto y = [&](double value) { return row + half - 2 * half * std::clamp(value / top, 0., 1.); };
        curve += fmt::format("{:.1f},{:.1f} ", x, y(index.value));
        if (std::isnan(index.low)) continue;
        forth += fmt::format("{:.1f},{:.1f} ", x, y(index.low));
        back = fmt::format("{:.1f},{:.1f} ", x, y(index.high)) + back;
    }
    return line(small_left, row + half, small_right, row + half, grid_grey, 1) +
           (forth.empty() ? "" : fmt::format("<polygon points=\"{}{}\" fill=\"{}\"/>\n", forth, back, pale)) +
           fmt::format("<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"3\"/>\n", curve,
                       strong);
}

}  // namespace

double tick_step(double range, int about) {
    const double rough = range / about, power = std::pow(10, std::floor(std::log10(rough)));
    for (const double step : {1., 2., 5.})
        if (rough <= step * power * 1.0001) return step * power;
    return 10 * power;
}

Part bars(const StudySensitivity& study, const OutputSensitivity& output, double upper) {
    const bool morris = study.design == DesignKind::morris;
    const std::size_t kinds = study.kinds.size();
    const double height = kinds > 1 ? 64 : 46, thick = kinds > 1 ? 21 : 24;
    const std::vector<int> order = strongest_first(output);
    const std::size_t without = std::size_t(
        std::ranges::count_if(order, [&](int i) { return output.effects[i].indices.back().value == 0; }));
    const std::size_t shown = std::min(std::max<std::size_t>(1, order.size() - without), most_rows);
    double low = 0, top = 0;
    for (std::size_t i = 0; i < shown; ++i)
        for (const Index& index : output.effects[order[i]].indices) {
            top = std::max(top, upper_end(index));
            if (!std::isnan(index.low)) low = std::min(low, index.low);
        }
    if (!(top > 0)) top = 1;
    const double step = tick_step(top - low, 6);
    low = std::floor(low / step + 1e-9) * step, top = std::ceil(top / step - 1e-9) * step;
    const auto x = [&](double value) {
        return left + (right - left) * (std::clamp(value, low, top) - low) / (top - low);
    };

    // What is what.
    std::string svg;
    double key = left;
    const char* colours[] = {kinds > 1 ? middle : strong, strong};
    const std::string names[] = {kinds > 1                        ? "first: alone"
                                 : morris                         ? "mean size of effects (mu*)"
                                 : study.kinds.front() == "index" ? "PAWN index"
                                                                  : study.kinds.front(),
                                 "total: with all others"};
    for (std::size_t kind = 0; kind < kinds; ++kind) {
        svg += bar(key, key + 34, upper + 14, 20, true, colours[kind]);
        svg += text(key + 46, upper + 22, "start", names[kind], small);
        key += 70 + 11.5 * double(names[kind].size());
    }
    svg += bar(key, key + 34, upper + 14, 20, false, strong) +
           text(key + 46, upper + 22, "start", "hollow: not distinguishable from 0", small);
    const bool curves = output.convergence.size() > 1;
    if (curves)
        svg +=
            text(small_left, upper + 22, "start",
                 fmt::format("{} by number of {}", morris ? "mu*" : study.kinds.back(), output.units), small);
    const double first_row = upper + 46, bottom = first_row + height * double(shown);

    for (double value = low; value <= top + step / 2; value += step) {
        svg += line(x(value), first_row, x(value), bottom, grid_grey, 1);
        svg += text(x(value), bottom + 28, "middle",
                    fmt::format("{:.6g}", std::abs(value) < step / 2 ? 0. : value), small);
    }
    for (std::size_t i = 0; i < shown; ++i) {
        const Effect& effect = output.effects[order[i]];
        const double row = first_row + height * (double(i) + .5);
        svg += text(left - 16, row + 9, "end", shortened(effect.name, 34));
        for (std::size_t kind = 0; kind < kinds; ++kind) {
            const Index& index = effect.indices[kind];
            const double at = row + (double(kind) - (double(kinds) - 1) / 2) * (thick + 4);
            svg += bar(x(0), x(index.value), at, thick, index.distinguishable, colours[kind]);
            if (std::isnan(index.low)) continue;
            svg += line(x(index.low), at, x(index.high), at, "#fff", 7);
            svg += line(x(index.low), at, x(index.high), at, ink, 3);
        }
        double end = x(0);
        for (const Index& index : effect.indices) end = std::max(end, x(upper_end(index)));
        const Index& last = effect.indices.back();
        svg += over(end + 14, row + 9, "start", index_words(last.value, !morris));
        if (curves) svg += settling(output, order[i], row, height / 2 - 6);
    }
    svg += line(x(0), first_row, x(0), bottom, ink, 2);
    if (curves) {
        svg +=
            text(small_left, bottom + 28, "start", fmt::format("{}", output.convergence.front().used), small);
        svg +=
            text(small_right, bottom + 28, "end", fmt::format("{}", output.convergence.back().used), small);
    }
    if (shown < order.size()) {
        const std::size_t zeros = std::min(without, order.size() - shown),
                          weaker = order.size() - shown - zeros;
        svg += text(left, bottom + 62, "start",
                    weaker ? fmt::format("not shown: {} weaker, {} whose index is 0", weaker, zeros)
                           : fmt::format("not shown: {} whose index is 0", zeros),
                    small_quiet.c_str());
    }
    return {svg, bottom + (shown < order.size() ? 76 : 42)};
}

Part scatter(const OutputSensitivity& output, double upper) {
    constexpr double frame_left = 130, frame_right = 1700, size = 640;
    const double lower = upper + size;
    double right_end = 0, top = 0;
    for (const Effect& effect : output.effects) {
        right_end = std::max(right_end, upper_end(effect.indices[0]));
        top = std::max(top, effect.sigma);
    }
    if (!(right_end > 0)) right_end = 1;
    top = std::max(top, right_end / 4);
    const double step_x = tick_step(right_end, 6), step_y = tick_step(top, 4);
    right_end = std::ceil(right_end / step_x) * step_x, top = std::ceil(top / step_y) * step_y;
    const auto x = [&](double value) { return frame_left + (frame_right - frame_left) * value / right_end; };
    const auto y = [&](double value) { return lower - size * value / top; };
    const std::string unit = output.output.units == "1" ? "" : fmt::format(", {}", output.output.units);

    std::string svg;
    for (double value = 0; value <= right_end + step_x / 2; value += step_x)
        svg += line(x(value), upper, x(value), lower, grid_grey, 1) +
               text(x(value), lower + 28, "middle", fmt::format("{:.6g}", value), small);
    for (double value = 0; value <= top + step_y / 2; value += step_y)
        svg += line(frame_left, y(value), frame_right, y(value), grid_grey, 1) +
               text(frame_left - 12, y(value) + 8, "end", fmt::format("{:.6g}", value), small);
    svg += line(frame_left, lower, frame_right, lower, ink, 2);
    svg += line(frame_left, upper, frame_left, lower, ink, 2);
    const double same = std::min(right_end, top);
    svg += line(x(0), y(0), x(same), y(same), quiet, 2, "10 8");
    svg += text((frame_left + frame_right) / 2, lower + 62, "middle",
                "mean size of effects (mu*)" + unit + ", with 95 % interval");
    svg += text(frame_left, upper - 14, "start",
                "scatter of effects (sigma)" + unit +
                    "; near and above the dashed line (sigma = mu*): curved, or hangs on other factors");

    // Names of the strongest, each where it covers no other one.
    struct Box {
        double left, upper, right, lower;
    };
    std::vector<Box> taken;
    const auto free = [&](const Box& box) {
        return box.left > frame_left && box.right < width - 4 && box.upper > upper && box.lower < lower &&
               std::ranges::none_of(taken, [&](const Box& other) {
                   return box.left < other.right && other.left < box.right && box.upper < other.lower &&
                          other.upper < box.lower;
               });
    };
    const std::vector<int> order = strongest_first(output);
    for (const Effect& effect : output.effects) {
        const double px = x(effect.indices[0].value), py = y(effect.sigma);
        taken.push_back({px - 11, py - 11, px + 11, py + 11});
    }
    std::string names;
    for (auto i = order.rbegin(); i != order.rend(); ++i) {
        const Effect& effect = output.effects[*i];
        const Index& index = effect.indices[0];
        const double px = x(index.value), py = y(effect.sigma);
        svg += line(x(index.low), py, x(index.high), py, middle, 4);
        svg += fmt::format(
            "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"9\" fill=\"{}\" stroke=\"{}\" stroke-width=\"3\"/>\n",
            px, py, index.distinguishable ? strong : "#fff", strong);
    }
    for (const int i : order) {
        const Effect& effect = output.effects[i];
        if (!effect.indices[0].distinguishable) continue;
        const double px = x(effect.indices[0].value), py = y(effect.sigma);
        const double length = 12.2 * double(effect.name.size());
        const struct {
            double x, y;
            const char* anchor;
        } places[] = {{px + 14, py - 12, "start"}, {px + 14, py + 30, "start"}, {px - 14, py - 12, "end"},
                      {px, py - 18, "middle"},     {px, py + 34, "middle"},     {px - 14, py + 30, "end"}};
        for (const auto& place : places) {
            const double from = place.x - (*place.anchor == 's'   ? 0
                                           : *place.anchor == 'e' ? length
                                                                  : length / 2);
            const Box box{from, place.y - 21, from + length, place.y + 6};
            if (!free(box)) continue;
            taken.push_back(box);
            names += over(place.x, place.y, place.anchor, effect.name);
            break;
        }
    }
    return {svg + names, lower + 84};
}

}  // namespace fadecast::sensitivity_charts
