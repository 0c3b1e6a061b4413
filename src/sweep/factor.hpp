#pragma once
// Factors of a study as they are written: a parameter of the registry or a key of client files, with levels
// or a law.

#include "config/validate.hpp"

#include <fadecast/study.hpp>

#include <functional>
#include <string>
#include <vector>

namespace fadecast {

/// A factor and how its values get into a client's document.
struct FactorEntry {
    Factor factor;
    std::string where;         ///< for errors
    Key range;                 ///< kind, unit and range of its values
    std::vector<Node> levels;  ///< [factor.levels], as they are laid into the document
    bool has_values = false;   ///< levels or a law that varies
    bool stated = false;       ///< those are the study's own, not the registry's prior

    bool is_number() const { return range.kind == Kind::quantity || range.kind == Kind::whole; }
    /// A value as it is laid into the document.
    Node node_of(double value) const;
};

/// A parameter of the registry with its prior.
/// @throws ConfigError  there is none of that name
FactorEntry registry_factor(const std::string& name, const std::string& where);

/// Reads a [[factor]].
/// @throws ConfigError  name or key not known, levels or numbers of the wrong kind or out of range
FactorEntry read_factor(const Section& entry);

/// Gives a factor a law; low and high bound its values.
/// @param where_of      place of "low", "high", "mode", "mean", "sd", "median" or "gsd", for errors
/// @throws ConfigError  not a law (low >= high, mode, mean or median outside, no spread), out of the range of
///                      its values
void set_law(FactorEntry& entry, const Prior& prior, double low, double high,
             const std::function<std::string(const std::string&)>& where_of);

/// Probability of a normal or lognormal law below low and above high, which draws put onto these ends; 0 of
/// other laws and of levels.
double share_outside(const Factor& factor);

/// Adds a level.
/// @throws ConfigError  of the wrong kind, out of range, there already
void add_level(FactorEntry& entry, const Node& level);

}  // namespace fadecast
