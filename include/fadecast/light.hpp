#pragma once
// Light on the scalp over a year: the sun's course, habit, and what reaches the pigment.

#include <fadecast/case.hpp>

namespace fadecast {

/// Yearly doses. Visible light in Mlx h; erythemal in standard erythema doses (100 J/m^2).
struct YearlyLight {
    double ambient_mlx_h = 0;     ///< on a horizontal plane in the open
    double personal_mlx_h = 0;    ///< on the scalp, after habit, hat and sunscreen; tanning beds included
    double personal_sed = 0;      ///< erythemal dose on the scalp
    double highest_uv_index = 0;  ///< at noon of the brightest day
};

/// Cosine of the sun's zenith angle, 0 when it is down.
/// @param day_of_year  1..365;  @param solar_hour  0..24, 12 = noon.
/// Source: declination of Cooper, Solar Energy 12 (1969) 333.
double solar_cosine(double latitude_deg, double day_of_year, double solar_hour);

/// UV index under a clear sky: 12.5 mu0^2.42 (ozone / 300 DU)^-1.23; Madronich, Photochem. Photobiol. 83
/// (2007) 1537.
double uv_index(double solar_cosine, double ozone_du = 300);

/// Sums a year of light at the client's latitude and habits. Hours outdoors fall evenly between 8 and 18 h
/// solar time, swing with the season between the entered summer and winter values, and count about a third:
/// shade, streets, posture.
/// @throws Error  no latitude.
YearlyLight yearly_light(const Sun& sun);

}  // namespace fadecast
