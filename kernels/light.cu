// Solar geometry and habit, on the host: one year takes microseconds.
#include <fadecast/backend.hpp>
#include <fadecast/light.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace fadecast {
namespace {

constexpr double degree = std::numbers::pi / 180;
constexpr double cloud = 0.7;          // mean over the year; derived
constexpr double clear_sky_klx = 130;  // at normal sun; reported
constexpr double open_sky_share =
    0.35;  // of a horizontal plane in the open; assumed, gives 3 % indoors, 10 % outdoors
constexpr double summer_h_per_week = 8, winter_h_per_week = 4;  // when habit is not told; assumed
constexpr double hat_stops = 0.9;                               // assumed
constexpr double sunscreen_passes = 0.45;                       // as really worn, .3-.6; reported
constexpr double bed_mlx_h = 0.15, bed_sed = 4;  // one tanning session as an equivalent of sun; assumed
constexpr double sed_per_uv_index_hour = 0.9;    // 0.025 W/m^2 x 3600 s / 100 J/m^2; definition

}  // namespace

double solar_cosine(double latitude_deg, double day_of_year, double solar_hour) {
    const double declination = 23.45 * degree * std::sin(2 * std::numbers::pi * (284 + day_of_year) / 365);
    const double hour_angle = 15 * degree * (solar_hour - 12), latitude = latitude_deg * degree;
    return std::max(0.0, std::sin(latitude) * std::sin(declination) +
                             std::cos(latitude) * std::cos(declination) * std::cos(hour_angle));
}

double uv_index(double solar_cosine, double ozone_du) {
    return 12.5 * std::pow(solar_cosine, 2.42) * std::pow(ozone_du / 300, -1.23);
}

YearlyLight yearly_light(const Sun& sun) {
    if (!sun.latitude_deg) throw Error("yearly_light: no latitude; enter a latitude or a city");
    const double summer = sun.outdoor_summer_h_per_week.value_or(summer_h_per_week);
    const double winter = sun.outdoor_winter_h_per_week.value_or(winter_h_per_week);
    const double bare = 1 - hat_stops * sun.hat_share;
    const double passed = bare * (1 - sun.sunscreen_share * (1 - sunscreen_passes));
    const double step_h = 0.25;
    YearlyLight year;
    for (int day = 1; day <= 365; ++day) {
        // 1 at the northern midsummer, 0 at midwinter; the south is half a year off.
        const double north = 0.5 + 0.5 * std::cos(2 * std::numbers::pi * (day - 172) / 365);
        const double season = *sun.latitude_deg >= 0 ? north : 1 - north;
        const double outdoors = (winter + (summer - winter) * season) / (7 * 10);  // share of 8 to 18 h
        for (double hour = 0.5 * step_h; hour < 24; hour += step_h) {
            const double mu0 = solar_cosine(*sun.latitude_deg, day, hour);
            const double mlx_h = 1e-3 * clear_sky_klx * std::pow(mu0, 1.2) * cloud * step_h;
            const double sed = sed_per_uv_index_hour * uv_index(mu0) * cloud * step_h;
            const double exposed = hour > 8 && hour < 18 ? outdoors * open_sky_share * passed : 0;
            year.ambient_mlx_h += mlx_h;
            year.personal_mlx_h += mlx_h * exposed;
            year.personal_sed += sed * exposed;
            year.highest_uv_index = std::max(year.highest_uv_index, uv_index(mu0));
        }
    }
    year.personal_mlx_h += sun.tanning_bed_per_year * bed_mlx_h;
    year.personal_sed += sun.tanning_bed_per_year * bed_sed;
    return year;
}

}  // namespace fadecast
