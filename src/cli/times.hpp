#pragma once
// Options that are lists, above all the times of fields and pictures.

#include <string>
#include <vector>

namespace fadecast::cli {

/// The healing, then the years; what lies past the horizon is left out.
inline constexpr const char* usual_times = "day0,day3,day7,6w,1y,3y,5y,8y";

/// What stands between the commas of a list; an empty list has one empty item.
std::vector<std::string> items_of(const std::string& list);

/// The days of a list such as "day0,day7,6w,1y", ascending: whole ones from a week on, as years and months
/// are no whole days, and whole minutes before.
/// @throws UsageError  with the place in the list: no time, before day 0, past the horizon, a day twice.
std::vector<double> days_of(const std::string& list, double horizon_year);

/// Those of `usual_times` up to the horizon.
std::vector<double> usual_days(double horizon_year);

}  // namespace fadecast::cli
