// Elements of SVG as text.

#include "report/svg.hpp"

#include "report/html.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fadecast::report::svg {

std::string open_svg(int width, int height, const std::string& title) {
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{2}mm\" height=\"{3}mm\" "
        "role=\"img\" aria-label=\"{4}\" font-family=\"Liberation Sans, Helvetica, Arial, sans-serif\" "
        "font-size=\"25\" fill=\"{5}\">\n",
        width, height, width / 10., height / 10., escape(title), ink);
}

std::string text(double x, double y, const char* anchor, const std::string& words, const char* style) {
    return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\"{}>{}</text>\n", x, y, anchor,
                       style, escape(words));
}

std::string over(double x, double y, const char* anchor, const std::string& words) {
    return text(x, y, anchor, words, " stroke=\"#fff\" stroke-width=\"7\" stroke-linejoin=\"round\"") +
           text(x, y, anchor, words, "");
}

std::string line(double x1, double y1, double x2, double y2, const char* colour, double width,
                 const char* dashes) {
    return fmt::format(
        "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"{}\" "
        "stroke-width=\"{}\"{}/>\n",
        x1, y1, x2, y2, colour, width, *dashes ? fmt::format(" stroke-dasharray=\"{}\"", dashes) : "");
}

std::string box(double left, double upper, double right, double lower, const char* colour) {
    return fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"{}\"/>\n",
                       left, upper, std::max(0., right - left), lower - upper, colour);
}

static std::string points(const Frame& frame, const std::vector<double>& days,
                          const std::vector<double>& values) {
    std::string list;
    for (std::size_t i = 0; i < days.size(); ++i)
        list += fmt::format("{:.1f},{:.1f} ", frame.x(days[i]), frame.y(values[i]));
    return list;
}

std::string curve(const Frame& frame, const std::vector<double>& days, const std::vector<double>& values,
                  const char* colour, double width, const char* dashes) {
    return fmt::format("<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"{}/>\n",
                       points(frame, days, values), colour, width,
                       *dashes ? fmt::format(" stroke-dasharray=\"{}\"", dashes) : "");
}

std::string band(const Frame& frame, const std::vector<double>& days, const std::vector<double>& low,
                 const std::vector<double>& high, const char* colour) {
    const std::vector<double> back(days.rbegin(), days.rend()), down(high.rbegin(), high.rend());
    return fmt::format("<polygon points=\"{}{}\" fill=\"{}\"/>\n", points(frame, days, low),
                       points(frame, back, down), colour);
}

std::string clipped(const Frame& frame, const std::string& id, const std::string& content) {
    return fmt::format(
        "<clipPath id=\"{}\"><rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/></clipPath>"
        "<g clip-path=\"url(#{})\">\n{}</g>\n",
        id, frame.left, frame.upper, frame.right - frame.left, frame.lower - frame.upper, id, content);
}

std::string diamond(double x, double y, double size, const char* look) {
    return fmt::format("<path d=\"M{0:.1f} {1:.1f}l{2} {2}l-{2} {2}l-{2} -{2}z\" {3}/>\n", x, y - size, size,
                       look);
}

}  // namespace fadecast::report::svg
