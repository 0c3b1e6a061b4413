#pragma once

#include <chrono>
#include <compare>
#include <string>

namespace fadecast {

/// A calendar day, proleptic Gregorian.
using Date = std::chrono::sys_days;

/// Days from `from` to `to`; negative when `to` is earlier.
inline int days_between(Date from, Date to) { return int((to - from).count()); }

/// The day `months` calendar months later; the last day of the month where the day does not exist.
Date add_months(Date date, int months);

std::string iso_date(Date date);    ///< "2029-03-14"
std::string iso_month(Date date);   ///< "2029-03"
std::string month_name(Date date);  ///< "Mar 2029"

}  // namespace fadecast
