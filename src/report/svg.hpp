#pragma once
// What the charts are drawn with. All style is in attributes, so that the same drawing stands in a page and
// goes to PDF.

#include "report/page.hpp"

#include <string>
#include <vector>

namespace fadecast::report::svg {

/// A plotting area in SVG units: x from days after day 0, y from 0 at the bottom to `top`.
struct Frame {
    double left, right, upper, lower;
    double first_day, last_day, top;

    double x(double day) const { return left + (right - left) * (day - first_day) / (last_day - first_day); }
    double y(double value) const { return lower - (lower - upper) * value / top; }
};

inline constexpr const char* bold = " font-weight=\"bold\"";

std::string open_svg(int width, int height, const std::string& title);
std::string text(double x, double y, const char* anchor, const std::string& words, const char* style = "");

/// Text in a white rim, over lines and bands.
std::string over(double x, double y, const char* anchor, const std::string& words);

std::string line(double x1, double y1, double x2, double y2, const char* colour, double width,
                 const char* dashes = "");
std::string box(double left, double upper, double right, double lower, const char* colour);
std::string diamond(double x, double y, double size, const char* look);  ///< look: attributes of the path
std::string curve(const Frame& frame, const std::vector<double>& days, const std::vector<double>& values,
                  const char* colour, double width, const char* dashes = "");
std::string band(const Frame& frame, const std::vector<double>& days, const std::vector<double>& low,
                 const std::vector<double>& high, const char* colour);

/// What lies inside the frame: curves leave it at the end of the shown years and where fresh dots are darker
/// than the axis reaches.
std::string clipped(const Frame& frame, const std::string& id, const std::string& content);

}  // namespace fadecast::report::svg
