#pragma once
// Which factors a result hangs on.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace fadecast {

/// An index with a bootstrap interval of 95 %.
struct Index {
    double value = 0, low = 0, high = 0;
    bool distinguishable = true;  ///< from 0: the interval lies above it
};

struct SobolIndices {
    std::vector<Index> first, total;  ///< [factors]
    double mean = 0, variance = 0;
    std::int64_t blocks = 0, dropped = 0;  ///< used; left out whole because a sample of them failed
};

/// Sobol's first and total indices by Jansen's estimators (Jansen 1999; Saltelli et al. 2010):
///   S_i = 1 - sum (f_B - f_ABi)^2 / (2 (N-1) V),  T_i = sum (f_A - f_ABi)^2 / (2 (N-1) V),  V = Var f_A.
/// @param values   [blocks][factors + 2]: A, B, then A with factor i from B; not finite where it failed
/// @param seed     of the bootstrap, over whole blocks
/// @throws Error   fewer than 64 whole blocks, or no variance
SobolIndices sobol_indices(std::span<const double> values, int factors, std::uint64_t seed);

struct MorrisEffects {
    std::vector<Index> mu_star;     ///< [factors], mean size of elementary effects, per unit of the factor's
                                    ///< range of probability
    std::vector<double> mu, sigma;  ///< their mean and standard deviation
    std::int64_t trajectories = 0, dropped = 0;
};

/// Elementary effects (Morris 1991; mu star: Campolongo et al. 2007).
/// @param places   [trajectories][factors + 1][factors], in the unit cube
/// @param values   [trajectories][factors + 1]
/// @throws Error   fewer than 10 whole trajectories
MorrisEffects morris_effects(std::span<const double> places, std::span<const double> values, int factors,
                             std::uint64_t seed);

struct PawnIndices {
    std::vector<Index> index;  ///< [inputs], median over slices of the Kolmogorov-Smirnov distance
    double dummy = 0;  ///< what a factor without any influence reaches (97.5 % of shuffles); below it:
                       ///< not distinguishable
    std::int64_t used = 0, dropped = 0;
};

/// PAWN for given data (Pianosi and Wagener 2018): ten slices of equal counts for each input.
/// @param inputs   [inputs][samples]
/// @param values   [samples]
/// @throws Error   fewer than 200 samples
PawnIndices pawn_indices(const std::vector<std::vector<double>>& inputs, std::span<const double> values,
                         std::uint64_t seed);

struct MainEffects {
    std::vector<Index> first;   ///< [factors], share of the variance of the cells' means that the factor's
                                ///< own means have
    std::vector<double> total;  ///< one less the share that the means without this factor have
    double between = 0;         ///< variance between cells over all variance
    std::int64_t used = 0, dropped = 0;
};

/// Shares of variance of a full grid: exact for the cells' means.
/// @param level    [factors][samples]
/// @param member   [samples]; the bootstrap draws whole members
/// @throws Error   a cell without any sample
MainEffects main_effects(const std::vector<std::vector<int>>& level, std::span<const int> member,
                         std::span<const double> values, std::uint64_t seed);

}  // namespace fadecast
