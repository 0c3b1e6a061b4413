#pragma once
// What a finished study tells of its outputs: indices by the method that its design is for, on all of it and
// on less and less of it, and for grids the values level by level.

#include <fadecast/sensitivity.hpp>
#include <fadecast/sweep.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace fadecast {

/// A factor, or the draw of a parameter, and what it does.
struct Effect {
    std::string name, unit, meaning;
    std::vector<Index> indices;  ///< [kinds]
    double mu = 0, sigma = 0;    ///< of Morris' effects
    double dummy = 0;            ///< of PAWN
};

/// The same from the first so many blocks, trajectories, samples or members alone.
struct Convergence {
    std::int64_t used;
    std::vector<std::vector<Index>> indices;  ///< [effects][kinds]
};

/// Values over all else at one level of a factor.
struct AtLevel {
    std::string level;
    double median, p10, p90;
};

struct FactorLevels {
    std::string factor;
    bool words;  ///< levels that have no order
    std::vector<AtLevel> at;
};

/// Medians at the levels of two factors, by their numbers among all factors.
struct PairOfFactors {
    int first, second;
    std::vector<std::vector<double>> medians;  ///< [levels of first][levels of second]
};

/// An output and what it hangs on. Where both factors and draws vary there are two of each output.
struct OutputSensitivity {
    Column output;
    std::string inputs;           ///< "factors", or "draws" of the virtual clients
    std::string units, each;      ///< what is drawn whole: "blocks"; "each the mean over 64 members" or ""
    std::string refused;          ///< why there are no indices; neither effects nor convergence then
    std::vector<Effect> effects;  ///< in the order of the columns
    std::int64_t samples = 0, failed = 0, missing = 0, without_value = 0;
    double past_horizon = 0;               ///< share of values that mean "this or later"
    std::int64_t used = 0, dropped = 0;    ///< blocks, trajectories, samples or members
    double mean = 0, variance = 0;         ///< of the values, over whatever they are taken
    double between = 0;                    ///< of grids: share of the variance between cells
    std::vector<Convergence> convergence;  ///< the shortest first, all of it last
    std::vector<FactorLevels> levels;      ///< of grids, [factors]
    std::vector<PairOfFactors> pairs;      ///< of grids
};

struct StudySensitivity {
    std::string title;
    DesignKind design;
    std::string method;              ///< "Sobol indices by Jansen's estimators"
    std::vector<std::string> kinds;  ///< of indices: "first", "total"
    std::uint64_t seed;              ///< of the resamples
    std::vector<OutputSensitivity> outputs;
};

/// @param outputs  names of scalar outputs; all whose values are numbers where none is named
/// @param seed     of the resamples
/// @throws Error   no such output, a series, an output of words; a study with neither factors nor draws
StudySensitivity analyse(const StudyData& data, const std::vector<std::string>& outputs, std::uint64_t seed);

std::string sensitivity_table(const StudySensitivity& sensitivity);
std::string sensitivity_json(const StudySensitivity& sensitivity, const std::string& version);
/// 10 units are one millimetre on paper; empty where there are neither indices nor medians.
std::string sensitivity_svg(const StudySensitivity& sensitivity, const OutputSensitivity& output);

/// "month (1): first month in which ..., by the draws of virtual clients".
std::string sensitivity_heading(const StudySensitivity& sensitivity, const OutputSensitivity& output);
/// Sentences on method, mean and scale; none for an output that was refused.
std::string sensitivity_basis(const StudySensitivity& sensitivity, const OutputSensitivity& output);
/// Sentences on what the indices rest on: samples left out, values past the horizon.
std::vector<std::string> sensitivity_notes(const StudySensitivity& sensitivity,
                                           const OutputSensitivity& output);

/// Two decimals of shares, or one digit where that would be 0; three digits of effects.
std::string index_words(double value, bool is_share);
/// Three significant digits, and no power of ten up to a million.
std::string three_digits(double value);
/// Letters, not bytes, of UTF-8.
int letters_in(const std::string& words);

/// Effects in order of their last index (that which counts all), the strongest first.
std::vector<int> strongest_first(const OutputSensitivity& output);

}  // namespace fadecast
