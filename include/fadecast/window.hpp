#pragma once
// From contrast over time to the months between which a touch-up makes sense.

#include <fadecast/ensemble.hpp>
#include <fadecast/forecast.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace fadecast {

/// What is read from one member's series, by calendar month from day 0.
struct WindowLines {
    double early = .80;          ///< contrast at or below which new ink no longer merges with old
    double late = .55;           ///< contrast below which it looks patchy
    double fwhm_limit_mm = .45;  ///< pigment wider than this looks blurred
    double realism = .70;  ///< share of the best realism between day 42 and then below which it looks made
};

/// Contrast: crisp .85 / .70, standard .80 / .55, soft .80 / .45; realism: .80, .70, .60. An entered
/// tolerance replaces the late line, and the early one stays .10 above it at least. Assumed.
WindowLines window_lines(const Case& client);

/// The model's own error in a member's contrast, as standard deviations of a normal: zero at day 42, risen to
/// `error + drift s` half a year later, s the time since day 42.
double discrepancy_at(double error, double drift_per_year, double time_day);

/// First months of one member; a month past the series is `months` itself.
struct MemberWindow {
    int earliest, latest;
    Limit ended_by = Limit::contrast;  ///< what `latest` is the first month of
};
/// @param contrast, pigment_fwhm_mm, realism  by month 0, 1, ..., contrast relative to day 42; the same size.
/// @param healed_month  first month at or after day 42.
MemberWindow member_window(const std::vector<double>& contrast, const std::vector<double>& pigment_fwhm_mm,
                           const std::vector<double>& realism, const WindowLines& lines, int healed_month);

/// Calendar months from day 0 up to a horizon.
struct Months {
    std::vector<double> day;  ///< [months], days from day 0
    int healed = 0;           ///< first at or after day 42
    int first = 0;            ///< first at or after `as_of`; earlier ones cannot be best
    int count() const { return int(day.size()); }
};
Months months_of(const Case& client, double last_day);

/// The window of one member of an ensemble, as windows_of; without a series of realism that limits nothing.
MemberWindow window_of_member(const Case& client, const Ensemble& ensemble, int member,
                              const Ensemble& of_realism, const Months& months);

/// Windows of all members of an ensemble, the model's own error and the change of hair included.
/// @param of_realism  ensemble with the members' realism; it may be `ensemble` itself
/// @return [members]; of a member that could not be computed that of no contrast
std::vector<MemberWindow> windows_of(const Case& client, const Ensemble& ensemble, const Ensemble& of_realism,
                                     const Months& months);

/// The answer over all members.
/// @param weight  [members], sum 1
/// @param months  a member's month equal to months.count() is past the horizon
Window window_of(const std::vector<MemberWindow>& members, const std::vector<double>& weight,
                 const Months& months, const WindowLines& lines);

/// The month of a member's own window that lies nearest to a given one.
int nearest_month(const MemberWindow& member, int month, int first_month);

/// The value below which the share `probability` of the weight lies. Each value stands in the middle of its
/// weight, straight between them; beyond the outermost their values.
/// @param ascending  positions in `values`, lowest first
double weighted_quantile(std::span<const float> values, std::span<const std::uint32_t> ascending,
                         std::span<const double> weight, double probability);

/// The lowest month that more than the share `probability` of the weight reaches.
int weighted_month(const std::vector<int>& month, const std::vector<double>& weight, double probability);

}  // namespace fadecast
