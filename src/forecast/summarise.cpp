// From weighted members to bands over time and the window of months.

#include "members.hpp"

#include <fadecast/statistics.hpp>
#include <fadecast/window.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace fadecast {
namespace {

/// As the client is seen: contrast with the model's own error.
MemberSeries as_seen(const Case& client, const Ensemble& ensemble, MemberSeries series) {
    if (series.name != "contrast") return series;
    series.meaning += ", with the model's own error";
    const std::size_t times = ensemble.time_day.size();
    for (int m = 0; m < ensemble.members; ++m)
        for (std::size_t t = 0; t < times; ++t) {
            float& value = series.values[std::size_t(m) * times + t];
            const double error = client.model_error_factor * ensemble.error_at(m, ensemble.time_day[t]);
            if (std::isfinite(value)) value = float(std::max(0., value + error));
        }
    return series;
}

}  // namespace

void summarise(const Backend& backend, const Ensemble& ensemble, Forecast& forecast) {
    const Case& client = forecast.inputs;
    const std::vector<double>& times = ensemble.time_day;
    const int n_times = int(times.size()), members = ensemble.members;
    const std::vector<double>& weight = forecast.weights.weight;
    forecast.time_day = times;

    std::vector<int> sound;  // members that could be computed
    for (int m = 0; m < members; ++m) (ensemble.failed(m) ? forecast.failed : sound).push_back(m);
    if (sound.empty())
        throw Error("no virtual client could be computed; look for extreme values in [parameters]");
    std::vector<double> sound_weight;
    for (const int m : sound) sound_weight.push_back(weight[m]);

    for (const MemberSeries& each : ensemble.series) {
        MemberSeries member = as_seen(client, ensemble, each);
        std::vector<float> by_time;
        for (int t = 0; t < n_times; ++t)
            for (const int m : sound) by_time.push_back(member.values[std::size_t(m) * n_times + t]);
        const std::size_t row = sound.size();
        const std::vector<std::uint32_t> ascending = sorted_positions(backend, by_time, int(row));
        Series series{member.name, member.unit, member.meaning, {}};
        for (std::size_t q = 0; q < band_quantiles.size(); ++q)
            for (int t = 0; t < n_times; ++t)
                series.quantiles[q].push_back(weighted_quantile(
                    {&by_time[t * row], row}, {&ascending[t * row], row}, sound_weight, band_quantiles[q]));
        forecast.series.push_back(std::move(series));
        forecast.members.push_back(std::move(member));
    }

    const Months months = months_of(client, times.back());
    const std::vector<MemberWindow> windows = windows_of(client, ensemble, ensemble, months);
    forecast.window = window_of(windows, weight, months, window_lines(client));

    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    forecast.member_scalars = ensemble.scalars;
    std::vector<double> earliest, latest;
    for (int m = 0; m < members; ++m) {
        const auto known = [&](int month) {
            return ensemble.failed(m) || month >= months.count() ? none : double(month);
        };
        earliest.push_back(known(windows[m].earliest));
        latest.push_back(known(windows[m].latest));
    }
    forecast.member_scalars.emplace_back("earliest_month", std::move(earliest));
    forecast.member_scalars.emplace_back("latest_month", std::move(latest));
    forecast.member_scalars.emplace_back("weight", weight);
}

}  // namespace fadecast
