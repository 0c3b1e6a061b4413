#pragma once
// From contrast over time to the months between which a touch-up makes sense.

#include <fadecast/forecast.hpp>

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
};
/// @param contrast, pigment_fwhm_mm, realism  by month 0, 1, ..., contrast relative to day 42; the same size.
/// @param healed_month  first month at or after day 42.
MemberWindow member_window(const std::vector<double>& contrast, const std::vector<double>& pigment_fwhm_mm,
                           const std::vector<double>& realism, const WindowLines& lines, int healed_month);

/// The answer over all members.
/// @param months       months of the horizon; a member's month equal to it is past the horizon.
/// @param first_month  months before it cannot be best (they lie before `as_of`).
Window window_of(const std::vector<MemberWindow>& members, int months, int first_month,
                 const WindowLines& lines);

}  // namespace fadecast
