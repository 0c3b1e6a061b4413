#pragma once
// The steps from observations to weights, for those who try many observations.

#include <fadecast/ensemble.hpp>

#include <vector>

namespace fadecast {

/// What each member has on one day, [members]; NaN for those that could not be computed.
struct Predicted {
    std::vector<double> contrast;    ///< with the model's own error
    std::vector<double> difference;  ///< delta E00 of an area with dots to bare skin, with that error
};
Predicted predict(const Case& client, const Ensemble& ensemble, Date date);
/// Of every observation of the client, those of a zone under its own sun.
std::vector<Predicted> predict_observed(const Case& client, const Ensemble& ensemble,
                                        const std::vector<std::pair<Zone, Ensemble>>& ensemble_of);

/// Logarithms of the likelihoods of observations, each with its prediction, [members]; minus infinity for
/// members that could not be computed.
std::vector<double> log_likelihoods(const std::vector<Observation>& observations,
                                    const std::vector<Predicted>& predicted, int members);

/// The gain of colour readings of a member below which a share of what is known of it lies: by the prior and
/// the readings observed so far.
double gain_at(const std::vector<Observation>& observations, const std::vector<Predicted>& predicted,
               int member, double probability);

/// Weights in proportion to the likelihoods, or to the power of them that leaves `fewest` in effect.
MemberWeights weights_of(const std::vector<double>& log_likelihoods, double fewest);

}  // namespace fadecast
