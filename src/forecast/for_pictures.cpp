// What the pictures of a forecast show: which virtual client, and when.

#include <fadecast/forecast.hpp>
#include <fadecast/reservoir.hpp>

#include <dose.hpp>

#include <algorithm>
#include <cmath>

namespace fadecast {

int member_at_quantile(const Forecast& forecast, double probability) {
    const auto found = std::find_if(forecast.members.begin(), forecast.members.end(),
                                    [](const MemberSeries& series) { return series.name == "delta_e00"; });
    if (found == forecast.members.end()) throw Error("member_at_quantile: the forecast has no delta_e00");
    const std::vector<double>& times = forecast.time_day;
    const std::size_t healed = std::lower_bound(times.begin(), times.end(), healed_day) - times.begin();
    if (healed == times.size()) throw Error("member_at_quantile: the forecast ends before day 42");

    std::vector<std::pair<double, int>> ranked;  // contrast, summed up over the days, and the member
    for (int member = 0; member < int(found->values.size() / times.size()); ++member) {
        if (std::find(forecast.failed.begin(), forecast.failed.end(), member) != forecast.failed.end())
            continue;
        const float* colour_difference = &found->values[std::size_t(member) * times.size()];
        double sum = 0;
        for (std::size_t t = healed + 1; t < times.size(); ++t)
            sum += (times[t] - times[t - 1]) * (colour_difference[t - 1] + colour_difference[t]) / 2;
        ranked.emplace_back(sum / std::max(.01f, colour_difference[healed]), member);
    }
    if (ranked.empty()) throw Error("member_at_quantile: no member could be computed");
    std::sort(ranked.begin(), ranked.end());
    return ranked[std::size_t(std::lround(probability * double(ranked.size() - 1)))].second;
}

std::vector<double> picture_days(double horizon_year) {
    std::vector<double> days{0, 7, healed_day};
    for (const int year : {1, 3, 5, 8}) days.push_back(std::round(year * day_per_year));
    std::erase_if(days, [&](double day) { return day > std::round(horizon_year * day_per_year); });
    return days;
}

}  // namespace fadecast
