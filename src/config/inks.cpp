#include "config/inks.hpp"

#include "config/units.hpp"

#include <fadecast/backend.hpp>
#include <fadecast/parameters.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <span>
#include <string_view>

namespace fadecast {
namespace {

// What the code of a needle says of its width, with unit, evidence and source.
struct Fact {
    std::string_view name;
    double value;
    Evidence evidence;
    std::string_view source;
};
constexpr std::string_view trade = "names of needle cartridges in the trade";
constexpr std::string_view geometry = "circle around equal circles that touch each other";
using enum Evidence;

// clang-format off
constexpr Fact wire_diameters_mm[] = {  // mm, by the first two digits of the code
    {"06", .20, reported, trade}, {"08", .25, reported, trade},
    {"10", .30, reported, trade}, {"12", .35, reported, trade}};
constexpr Fact bundle_widths[] = {  // in wire diameters, by the number of needles
    {"1", 1.,    derived, geometry}, {"2", 2.,    derived, geometry}, {"3", 2.155, derived, geometry},
    {"4", 2.414, derived, geometry}, {"5", 2.701, derived, geometry}, {"7", 3.,    derived, geometry}};
constexpr Fact taper =  // width of the puncture over that of the bundle, 1
    {"taper", .6, assumed, "the tips taper and enter less than the wires' width; measured by nobody for SMP"};
constexpr std::string_view usual_wire = "08";  // assumed: the wire of a code that names none
// clang-format on

const Fact* find(std::span<const Fact> facts, std::string_view name) {
    const auto fact =
        std::find_if(facts.begin(), facts.end(), [&](const Fact& each) { return each.name == name; });
    return fact == facts.end() ? nullptr : &*fact;
}

}  // namespace

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

Needle read_needle(const std::string& needle) {
    static const std::regex code(R"(\s*(\d\d)?0?(\d)\s*R(L?)\s*)", std::regex::icase);
    double width_mm = 0;
    std::string sentence;
    std::smatch match;
    if (std::regex_match(needle, match, code)) {
        const bool names_wire = match[1].matched;
        const Fact* bundle = find(bundle_widths, match[2].str());
        const Fact* wire = find(wire_diameters_mm, names_wire ? match[1].str() : usual_wire);
        if (!bundle || !wire)
            throw Error(fmt::format(
                "the width of needle \"{}\" is not known; give the width of the puncture, such as "
                "\"0.25 mm\"",
                needle));
        width_mm = taper.value * wire->value * bundle->value;
        sentence =
            fmt::format("Needle {} is taken to make a puncture of {:.2f} mm, {} of the width of its wires",
                        needle, width_mm, taper.value);
        sentence += names_wire ? "."
                               : fmt::format("; it names no wire, so #{} of {} mm is assumed.", wire->name,
                                             wire->value);
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
    return {width_mm, sentence};
}

}  // namespace fadecast
