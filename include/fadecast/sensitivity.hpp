#pragma once
// Which factors a result hangs on: indices with intervals, and words where the samples cannot tell.

#include <cstdint>
#include <span>
#include <vector>

namespace fadecast {

/// An index with an interval that is meant to hold the true one in 95 of 100 studies; NaN where there is
/// none. From 1,000 bootstrap resamples, unless a method says otherwise.
struct Index {
    double value = 0, low = 0, high = 0;
    bool distinguishable = false;  ///< from 0
};

struct SobolIndices {
    std::vector<Index> first, total;     ///< [factors]
    double mean = 0, variance = 0;       ///< of the values at A
    std::int64_t used = 0, dropped = 0;  ///< blocks; left out whole because a sample of them failed
};

inline constexpr int fewest_sobol_blocks = 64;

/// Sobol's first and total indices by Jansen's estimators (Jansen 1999; Saltelli et al. 2010):
///   S_i = 1 - sum (f_B - f_ABi)^2 / ((2 N - 1) V),  T_i = sum (f_A - f_ABi)^2 / ((2 N - 1) V),
/// V the sample variance of f_A with N - 1 below. The 2 N - 1 is that of OpenTURNS'
/// JansenSensitivityAlgorithm, so that both give the same numbers; 2 N would make sums of squares free of
/// bias, a difference of 1 / 2 N. Intervals: percentiles over resamples of whole blocks. Distinguishable from
/// 0: the interval lies above 0; that of a total index, above what rounding of the values to float can make.
/// A total index is never negative, but that of a factor without influence is exactly 0 where each value is a
/// pure function of its point, as those of a study are: the same virtual clients stand at every point. A
/// factor whose changes show in fewer than four blocks has resamples without any of them, so that its
/// interval reaches 0.
/// @param values   [blocks][factors + 2]: A, B, then A with factor i from B; not finite where it failed
/// @param seed     of the resamples
/// @throws Error   fewer than 64 whole blocks, or no variance
SobolIndices sobol_indices(std::span<const double> values, int factors, std::uint64_t seed);

struct MorrisEffects {
    std::vector<Index> mu_star;     ///< [factors], mean size of the elementary effects, in the values' unit
                                    ///< per whole range of probability of the factor
    std::vector<double> mu, sigma;  ///< [factors], their mean and standard deviation
    std::int64_t used = 0, dropped = 0;  ///< trajectories
};

inline constexpr int fewest_morris_trajectories = 10;

/// Elementary effects (Morris 1991; mu star: Campolongo et al. 2007), change of value over change of place.
/// What is distinguishable: as for total indices, over whole trajectories. Intervals: percentiles over
/// resamples, widened by Student's t on the scale of logarithms. Few trajectories seldom show the largest of
/// very skewed effects: where these are lognormal with sigma 1, intervals of 10 trajectories hold the true
/// mean in 83 of 100 studies, of 20 in 89, of 50 in 92.
/// @param places   [trajectories][factors + 1][factors], in the unit cube; each step moves one factor, each
///                 factor once
/// @param values   [trajectories][factors + 1]; not finite where it failed
/// @throws Error   fewer than 10 whole trajectories; places that are no trajectories
MorrisEffects morris_effects(std::span<const double> places, std::span<const double> values, int factors,
                             std::uint64_t seed);

struct PawnIndices {
    std::vector<Index> index;            ///< [inputs], median over slices of the Kolmogorov-Smirnov distance
    std::vector<double> dummy;           ///< [inputs], what an input without influence reaches: see below
    std::int64_t used = 0, dropped = 0;  ///< samples
};

inline constexpr int fewest_pawn_samples = 200, most_pawn_samples = 20000;

/// PAWN for given data (Pianosi and Wagener 2018): median over slices of an input of the largest distance
/// between the distribution function of all values and that of the values in the slice. Ten slices of equal
/// counts, or one for each value where an input has no more than ten.
/// Equal values of an input are always in one slice; slices without any are left out.
/// The index of an input without influence is not 0, as few values never spread just like all: `dummy` is
/// what the same slices reach with shuffled values in all but 5 % / inputs of 1,000 shuffles, so that with 95
/// % none of those without influence exceeds it. Distinguishable: above it. Intervals: from 200 random halves
/// of the samples (Politis, Romano and Wolf 1999), whose index scatters about its own mean as that of all
/// does, and is larger by a bias that tells that of all. They allow for all laws by which that falls with the
/// number of samples, so that they are wide below: of 300 to 4,000 samples of sums of uniform inputs they
/// hold the true index in 91 to 100 of 100 studies. An index that is not distinguishable reaches down to 0.
/// Samples must be independent of each other: means over members where several stand at one point.
/// @param inputs   [inputs][at least samples]
/// @param values   [samples]; not finite where it failed. Of more than 20,000 the first serve.
/// @throws Error   fewer than 200 samples
PawnIndices pawn_indices(const std::vector<std::vector<double>>& inputs, std::span<const double> values,
                         std::uint64_t seed);

struct MainEffects {
    std::vector<Index> first;  ///< [factors], share of the variance of the cells' means that the factor's
                               ///< own means have
    std::vector<Index> total;  ///< one less the share that the means without this factor have
    double between = 0;        ///< variance between cells over all variance
    std::int64_t used = 0, dropped = 0;  ///< members; left out whole because one of their cells failed
};

inline constexpr int fewest_members_of_intervals = 32;

/// Shares of variance of a full grid: exact for the cells' means over members.
/// Intervals: percentiles over resamples of whole members and the same reflected at the share, whichever
/// reaches farther: reflected they allow for what scatter of members adds to every share, not reflected for
/// skewed effects. None with fewer than 32 members. Where the effects of members are lognormal with sigma 1
/// (the largest of 64 is tenfold the median), 32 members hold the true share in 92 to 99 of 100 studies.
/// Distinguishable: the interval lies above 0; without one, the share above what rounding to float can make.
/// @param level    [factors][samples], from 0
/// @param member   [samples], each once in each cell
/// @param values   [samples]; not finite where it failed
/// @throws Error   no member with a value in every cell, or all cells alike
MainEffects main_effects(const std::vector<std::vector<int>>& level, std::span<const int> member,
                         std::span<const double> values, std::uint64_t seed);

}  // namespace fadecast
