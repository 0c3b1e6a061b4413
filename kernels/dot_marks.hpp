#pragma once

#include <fadecast/dot.hpp>

namespace fadecast::dot {

/// `see_dots` at radii of one's choice: 0 to 3.3 mm, like (e^(growth x) - 1) / (e^growth - 1).
DotAppearance see_marks(const Snapshots& snapshots, const std::vector<PigmentComponent>& components,
                        const PreparedSkins& skins, const std::vector<int>& skin_of_mark, bool spectra,
                        double radii_growth);

}  // namespace fadecast::dot
