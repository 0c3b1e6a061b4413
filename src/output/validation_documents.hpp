#pragma once
// What `fadecast validate` hands out.

#include "validation/validation.hpp"

#include <string>

namespace fadecast::output {

std::string validation_json(const validation::Validation& validation);   ///< docs/formats.md
std::string validation_table(const validation::Validation& validation);  ///< the same for people
/// The chapters of docs/validation.md: the same for the same photons, seed and device.
std::string validation_markdown(const validation::Validation& validation);

}  // namespace fadecast::output
