#pragma once
// What is drawn of one virtual client and its dots, in the registry's terms.

#include <fadecast/population.hpp>

#include "covariates.hpp"

#include <array>

namespace fadecast {

using Draws = std::array<double, parameter_count>;

/// One person's chances: latent normals (all 0 for the nominal client, who takes nominal values) and factors.
struct Chances {
    bool nominal = false;
    Draws z{};
    double bleaching = 0, melanin = 0;            // latent normals of what is not in the registry
    std::array<double, 5> factor{1, 1, 1, 1, 1};  // by CovariateEffect::Target
    double on(CovariateEffect::Target target) const { return factor[int(target)]; }
};

/// @param person  0 for the nominal client
Chances draw_chances(const Case& client, int person);

/// All registry values of one dot, in the registry's units, after entries, correlations and covariates.
/// @param dot_z  latent normals of the dot
Draws values_of(const Case& client, const Session& session, const Chances& chances, const Draws& dot_z,
                bool nominal);

/// A virtual client's skin: the colour that was read, within what the reading leaves open, at this person's
/// thickness.
Skin skin_of(const Case& client, const Chances& chances, const Draws& drawn, const Skin& read);

}  // namespace fadecast
