#pragma once
// The answer: quantiles of what will be seen, and the window of months for a touch-up.

#include <fadecast/advice.hpp>
#include <fadecast/case.hpp>
#include <fadecast/dot.hpp>
#include <fadecast/ensemble.hpp>
#include <fadecast/light.hpp>
#include <fadecast/scalp.hpp>

#include <array>
#include <filesystem>
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

/// One of the three months of the answer. A month counts calendar months from the last initial session;
/// nullopt is past the horizon.
struct WindowMonth {
    std::optional<int> month;
    std::array<std::optional<int>, 2> p50, p80;
    double past_horizon = 0;
};

/// What ends a window: the look is too pale, blurred, made; or the hair around has changed.
enum class Limit { contrast, width, realism, greying, loss };
inline constexpr int limit_count = 5;

struct Window {
    WindowMonth earliest, best, latest;
    double probability_inside_best = 0;
    /// By month 0, 1, ... up to the horizon: P(t_E <= t), P(t_L <= t), P(t_E <= t < t_L).
    std::vector<double> earliest_passed, latest_passed, inside;
    double early_line = 0, late_line = 0, fwhm_limit_mm = 0,
           realism_line = 0;                     ///< the lines of contrast, width and realism that were read
    std::array<double, limit_count> ended_by{};  ///< share of members whose window each limit ends first
};

/// The answer for one part of the scalp.
struct ZoneWindow {
    Zone zone;
    double light = 1;  ///< of the sun, relative to a horizontal scalp
    Window window;
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

    MemberWeights weights;
    std::vector<ZoneWindow> zones;  ///< those that have dots
    VisitPlan visits;
    std::vector<WhatIf> what_ifs;                    ///< the strongest first
    std::vector<NextObservation> next_observations;  ///< the one that narrows most first

    /// One scalp, its dots as they fade in the members at these quantiles of how long they last.
    static constexpr std::array<double, 3> picture_quantiles{.10, .50, .90};
    std::array<Scalp, 3> scalps;

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

/// What of a forecast is computed beside bands and window.
struct ForecastParts {
    bool pictures = false;             ///< Forecast::scalps
    bool advice = false;               ///< zones, visits, what-ifs, next observations
    std::filesystem::path cache = {};  ///< folder in which histories are kept; empty: none
};

/// Virtual clients followed, weighed by what was observed, and read. Where few of them are left in effect,
/// more are followed; where they still are fewer than 32, the observations count less.
/// @param progress  called with the share done, 0..1; may be empty.
Forecast make_forecast(const Case& client, const Backend& backend,
                       const std::function<void(double)>& progress, const ForecastParts& parts = {});

/// The user's folder for histories: FADECAST_CACHE, or fadecast in XDG_CACHE_HOME or ~/.cache; empty when
/// FADECAST_CACHE is, or no home is known.
std::filesystem::path cache_folder();

}  // namespace fadecast
