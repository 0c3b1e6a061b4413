#pragma once
// The answer: quantiles of what will be seen, and the window of months for a touch-up.

#include <fadecast/case.hpp>
#include <fadecast/dot.hpp>
#include <fadecast/light.hpp>
#include <fadecast/scalp.hpp>

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace fadecast {

inline constexpr std::array<double, 7> band_quantiles{.05, .10, .25, .50, .75, .90, .95};
inline constexpr std::array<const char*, 7> band_names{"p05", "p10", "p25", "p50", "p75", "p90", "p95"};

/// One quantity over time: quantiles over the members.
struct Series {
    std::string name, unit, meaning;
    std::array<std::vector<double>, 7> quantiles;  ///< [band][time]
};

/// Per member over time; a member is one person, the mean over that person's dots.
struct MemberSeries {
    std::string name, unit, meaning;
    std::vector<float> values;  ///< [members][times]
};

/// One of the three months of the answer. A month counts calendar months from the last initial session;
/// nullopt is past the horizon.
struct WindowMonth {
    std::optional<int> month;
    std::array<std::optional<int>, 2> p50, p80;
    double past_horizon = 0;
};

struct Window {
    WindowMonth earliest, best, latest;
    double probability_inside_best = 0;
    /// By month 0, 1, ... up to the horizon: P(t_E <= t), P(t_L <= t), P(t_E <= t < t_L).
    std::vector<double> earliest_passed, latest_passed, inside;
    double early_line = 0, late_line = 0, fwhm_limit_mm = 0,
           realism_line = 0;  ///< the lines of contrast, width and realism that were read
};

struct Forecast {
    Case inputs;
    Date day0;                     ///< last initial session
    std::vector<double> time_day;  ///< of the series, from day 0
    std::vector<Series> series;
    std::vector<MemberSeries> members;
    std::vector<int> failed;  ///< members whose series are not finite: left out of quantiles and window
    /// Scalars of each member: draws of every registry parameter (person level), t_E, t_L (months, NaN past
    /// horizon).
    std::vector<std::pair<std::string, std::vector<double>>> member_scalars;
    Window window;
    Date month_date(int month) const { return add_months(day0, month); }

    Scalp scalp;  ///< of the nominal client, for pictures

    std::optional<YearlyLight> light;  ///< when a latitude is known

    /// Estimate of what mesh and steps leave, from the nominal client's dots followed on a coarser mesh with
    /// longer steps too: the largest difference of any dot and time, NaN when there is none to trust.
    NumericalError numerical_error;

    std::string device;  ///< what it ran on
    double seconds = 0;
};

/// The sentence of the answer, for the terminal and the page.
std::string window_sentence(const Forecast& forecast);

/// The member whose dots' contrast is at a quantile of all members that could be computed. Contrast is the
/// dots' mean colour difference to bare skin relative to that of day 42, and its mean over the years from
/// then on decides. The model's own error is left out: it belongs to the bands and no picture can show it.
/// @param probability  0 is the member that fades most, 1 the one that lasts longest.
/// @return             position among the members, from 0.
/// @throws Error       no member could be computed, or no series of the colour difference.
int member_at_quantile(const Forecast& forecast, double probability);

/// Days of the pictures that go with a forecast: day 0 and 7, 6 weeks, 1, 3, 5 and 8 years, up to the
/// horizon.
std::vector<double> picture_days(double horizon_year);

/// @param progress  called with the share done, 0..1; may be empty.
Forecast make_forecast(const Case& client, const Backend& backend,
                       const std::function<void(double)>& progress);

}  // namespace fadecast
