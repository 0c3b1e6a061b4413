#pragma once
// What `fadecast validate` hands out.

#include <fadecast/output.hpp>
#include <fadecast/patch.hpp>

#include "output/files.hpp"
#include "validation/dot.hpp"
#include "validation/validation.hpp"

#include <string>
#include <vector>

namespace fadecast::output {

std::string validation_json(const validation::Validation& validation);   ///< docs/formats.md
std::string validation_table(const validation::Validation& validation);  ///< the same for people
/// The chapters of docs/validation.md: the same for the same photons, seed and device.
std::string validation_markdown(const validation::Validation& validation);

/// The map of one kind of delta E00 of the dot model against photons: depth by width, a panel for each
/// optical depth, a cell for each column with its six skins.
/// @param where  &DotMiss::middle or &DotMiss::patch.
Picture draw_dot_map(const std::vector<validation::DotMiss>& misses, double validation::DotMiss::*where);
/// The six types of skin beside their measured means.
Picture draw_skin_types();
/// Maps of the middle and of the patch, and the types, as PNG: dot-middle.png, dot-patch.png, skin-types.png.
std::vector<File> validation_pictures(const Backend& backend, const Provenance& provenance);

}  // namespace fadecast::output
