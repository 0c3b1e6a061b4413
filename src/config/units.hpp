#pragma once
// Units at the edges. Inside: mm, day, ng, degree, and light in Mlx h per day, so that doses are in Mlx h.
// Lengths of waves and particles are asked for in nm by name.

#include <array>
#include <string>
#include <string_view>

namespace fadecast {

/// A unit as a factor to internal units and the powers of length, time, mass, light and angle.
struct Unit {
    double factor = 1;
    std::array<int, 5> powers{};
    bool of_time = false;  ///< names a time, even where times cancel as in h/week
};

/// Reads "1/year", "g/cm3", "Mlx h/year", "1/(Mlx h/year)", "%", "1", ...  Throws Error naming the part not
/// known.
Unit parse_unit(std::string_view text);

/// What one `unit` is in internal units: to_internal("1/year") = 1/365.25.
double to_internal(std::string_view unit);

/// The quantity "0.4 mm" as a number in `unit`. A bare number only where `unit` is "1".
/// @throws Error  no number, no unit, unknown unit or another dimension; says what is expected, with an
/// example.
double quantity_in(std::string_view text, std::string_view unit);

/// A moment such as "day7", "6w" or "1 year" in days: whole ones from a week on, as years and months are no
/// whole days, and whole minutes before. Throws Error.
double day_of(std::string_view time);

/// "a length such as \"0.4 mm\"", for messages.
std::string dimension_name(std::string_view unit);

}  // namespace fadecast
