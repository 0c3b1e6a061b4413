#pragma once
// What the page says in words, as HTML that is already escaped.

#include <fadecast/forecast.hpp>

#include <string>

namespace fadecast::report {

std::string basis(const Forecast& forecast);       ///< entered, measured, reported, worked out, assumed
std::string next_steps(const Forecast& forecast);  ///< with dates
std::string unknowns();                            ///< what nobody knows

}  // namespace fadecast::report
