#pragma once
// How past forecasts fared: what was seen later, held against what they had said.

#include <fadecast/date.hpp>

#include <array>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace fadecast {

/// What of a plan is scored: an observation by its kind, or when contrast comes down to one of the two lines
/// that open and end the window. What else ends a window, such as greying, no observation shows.
enum class ScoredQuantity { contrast, grade, colour, early_line, late_line };

/// One statement of a plan that later observations bear on.
struct ScoredCase {
    std::string client, plan;  ///< pseudonym; the plan's file, relative to the folder
    Date as_of, date;          ///< of the plan; of the observation, the last one for a line
    ScoredQuantity quantity = ScoredQuantity::contrast;
    /// Share of the forecast that lies below the truth, 0..1. The two differ where the truth is only known to
    /// lie between two values: a grade, and a day between two observations or after the last one.
    double low = 0, high = 0;
    double width = 0;   ///< of the forecast's 80 % band, without the observation's error; contrast or months
    std::string words;  ///< what was seen and what had been forecast

    /// Share of [low, high] within the band in the middle that holds `probability`: 0 or 1 for a number. In
    /// the mean over calibrated forecasts it is `probability`, for grades and unfinished windows too
    /// (nonrandomized probability integral transform: Czado, Gneiting, Held, Biometrics 65 (2009) 1254,
    /// recalled).
    double inside(double probability) const;
    /// Whether [low, high] leaves the whole 80 % band open.
    bool tells_nothing() const { return low <= .1 && high >= .9; }
};

/// How often bands of one nominal probability held the truth.
struct Coverage {
    int cases = 0, clients = 0;
    /// Independent cases that these are worth: (sum n)^2 / sum n^2 over the n cases of each client, which
    /// hang together, times the mean of 1 - (high - low).
    double effective = 0;
    double share = 0;                      ///< mean of `inside`
    std::array<double, 2> interval{0, 1};  ///< 90 %, Wilson, of the effective number
    double width = 0;                      ///< mean of the 80 % bands
};
Coverage coverage_of(const std::vector<ScoredCase>& cases, double probability);

/// Fewer effective cases than this say nothing: 8 of 10 in the 80 % band may be 5 or 10 by chance.
inline constexpr double fewest_effective = 10;

/// 90 % interval of a share, after Wilson, J. Am. Stat. Assoc. 22 (1927) 209 (recalled).
/// @param share  0..1
/// @param count  >= 0; all is open at 0
std::array<double, 2> wilson_interval(double share, double count);

struct Scorecard {
    int plans = 0, clients = 0;             ///< read
    std::vector<ScoredCase> cases;          ///< by client and date of the plan
    std::map<std::string, int> not_scored;  ///< reason, and how many observations or plans it concerns
    std::vector<std::string> notes;         ///< files left out since others say the same
    std::vector<std::string> skipped;       ///< files that could not be used: place and reason

    /// The cases of some quantities, seen at least `from_year` and less than `to_year` after the plan.
    std::vector<ScoredCase> of(const std::vector<ScoredQuantity>& quantities, double from_year = 0,
                               double to_year = 1e9) const;
};

/// Holds all plans below a folder against the observations in the client files below it, matched by `id`. A
/// plan is scored by what came after its as_of, up to the first session or laser that it did not know of.
///   contrast  its position among the plan's quantiles, each widened by the observation's error in
///             quadrature;
///   grade     the positions of its two edges;
///   colour    its ratio to the first reading of the same zone and instrument, 42 to 120 days after day 0,
///             over the same ratio of the forecast medians, times the median contrast, as a contrast;
///   lines     the shares below it at the last observation clearly above and at the first clearly below: by a
///             standard deviation, of a grade from its middle.
/// @param directory  plan*.json as `fadecast plan` writes them, and client files, *.toml with an id
/// @throws Error     no such folder
Scorecard score(const std::filesystem::path& directory);

/// Columns for people: cases, coverage, width by kind and by how far ahead; worst misses; what it means.
std::string score_table(const Scorecard& card);
std::string score_json(const Scorecard& card, const std::string& version);  ///< layout: docs/formats.md
/// Nominal against observed coverage of observations and of lines, with what chance allows.
std::string score_svg(const Scorecard& card);

}  // namespace fadecast
