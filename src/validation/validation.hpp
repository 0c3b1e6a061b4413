#pragma once
// `fadecast validate`: the model against published numbers and against itself.

#include <fadecast/backend.hpp>

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace fadecast::validation {

inline constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
inline constexpr const char* type_names[] = {"I", "II", "III", "IV", "V", "VI"};  ///< of skin
inline constexpr double unbounded = std::numeric_limits<double>::infinity();

/// One number of ours beside its reference.
struct Comparison {
    std::string what, unit = "1";
    double ours = unknown;
    double low = -unbounded, high = unbounded;  ///< the reference: equal, or a range; both infinite: none
    double error = unknown;                     ///< of ours: one standard error, or from a finer computation
    double tolerance = 0;                       ///< how far outside the reference ours may lie
    double half_digit = 0;                      ///< half of the reference's last printed digit
    std::string cause{};                        ///< of a miss that is understood, in a word or two

    bool has_reference() const { return low > -unbounded || high < unbounded; }
    bool holds() const { return !has_reference() || (ours >= low - tolerance && ours <= high + tolerance); }
    /// Why it misses; "not known" where nobody found out, empty when it holds.
    std::string miss() const;
};

struct Chapter {
    std::string title, text, source;  ///< `text`: what is compared and what is allowed
    std::vector<Comparison> comparisons{};
};

struct Validation {
    std::int64_t photons = 0;
    std::uint64_t seed = 0;
    std::string device;
    double seconds = 0;
    std::vector<Chapter> chapters;

    int misses() const;
    bool holds() const { return misses() == 0; }
};

/// Everything that can be told in seconds.
/// @param photons   of every Monte Carlo run, 1..10^10.
/// @param progress  called now and then with the share of the photons done; may throw to stop.
/// @throws Error    configs/optics is not there.
Validation validate(const Backend& backend, std::int64_t photons, std::uint64_t seed,
                    const std::function<void(double)>& progress = {});

}  // namespace fadecast::validation
