// What the pictures of a forecast show: which virtual client, and when.

#include <fadecast/forecast.hpp>
#include <fadecast/reservoir.hpp>

#include "scalp_parts.hpp"

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

    const std::vector<double>& weight = forecast.weights.weight;  // none: all the same
    std::vector<std::pair<double, int>> ranked;  // contrast, summed up over the days, and the member
    double all = 0;
    for (int member = 0; member < int(found->values.size() / times.size()); ++member) {
        if (std::find(forecast.failed.begin(), forecast.failed.end(), member) != forecast.failed.end())
            continue;
        if (!weight.empty() && weight[member] == 0) continue;
        const float* colour_difference = &found->values[std::size_t(member) * times.size()];
        double sum = 0;
        for (std::size_t t = healed + 1; t < times.size(); ++t)
            sum += (times[t] - times[t - 1]) * (colour_difference[t - 1] + colour_difference[t]) / 2;
        ranked.emplace_back(sum / std::max(.01f, colour_difference[healed]), member);
        all += weight.empty() ? 1 : weight[member];
    }
    if (ranked.empty()) throw Error("member_at_quantile: no member could be computed");
    std::sort(ranked.begin(), ranked.end());
    const auto counts = [&](const auto& each) { return weight.empty() ? 1 : weight[each.second]; };
    const double ends = (counts(ranked.front()) + counts(ranked.back())) / 2;
    double passed = -counts(ranked.front()) / 2;  // each in the middle of what it counts
    for (const auto& each : ranked) {
        const double half = counts(each) / 2;
        if (passed + 2 * half + 1e-9 >= probability * (all - ends)) return each.second;
        passed += 2 * half;
    }
    return ranked.back().second;
}

std::vector<double> picture_days(double horizon_year) {
    std::vector<double> days{0, 7, healed_day};
    for (const int year : {1, 3, 5, 8}) days.push_back(std::round(year * day_per_year));
    std::erase_if(days, [&](double day) { return day > std::round(horizon_year * day_per_year); });
    return days;
}

std::array<Scalp, 3> scalps_of(const Forecast& forecast, const Backend& backend) {
    const Case& client = forecast.inputs;
    const std::vector<double> days = picture_days(client.forecast.horizon_year);
    const Scalp nominal = make_scalp(client, backend, nominal_member, days);
    std::array<Scalp, 3> scalps{nominal, nominal, nominal};
    for (std::size_t k = 0; k < scalps.size(); ++k) {
        const int member = member_at_quantile(forecast, Forecast::picture_quantiles[k]);
        Scalp faded = make_scalp(client, backend, member, days);
        scalps[k].dots = std::move(faded.dots);
        scalps[k].drop_out_share = faded.drop_out_share;
        for (std::size_t t = 0; t < days.size(); ++t) {
            const Lab bare = scalps[k].means[t].skin;
            scalps[k].means[t] = faded.means[t];
            scalps[k].means[t].skin = bare;
        }
    }
    return scalps;
}

}  // namespace fadecast
