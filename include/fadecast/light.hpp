#pragma once
// Light on the scalp over a year: the sun's course, habit, and what reaches the pigment.

#include <fadecast/case.hpp>

#include <array>
#include <span>
#include <vector>

namespace fadecast {

/// Doses of a year. Visible light in Mlx h; erythemal in standard erythema doses (100 J/m^2).
struct YearlyLight {
    double ambient_mlx_h = 0;     ///< on a horizontal plane in the open
    double personal_mlx_h = 0;    ///< on the scalp, after habit, hat and sunscreen; tanning beds included
    double personal_sed = 0;      ///< erythemal dose on the scalp
    double highest_uv_index = 0;  ///< at noon of the brightest day
    std::array<double, 12> monthly_mlx_h{};  ///< personal_mlx_h by calendar month, January first
};

/// Cosine of the sun's zenith angle, 0 when it is down.
/// @param day_of_year  1..365;  @param solar_hour  0..24, 12 = noon.
/// Source: declination of Cooper, Solar Energy 12 (1969) 333.
double solar_cosine(double latitude_deg, double day_of_year, double solar_hour);

/// Ozone column, DU, as a mean over all longitudes:
///   235 + (150 + 40 sin(.9865 (day - 30))) sin^2(1.28 latitude) in the north,
///   235 + (100 + 30 sin(.9865 (day + 152.625))) sin^2(1.5 latitude) in the south, degrees.
/// Source: Van Heuklon, Solar Energy 22 (1979) 63, without its wave in longitude.
double ozone_du(double latitude_deg, double day_of_year);

/// UV index under a clear sky: 12.5 mu0^2.42 (ozone / 300 DU)^-1.23; Madronich, Photochem. Photobiol. 83
/// (2007) 1537.
double uv_index(double solar_cosine, double ozone_du = 300);

/// Hours outdoors when habit is not told, an indoor one, unless fewer are listed; assumed.
inline constexpr double usual_summer_h_per_week = 8, usual_winter_h_per_week = 4;

/// Hours of a week that the client's hours of the day hold: five work days and two days off.
double listed_h_per_week(const Sun& sun);

/// Sums a year of light at the client's latitude and habits, hour by hour of the sun's clock:
///   dose = sum of  130 klx mu0^1.2 x cloud .7 x share of the hour outdoors x .35 x (.1 hat + (1 - hat) x
///   sunscreen).
/// The share is that of the listed hours times the season's hours outdoors over listed_h_per_week, at most
/// 1; the season swings as a cosine between the summer and the winter value. About a third of the open sky
/// counts: shade, streets, posture. Sunscreen is worn on days whose UV index reaches 3.
/// @throws Error  no latitude.
YearlyLight yearly_light(const Sun& sun);

/// Yearly visible dose on surfaces that are tilted and turn to all sides in time, as the parts of a head do,
/// over the dose on a horizontal one, with the same hours outdoors. Sun and sky as in kernels/tilt.hpp;
/// nothing shades the surface, and the ground sends no light up. 1 when the client is never in the sun.
/// @param cos_tilt  any number, -1..1; 1 is horizontal, 0 upright.
/// @throws Error    no latitude.
std::vector<double> tilted_light(const Sun& sun, std::span<const double> cos_tilt);

/// The year's course from a client's day 0 on: relative light in the twelfths of the year that begins then,
/// with mean 1; all 1 when there is no light.
/// @param monthly_mlx_h  [12], dose of each calendar month; even within a month.
std::array<double, 12> light_season(const std::array<double, 12>& monthly_mlx_h, Date day0);

}  // namespace fadecast
