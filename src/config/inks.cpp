#include "config/inks.hpp"

#include "config/units.hpp"

#include <fadecast/backend.hpp>
#include <fadecast/parameters.hpp>

#include <fmt/format.h>

#include <map>
#include <regex>

namespace fadecast {

double water_per_pigment(const std::string& dilution) {
    static const std::regex form(R"(\s*(\d+(?:\.\d+)?)\s*:\s*(\d+(?:\.\d+)?)\s*)");
    std::smatch match;
    if (!std::regex_match(dilution, match, form))
        throw Error(fmt::format("\"{}\" is no dilution; write water to pigment, such as \"20:1\"", dilution));
    const double water = std::stod(match[1]), pigment = std::stod(match[2]);
    if (pigment == 0 || water / pigment > 100)
        throw Error(fmt::format("\"{}\" is out of range; allowed: 0:1 (undiluted) to 100:1", dilution));
    if (water < pigment && water > 0)
        throw Error(fmt::format("\"{}\" is more pigment than water; water comes first, so \"{}:{}\"?",
                                dilution, match[2].str(), match[1].str()));
    return water / pigment;
}

double needle_width_mm(const std::string& needle) {
    // Diameter of the circle around n touching circles, in their diameters.
    static const std::map<int, double> packing{{1, 1.}, {2, 2.}, {3, 2.155}, {4, 2.414}, {5, 2.701}, {7, 3.}};
    static const std::map<std::string, double> wire_mm{{"06", .20}, {"08", .25}, {"10", .30}, {"12", .35}};
    static const std::regex code(R"(\s*(\d\d)?0?(\d)\s*R(L?)\s*)", std::regex::icase);
    constexpr double taper = .6;

    double width_mm = 0;
    std::smatch match;
    if (std::regex_match(needle, match, code)) {
        const auto count = packing.find(std::stoi(match[2]));
        const auto wire = wire_mm.find(match[1].matched ? match[1].str() : "08");
        if (count == packing.end() || wire == wire_mm.end())
            throw Error(fmt::format(
                "the width of needle \"{}\" is not known; give the width of the puncture, such as "
                "\"0.25 mm\"",
                needle));
        width_mm = taper * wire->second * count->second;
    } else if (needle.find_first_of("0123456789") != std::string::npos &&
               needle.find("m") != std::string::npos) {
        width_mm = quantity_in(needle, "mm");
    } else {
        throw Error(fmt::format(
            "\"{}\" is no needle; write a round liner such as \"3RL\" or \"0603RL\", or the width of the "
            "puncture such as \"0.25 mm\"",
            needle));
    }
    const ParameterInfo& range = info(Parameter::needle_width);
    if (width_mm < range.low || width_mm > range.high)
        throw Error(fmt::format(
            "\"{}\" makes a puncture of {:.2f} mm, which is out of range; allowed: {} mm to {} mm", needle,
            width_mm, range.low, range.high));
    return width_mm;
}

}  // namespace fadecast
