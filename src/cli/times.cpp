// Reads lists of times.

#include "cli/times.hpp"

#include "cli/commands.hpp"
#include "config/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sstream>

namespace fadecast::cli {
namespace {

double last_day(double horizon_year) { return std::round(horizon_year * 365.25); }

}  // namespace

std::vector<std::string> items_of(const std::string& list) {
    std::vector<std::string> items;
    std::istringstream text(list + ",");
    for (std::string item; std::getline(text, item, ',');) items.push_back(item);
    return items;
}

std::vector<double> days_of(const std::string& list, double horizon_year) {
    std::vector<double> days;
    for (const std::string& time : items_of(list)) {
        const auto refuse = [&](const std::string& reason) {
            throw UsageError(fmt::format("--at {}: time {}, \"{}\", {}; write times from day 0 on such as {}",
                                         list, days.size() + 1, time, reason, usual_times));
        };
        double day = 0;
        try {
            day = day_of(time);
        } catch (const Error& error) {
            refuse(fmt::format("cannot be read: {}", error.what()));
        }
        if (day < 0) refuse("is before day 0");
        if (day > last_day(horizon_year))
            refuse(fmt::format("is past the horizon of {:g} years, forecast.horizon", horizon_year));
        const auto same = std::find(days.begin(), days.end(), day);
        if (same != days.end())
            refuse(fmt::format("is day {:g}, as time {} is already", day, same - days.begin() + 1));
        days.push_back(day);
    }
    std::sort(days.begin(), days.end());
    return days;
}

std::vector<double> usual_days(double horizon_year) {
    constexpr double whatever = 1e6;
    std::vector<double> days = days_of(usual_times, whatever);
    std::erase_if(days, [&](double day) { return day > last_day(horizon_year); });
    return days;
}

}  // namespace fadecast::cli
