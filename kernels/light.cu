// Solar geometry and habit, on the host: one year takes milliseconds, once per client.
#include <fadecast/backend.hpp>
#include <fadecast/light.hpp>

#include "tilt.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace fadecast {
namespace {

constexpr double degree = std::numbers::pi / 180;
constexpr double cloud = 0.7;              // mean over the year; derived
constexpr double clear_sky_klx = 130;      // at normal sun; reported
constexpr double open_sky_share = 0.35;    // of a horizontal plane in the open; assumed, with the hours of
                                           // configs/sun it gives 3 % indoors and 10 % outdoors
constexpr double hat_stops = 0.9;          // assumed
constexpr double sunscreen_passes = 0.45;  // as really worn, .3-.6; reported
constexpr double sunscreen_uv_index = 3;   // from which protection is advised; WHO, reported
constexpr double bed_mlx_h = 0.15, bed_sed = 4;  // one tanning session as an equivalent of sun; assumed
constexpr double sed_per_uv_index_hour = 0.9;    // 0.025 W/m^2 x 3600 s / 100 J/m^2; definition
constexpr std::array<int, 12> month_days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

double sum(const auto& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

/// Dose from the start of the year to a share of it, 0..1 and on into the next years.
double dose_until(const std::array<double, 12>& monthly, double share) {
    const double years = std::floor(share);
    double days = 365 * (share - years), dose = years * sum(monthly);
    for (int month = 0; month < 12; ++month) {
        dose += monthly[month] * std::clamp(days / month_days[month], 0.0, 1.0);
        days -= month_days[month];
    }
    return dose;
}

/// A quarter of an hour, and how much of its light reaches the client.
struct Moment {
    int month, day;
    double solar_cosine, ozone_du, mlx_h;  ///< light on a horizontal plane in the open
    double exposed;                        ///< share of it, after habit, hat and sunscreen
};
constexpr int steps_per_hour = 4;
constexpr double step_h = 1.0 / steps_per_hour;

template <typename Visit>
void each_moment(const Sun& sun, const Visit& visit) {
    if (!sun.latitude_deg) throw Error("yearly_light: no latitude; enter a latitude or a city");
    const double latitude_deg = *sun.latitude_deg;
    const double listed = std::max(1e-9, listed_h_per_week(sun));
    const double summer = sun.outdoor_summer_h_per_week.value_or(std::min(usual_summer_h_per_week, listed));
    const double winter = sun.outdoor_winter_h_per_week.value_or(std::min(usual_winter_h_per_week, listed));
    int day = 0;
    for (int month = 0; month < 12; ++month)
        for (int of_month = 0; of_month < month_days[month]; ++of_month) {
            ++day;
            // 1 at the northern midsummer, 0 at midwinter; the south is half a year off.
            const double north = 0.5 + 0.5 * std::cos(2 * std::numbers::pi * (day - 172) / 365);
            const double season = latitude_deg >= 0 ? north : 1 - north;
            const double outdoors = std::min(1.0, (winter + (summer - winter) * season) / listed);
            const double ozone = ozone_du(latitude_deg, day);
            const double noon_uv_index = uv_index(solar_cosine(latitude_deg, day, 12), ozone);
            const double sunscreen = noon_uv_index >= sunscreen_uv_index ? sun.sunscreen_share : 0;
            const double passed = sun.hat_share * (1 - hat_stops) +
                                  (1 - sun.hat_share) * (1 - sunscreen * (1 - sunscreen_passes));
            for (int step = 0; step < 24 * steps_per_hour; ++step) {
                const int hour = step / steps_per_hour;
                const double mu0 = solar_cosine(latitude_deg, day, (step + 0.5) * step_h);
                const double mlx_h = 1e-3 * clear_sky_klx * std::pow(mu0, 1.2) * cloud * step_h;
                const double listed_share = (5 * sun.work_day.share[hour] + 2 * sun.day_off.share[hour]) / 7;
                visit(
                    Moment{month, day, mu0, ozone, mlx_h, listed_share * outdoors * open_sky_share * passed});
            }
        }
}

}  // namespace

double solar_cosine(double latitude_deg, double day_of_year, double solar_hour) {
    const double declination = 23.45 * degree * std::sin(2 * std::numbers::pi * (284 + day_of_year) / 365);
    const double hour_angle = 15 * degree * (solar_hour - 12), latitude = latitude_deg * degree;
    return std::max(0.0, std::sin(latitude) * std::sin(declination) +
                             std::cos(latitude) * std::cos(declination) * std::cos(hour_angle));
}

double ozone_du(double latitude_deg, double day_of_year) {
    const bool north = latitude_deg >= 0;
    const double swing = north ? 150 + 40 * std::sin(0.9865 * degree * (day_of_year - 30))
                               : 100 + 30 * std::sin(0.9865 * degree * (day_of_year + 152.625));
    return 235 + swing * std::pow(std::sin((north ? 1.28 : 1.5) * degree * latitude_deg), 2);
}

double uv_index(double solar_cosine, double ozone_du) {
    return 12.5 * std::pow(solar_cosine, 2.42) * std::pow(ozone_du / 300, -1.23);
}

double listed_h_per_week(const Sun& sun) { return 5 * sum(sun.work_day.share) + 2 * sum(sun.day_off.share); }

YearlyLight yearly_light(const Sun& sun) {
    YearlyLight year;
    each_moment(sun, [&](const Moment& moment) {
        const double sed =
            sed_per_uv_index_hour * uv_index(moment.solar_cosine, moment.ozone_du) * cloud * step_h;
        year.ambient_mlx_h += moment.mlx_h;
        year.monthly_mlx_h[moment.month] += moment.mlx_h * moment.exposed;
        year.personal_sed += sed * moment.exposed;
    });
    for (int day = 1; day <= 365; ++day)
        year.highest_uv_index =
            std::max(year.highest_uv_index,
                     uv_index(solar_cosine(*sun.latitude_deg, day, 12), ozone_du(*sun.latitude_deg, day)));
    for (int month = 0; month < 12; ++month)
        year.monthly_mlx_h[month] += sun.tanning_bed_per_year * bed_mlx_h * month_days[month] / 365;
    year.personal_mlx_h = sum(year.monthly_mlx_h);
    year.personal_sed += sun.tanning_bed_per_year * bed_sed;
    return year;
}

std::vector<double> tilted_light(const Sun& sun, std::span<const double> cos_tilt) {
    double horizontal = 0;
    std::vector<double> tilted(cos_tilt.size(), 0);
    each_moment(sun, [&](const Moment& moment) {
        const double dose = moment.mlx_h * moment.exposed, mu0 = moment.solar_cosine;
        if (!(dose > 0)) return;
        horizontal += dose;
        const double beam = sun_share(mu0);
        for (std::size_t i = 0; i < tilted.size(); ++i)
            tilted[i] += dose * (beam * sun_on_tilted(mu0, cos_tilt[i]) / mu0 +
                                 (1 - beam) * sky_on_tilted(cos_tilt[i]));
    });
    for (double& value : tilted) value = horizontal > 0 ? value / horizontal : 1;
    return tilted;
}

std::array<double, 12> light_season(const std::array<double, 12>& monthly_mlx_h, Date day0) {
    const auto year = std::chrono::year_month_day(day0).year();
    const Date january = year / 1 / 1, next_january = (year + std::chrono::years(1)) / 1 / 1;
    const double start = double(days_between(january, day0)) / days_between(january, next_january);
    const double mean = sum(monthly_mlx_h) / 12;
    std::array<double, 12> season;
    for (int i = 0; i < 12; ++i)
        season[i] = mean > 0 ? (dose_until(monthly_mlx_h, start + (i + 1) / 12.0) -
                                dose_until(monthly_mlx_h, start + i / 12.0)) /
                                   mean
                             : 1;
    return season;
}

}  // namespace fadecast
