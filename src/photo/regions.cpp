// Parts of a photo and their means.

#include "photo/regions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace fadecast::photo {
namespace {

/// Twice the area of a triangle, positive where a, b, c turn clockwise on the screen.
double turn(Point a, Point b, Point c) { return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x); }

}  // namespace

Corners read_corners(const std::string& numbers) {
    std::vector<double> values;
    bool good = true;
    for (std::size_t from = 0; from <= numbers.size() && good;) {
        const std::size_t comma = std::min(numbers.find(',', from), numbers.size());
        double value = 0;
        const char* end = numbers.data() + comma;
        const auto [stop, error] = std::from_chars(numbers.data() + from, end, value);
        good = error == std::errc() && stop == end && std::abs(value) < 1e6;
        values.push_back(value);
        from = comma + 1;
    }
    if (good && values.size() == 4 && values[2] > 0 && values[3] > 0) {
        const double left = values[0], top = values[1], right = left + values[2], bottom = top + values[3];
        return {{{left, top}, {right, top}, {right, bottom}, {left, bottom}}};
    }
    if (!good || values.size() != 8)
        throw Error(
            fmt::format("\"{}\" is no region; write x,y,width,height in pixels from the upper left "
                        "corner, or four corners x1,y1,x2,y2,x3,y3,x4,y4 in turn",
                        numbers));
    Corners corners;
    for (int i = 0; i < 4; ++i) corners[i] = {values[2 * i], values[2 * i + 1]};
    const double first = turn(corners[3], corners[0], corners[1]);
    for (int i = 0; i < 3; ++i)
        if (turn(corners[i], corners[i + 1], corners[(i + 2) % 4]) * first <= 0)
            throw Error(
                fmt::format("\"{}\" is no region: its sides cross or its corners lie on a line; list "
                            "the corners in turn",
                            numbers));
    return corners;
}

bool lies_within(const Photo& photo, const Corners& region) {
    return std::all_of(region.begin(), region.end(), [&](Point corner) {
        return corner.x >= 0 && corner.y >= 0 && corner.x <= photo.width && corner.y <= photo.height;
    });
}

bool overlap(const Corners& one, const Corners& other) {
    // Convex shapes lie apart where the line through a side of one has all of the other beyond it.
    const auto has_side_between = [](const Corners& from, const Corners& to) {
        const double inwards = turn(from[0], from[1], from[2]);
        for (int i = 0; i < 4; ++i)
            if (std::all_of(to.begin(), to.end(), [&](Point corner) {
                    return turn(from[i], from[(i + 1) % 4], corner) * inwards <= 0;
                }))
                return true;
        return false;
    };
    return !has_side_between(one, other) && !has_side_between(other, one);
}

double side_px(const Corners& region) {
    return std::sqrt(std::abs(turn(region[0], region[1], region[2]) + turn(region[0], region[2], region[3])) /
                     2);
}

Area mean_inside(const Photo& photo, const Corners& region) {
    const auto by_x = [](Point a, Point b) { return a.x < b.x; };
    const auto by_y = [](Point a, Point b) { return a.y < b.y; };
    const auto [left, right] = std::minmax_element(region.begin(), region.end(), by_x);
    const auto [top, bottom] = std::minmax_element(region.begin(), region.end(), by_y);
    const double side = turn(region[0], region[1], region[2]);
    Area area;
    double clipped = 0;
    for (int y = int(top->y); y < std::min(photo.height, int(bottom->y) + 1); ++y)
        for (int x = int(left->x); x < std::min(photo.width, int(right->x) + 1); ++x) {
            const Point middle{x + .5, y + .5};
            bool inside = true;
            for (int i = 0; i < 4; ++i) inside &= turn(region[i], region[(i + 1) % 4], middle) * side >= 0;
            if (!inside) continue;
            const Rgb light = photo.at(x, y);
            for (int c = 0; c < 3; ++c) area.mean[c] += light[c];
            clipped += *std::max_element(light.begin(), light.end()) >= clipped_light;
            ++area.pixels;
        }
    for (double& value : area.mean) value /= std::max(1, area.pixels);
    area.clipped = clipped / std::max(1, area.pixels);
    return area;
}

}  // namespace fadecast::photo
