#pragma once
// A study: one client followed at many points of what could be otherwise. Everything in it is a pure function
// of the study's file, its seed and the number of the sample.

#include <fadecast/case.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fadecast {

/// How points lie in the space of the factors.
enum class DesignKind {
    population,  ///< one point, no factors: virtual clients of the case as they are drawn
    grid,        ///< every level of every factor with every other
    random,      ///< independent
    lhs,         ///< Latin hypercube: each of n slices of each factor once
    sobol,       ///< Sobol's sequence (Joe and Kuo 2008), scrambled by Owen's nested permutations
    saltelli,    ///< blocks of a point of A, one of B, and A with each factor from B in turn
    morris,      ///< trajectories of one factor at a time on four levels
    points       ///< as a file lists them
};

/// One value that a factor with levels takes.
struct FactorLevel {
    std::string text;  ///< as it is laid into the client file: "0.4 mm", "office"
    double number;     ///< in the factor's unit; its position from 0 where it is a word
};

/// One axis of a study.
struct Factor {
    std::string name;                    ///< of its column: letters, digits, underscores
    std::string unit = "1", meaning;     ///< of its values
    std::optional<Parameter> parameter;  ///< of the registry, or
    std::string key;                     ///< a key of client files such as "session.shade"
    Prior prior{};                       ///< of its values, between low and high, where it has no levels
    double low = 0, high = 0;
    std::vector<FactorLevel> levels;
    bool words = false;  ///< its levels are words: values are positions

    /// Value at a place of the unit interval: the distribution's quantile, or the level there.
    double at(double place) const;
};

/// Points of a design in the unit cube of its factors.
class Design {
public:
    /// @param samples  points of random, lhs, sobol and points; blocks of saltelli; trajectories of morris;
    ///                 unused by population and grid
    /// @param levels   [factors], 0 where a factor has none; a factor with levels is at (level + .5) / levels
    /// @throws Error   more factors than the sequence has dimensions, more than 4 levels for morris, a number
    /// of samples that does not fit
    Design(DesignKind kind, std::int64_t samples, std::uint64_t seed, std::vector<int> levels);

    DesignKind kind() const { return kind_; }
    std::int64_t points() const;  ///< grid: product of the levels
    /// Points that belong together: factors + 2 of saltelli, factors + 1 of morris, else 1.
    int block() const;
    /// Place of a point, [factors], each in (0, 1). Population and points have none of their own.
    std::vector<double> place(std::int64_t point) const;

private:
    DesignKind kind_;
    std::int64_t samples_;
    std::uint64_t seed_;
    std::vector<int> levels_;
};

/// What becomes of a scenario that fails.
enum class OnError {
    off,   ///< recorded; the run counts as a success
    slow,  ///< recorded; the run ends with the count and exit code 3
    fast   ///< the run stops there; what is finished stays
};

/// Of each sample, as int8 in files.
enum class Status : std::int8_t { missing = -1, ok = 0, not_finite = 1, outside_domain = 2, refused = 3 };
inline constexpr const char* status_meanings = "missing ok not_finite outside_domain refused";

/// A dimension of a column beside the samples: time, cells of a mesh. The same name is the same axis.
struct Axis {
    std::string name, units, long_name;
    std::vector<double> values;
};

/// A column of a study: a factor's value, or an output: a scalar, a series, a field.
struct Column {
    std::string name, units = "1", long_name = {};
    std::vector<Axis> axes = {};  ///< none: a scalar
    std::string series = {};      ///< of an ensemble, that it is read from
    double at_day = 0;            ///< of what is read at one time
    enum class Role { factor, output, draw } role = Role::output;
    std::vector<std::string> words = {};     ///< of a factor whose values are positions of words
    std::optional<double> censored_at = {};  ///< value that means "this or later"
    std::size_t width() const {
        std::size_t width = 1;
        for (const Axis& axis : axes) width *= axis.values.size();
        return width;
    }
};

/// What a run of samples came to.
struct Rows {
    std::int64_t first = 0, last = 0;             ///< numbers of samples, the last not among them
    std::vector<std::vector<float>> values = {};  ///< [columns][samples][width]; NaN where it failed
    std::vector<Status> status = {};              ///< [samples]
    std::vector<std::pair<std::int64_t, std::string>> failures = {};  ///< sample and reason
};

/// A study file, read and resolved.
class Study {
public:
    std::string file, title, question;
    DesignKind kind = DesignKind::population;
    /// As Design's; of population and grid the virtual clients at each point.
    std::int64_t amount = 0;
    std::uint64_t seed = 1;
    int members = 0;  ///< the same virtual clients at every point; 0: the client's typical dot alone
    std::vector<Factor> factors;
    std::vector<Column> columns;  ///< factors first
    std::int64_t shard = 1024;    ///< samples of one file, the unit of work; a multiple of 32
    OnError errors = OnError::slow;
    bool realism = true;             ///< a limit of windows; costs as much as all else
    std::vector<std::string> notes;  ///< sentences: what is allowed, but hardly meant

    std::int64_t points() const;
    std::int64_t samples() const;  ///< points times members, or points
    /// Sample i is a point and a member. Grid: blocks of 32 members (all of them where they are fewer than 32
    /// or the point is the only one), within a block the points in order, within a point its members; so more
    /// members lengthen a finished study. Other designs: point after point, within a point its members.
    std::int64_t point_of(std::int64_t sample) const;
    int member_of(std::int64_t sample) const;  ///< -1: the client's typical dot
    /// Values of the factors at a point, [factors].
    std::vector<double> values_at(std::int64_t point) const;
    /// The client at a point. @throws ConfigError, DomainError for values that no client can have.
    Case case_at(std::int64_t point) const;

    /// Follows samples first..last. A pure function of study and numbers, however they are cut into runs.
    /// Scenarios that fail are rows with a status.
    /// @param progress  called with the share done, 0..1; may throw to stop.
    Rows evaluate(const Backend& backend, std::int64_t first, std::int64_t last,
                  const std::function<void(double)>& progress) const;

    /// Everything that the values hang on, as a JSON object; two studies are the same when it is. The amount
    /// counts only where a longer study is no continuation of a shorter one (lhs).
    std::string resolved() const;

    struct Client;                         // the document under it and what is laid over it
    std::shared_ptr<const Client> client;  // as read_study made it
};

/// What overrides a study file.
struct StudySettings {
    std::optional<std::int64_t> samples;  ///< for Study::amount
    std::optional<std::uint64_t> seed;
};

/// Reads a study file, layout: docs/formats.md.
/// @throws ConfigError with the place in the file; DomainError.
Study read_study(const std::filesystem::path& file, const StudySettings& settings = {});

}  // namespace fadecast
