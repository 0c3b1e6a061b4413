#include "config/units.hpp"

#include <fadecast/backend.hpp>

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <numbers>

namespace fadecast {
namespace {

constexpr double day_per_year = 365.25;

struct Symbol {
    std::string_view name;
    Unit unit;
};

// powers: length, time, mass, light, angle
constexpr Symbol symbols[] = {
    {"1", {1, {}}},
    {"%", {.01, {}}},
    {"nm", {1e-6, {1}}},
    {"um", {1e-3, {1}}},
    {"µm", {1e-3, {1}}},  // micro sign
    {"μm", {1e-3, {1}}},  // Greek mu
    {"mm", {1, {1}}},
    {"cm", {10, {1}}},
    {"m", {1000, {1}}},
    {"nL", {1e-3, {3}}},  // 1 uL = 1 mm^3
    {"nl", {1e-3, {3}}},
    {"uL", {1, {3}}},
    {"mL", {1000, {3}}},
    {"ml", {1000, {3}}},
    {"s", {1. / 86400, {0, 1}}},
    {"min", {1. / 1440, {0, 1}}},
    {"h", {1. / 24, {0, 1}}},
    {"hour", {1. / 24, {0, 1}}},
    {"hours", {1. / 24, {0, 1}}},
    {"d", {1, {0, 1}}},
    {"day", {1, {0, 1}}},
    {"days", {1, {0, 1}}},
    {"w", {7, {0, 1}}},
    {"week", {7, {0, 1}}},
    {"weeks", {7, {0, 1}}},
    {"month", {day_per_year / 12, {0, 1}}},
    {"months", {day_per_year / 12, {0, 1}}},
    {"y", {day_per_year, {0, 1}}},
    {"year", {day_per_year, {0, 1}}},
    {"years", {day_per_year, {0, 1}}},
    {"pg", {1e-3, {0, 0, 1}}},
    {"ng", {1, {0, 0, 1}}},
    {"ug", {1e3, {0, 0, 1}}},
    {"mg", {1e6, {0, 0, 1}}},
    {"g", {1e9, {0, 0, 1}}},
    {"lx", {24e-6, {0, 0, 0, 1}}},  // Mlx = 24 (Mlx h)/day
    {"klx", {24e-3, {0, 0, 0, 1}}},
    {"Mlx", {24, {0, 0, 0, 1}}},
    {"deg", {1, {0, 0, 0, 0, 1}}},
    {"°", {1, {0, 0, 0, 0, 1}}},
    {"rad", {180 / std::numbers::pi, {0, 0, 0, 0, 1}}},
};

struct Dimension {
    std::string_view name, example;
    std::array<int, 5> powers;
};
constexpr Dimension dimensions[] = {
    {"a plain number", "0.3", {}},
    {"a length", "0.4 mm", {1}},
    {"a duration", "14 day", {0, 1}},
    {"a rate", "0.1 1/year", {0, -1}},
    {"a speed", "0.35 mm/day", {1, -1}},
    {"an angle", "35 deg", {0, 0, 0, 0, 1}},
    {"a density", "1.9 g/cm3", {-3, 0, 1}},
    {"an area per mass", "50000 cm2/g", {2, 0, -1}},
    {"a spread", "4e-4 mm2/year", {2, -1}},
    {"a number per area", "150 1/cm2", {-2}},
    {"a number per length", "8 1/mm", {-1}},
    {"light", "2.5 Mlx h/year", {0, 0, 0, 1}},
    {"a number per light", "0.06 1/(Mlx h/year)", {0, 0, 0, -1}},
};

constexpr Dimension time_per_time = {"a time per time", "8 h/week", {}};

const Dimension* dimension_of(const Unit& unit) {
    if (unit.of_time && unit.powers == Unit{}.powers) return &time_per_time;
    for (const Dimension& dimension : dimensions)
        if (dimension.powers == unit.powers) return &dimension;
    return nullptr;
}

Unit power(Unit unit, int exponent) {
    unit.factor = std::pow(unit.factor, exponent);
    for (int& each : unit.powers) each *= exponent;
    return unit;
}

Unit product(Unit left, const Unit& right) {
    left.factor *= right.factor;
    for (std::size_t i = 0; i < left.powers.size(); ++i) left.powers[i] += right.powers[i];
    left.of_time |= right.of_time;
    return left;
}

/// unit = factor { ("/" | " " | "*") factor };  factor = "(" unit ")" | symbol [ ["^"] digit ]
class UnitParser {
public:
    explicit UnitParser(std::string_view text) : text_(text) {}

    Unit all() {
        const Unit unit = expression();
        if (at_ < text_.size()) unknown();
        return unit;
    }

private:
    Unit expression() {
        Unit unit = factor();
        for (skip(); at_ < text_.size() && text_[at_] != ')'; skip()) {
            const int sign = take('/') ? -1 : 1;
            if (sign > 0) take('*');
            unit = product(unit, power(factor(), sign));
        }
        return unit;
    }
    Unit factor() {
        skip();
        if (take('(')) {
            const Unit inner = expression();
            if (!take(')')) unknown();
            return inner;
        }
        const std::size_t begin = at_;
        if (at_ < text_.size() && text_[at_] == '1') {
            ++at_;
        } else {
            while (at_ < text_.size() &&
                   std::string_view(" */^()0123456789").find(text_[at_]) == std::string_view::npos)
                ++at_;
        }
        const std::string_view name = text_.substr(begin, at_ - begin);
        for (const Symbol& symbol : symbols)
            if (symbol.name == name) {
                Unit unit = symbol.unit;
                unit.of_time = unit.powers[1] != 0;
                return power(unit, exponent());
            }
        throw Error(fmt::format("unknown unit \"{}\"{}", name.empty() ? text_ : name,
                                name.size() == text_.size() ? "" : fmt::format(" in \"{}\"", text_)));
    }
    int exponent() {
        const bool written = take('^');
        if (at_ < text_.size() && text_[at_] >= '1' && text_[at_] <= '4') return text_[at_++] - '0';
        if (written) unknown();
        return 1;
    }
    void skip() {
        while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    }
    bool take(char c) {
        skip();
        return at_ < text_.size() && text_[at_] == c && ++at_;
    }
    [[noreturn]] void unknown() const { throw Error(fmt::format("cannot read the unit \"{}\"", text_)); }

    std::string_view text_;
    std::size_t at_ = 0;
};

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t");
    return begin == text.npos ? "" : text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

}  // namespace

Unit parse_unit(std::string_view text) { return UnitParser(trimmed(text)).all(); }

double to_internal(std::string_view unit) { return parse_unit(unit).factor; }

double day_of(std::string_view time) {
    const double day = time.starts_with("day") ? quantity_in(std::string(time.substr(3)) + " day", "day")
                                               : quantity_in(time, "day");
    return day < 7 ? std::round(day * 1440) / 1440 : std::round(day);
}

std::string dimension_name(std::string_view unit) {
    const Dimension* dimension = dimension_of(parse_unit(unit));
    return dimension ? fmt::format("{} such as \"{}\"", dimension->name, dimension->example)
                     : fmt::format("something in {}", unit);
}

double quantity_in(std::string_view text, std::string_view unit) {
    const std::string_view entry = trimmed(text);
    const Unit wanted = parse_unit(unit);
    double number = 0;
    const char* end = entry.data() + entry.size();
    const auto [rest, problem] = std::from_chars(entry.data(), end, number);
    if (problem != std::errc{} || !std::isfinite(number))
        throw Error(
            fmt::format("\"{}\" does not start with a number; expected {}", text, dimension_name(unit)));
    const std::string_view given_unit = trimmed({rest, end});
    if (given_unit.empty() && unit != "1")
        throw Error(fmt::format("\"{}\" has no unit; expected {}", text, dimension_name(unit)));
    // "0.2/year" is 0.2 1/year.
    const Unit given = given_unit.empty()     ? Unit{}
                       : given_unit[0] == '/' ? parse_unit(fmt::format("1{}", given_unit))
                                              : parse_unit(given_unit);
    // A share of a week and a share of the time outdoors are both plain numbers, but never meant for each
    // other.
    const bool plain = wanted.powers == Unit{}.powers;
    if (given.powers != wanted.powers || (plain && given.of_time != wanted.of_time)) {
        const Dimension* dimension = dimension_of(given);
        throw Error(fmt::format("\"{}\" is {}; expected {}", text,
                                dimension ? dimension->name : "of another dimension", dimension_name(unit)));
    }
    // Same unit as asked for: the number as written, without rounding.
    return given.factor == wanted.factor ? number : number * (given.factor / wanted.factor);
}

}  // namespace fadecast
