#include <fadecast/date.hpp>

#include <fmt/format.h>

namespace fadecast {

Date add_months(Date date, int months) {
    using namespace std::chrono;
    const year_month_day from{date};
    const year_month_day shifted = from + std::chrono::months{months};
    return shifted.ok() ? sys_days{shifted} : sys_days{shifted.year() / shifted.month() / last};
}

std::string iso_date(Date date) {
    const std::chrono::year_month_day day{date};
    return fmt::format("{:04}-{:02}-{:02}", int(day.year()), unsigned(day.month()), unsigned(day.day()));
}

std::string iso_month(Date date) { return iso_date(date).substr(0, 7); }

std::string month_name(Date date) {
    static constexpr const char* names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::chrono::year_month_day day{date};
    return fmt::format("{} {}", names[unsigned(day.month()) - 1], int(day.year()));
}

}  // namespace fadecast
