#pragma once
// The numbers that the program is held against, each with unit and source. Tests and `fadecast validate`
// share them.

#include <fadecast/colour.hpp>

#include <limits>

namespace fadecast::validation {

/// A published slab, lit at normal incidence: shares of the light that arrives.
struct PublishedSlab {
    const char* name;
    const char* setup;      ///< in configs/optics
    double reflectance;     ///< of which `specular` by the surface
    double transmittance;   ///< NaN: not given
    double half_digit;      ///< half of the last printed digit
    bool specular_counted;  ///< in `reflectance`
    const char* source;
};
inline constexpr PublishedSlab slabs[] = {
    {"van de Hulst", "van-de-hulst.toml", .097395, .660958, 5e-7, false,
     "H. C. van de Hulst, Multiple Light Scattering 2 (1980), table 35; quoted, not read again"},
    {"Giovanelli", "giovanelli.toml", .25992, std::numeric_limits<double>::quiet_NaN(), 5e-6, true,
     "R. G. Giovanelli, Optica Acta 2 (1955) 153; quoted, not read again"},
    {"three layers", "three-layers.toml", .23786, .09605, 5e-6, false,
     "layers as in comparisons of Monte Carlo programs, values by adding-doubling; quoted, not read again"}};

/// L1 a1 b1 L2 a2 b2 and delta E00, four printed digits: table 1 of Sharma, Wu, Dalal, Color Res. Appl. 30
/// (2005) 21.
inline constexpr double colour_pairs[34][7] = {
    {50, 2.6772, -79.7751, 50, 0, -82.7485, 2.0425},
    {50, 3.1571, -77.2803, 50, 0, -82.7485, 2.8615},
    {50, 2.8361, -74.02, 50, 0, -82.7485, 3.4412},
    {50, -1.3802, -84.2814, 50, 0, -82.7485, 1},
    {50, -1.1848, -84.8006, 50, 0, -82.7485, 1},
    {50, -0.9009, -85.5211, 50, 0, -82.7485, 1},
    {50, 0, 0, 50, -1, 2, 2.3669},
    {50, -1, 2, 50, 0, 0, 2.3669},
    {50, 2.49, -0.001, 50, -2.49, 0.0009, 7.1792},
    {50, 2.49, -0.001, 50, -2.49, 0.001, 7.1792},
    {50, 2.49, -0.001, 50, -2.49, 0.0011, 7.2195},
    {50, 2.49, -0.001, 50, -2.49, 0.0012, 7.2195},
    {50, -0.001, 2.49, 50, 0.0009, -2.49, 4.8045},
    {50, -0.001, 2.49, 50, 0.001, -2.49, 4.8045},
    {50, -0.001, 2.49, 50, 0.0011, -2.49, 4.7461},
    {50, 2.5, 0, 50, 0, -2.5, 4.3065},
    {50, 2.5, 0, 73, 25, -18, 27.1492},
    {50, 2.5, 0, 61, -5, 29, 22.8977},
    {50, 2.5, 0, 56, -27, -3, 31.903},
    {50, 2.5, 0, 58, 24, 15, 19.4535},
    {50, 2.5, 0, 50, 3.1736, 0.5854, 1},
    {50, 2.5, 0, 50, 3.2972, 0, 1},
    {50, 2.5, 0, 50, 1.8634, 0.5757, 1},
    {50, 2.5, 0, 50, 3.2592, 0.335, 1},
    {60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644},
    {63.0109, -31.0961, -5.8663, 62.8187, -29.7946, -4.0864, 1.263},
    {61.2901, 3.7196, -5.3901, 61.4292, 2.248, -4.962, 1.8731},
    {35.0831, -44.1164, 3.7933, 35.0232, -40.0716, 1.5901, 1.8645},
    {22.7233, 20.0904, -46.694, 23.0331, 14.973, -42.5619, 2.0373},
    {36.4612, 47.858, 18.3852, 36.2715, 50.5065, 21.2231, 1.4146},
    {90.8027, -2.0831, 1.441, 91.1528, -1.6435, 0.0447, 1.4441},
    {90.9257, -0.5406, -0.9208, 88.6381, -0.8985, -0.7239, 1.5381},
    {6.7747, -0.2908, -2.4247, 5.8714, -0.0985, -2.2286, 0.6377},
    {2.0776, 0.0795, -1.135, 0.9033, -0.0636, -0.5514, 0.9082},
};
inline constexpr double colour_pairs_half_digit = 5e-5;

/// L*, a*, b* under D65 (2 degrees, specular included) of the forearms of subjects 1-60 of the "Reference
/// data set of human skin reflectance", C. C. Cooksey, D. W. Allen, B. K. Tsai, J. Res. NIST 122 (2017) 26;
/// public domain.
inline constexpr Lab forearms[60] = {
    {66.753, 8.452, 12.963},  {71.413, 8.750, 14.299},  {61.185, 13.005, 12.772}, {67.593, 11.711, 13.919},
    {69.214, 9.690, 16.731},  {47.590, 11.520, 20.315}, {65.999, 9.560, 13.888},  {57.084, 10.977, 20.576},
    {62.389, 10.977, 15.637}, {66.381, 9.833, 14.033},  {66.546, 8.668, 15.312},  {69.051, 8.573, 12.994},
    {70.594, 7.795, 16.938},  {72.880, 8.298, 11.891},  {68.265, 9.488, 14.966},  {72.111, 6.836, 14.558},
    {50.681, 11.027, 19.104}, {66.286, 9.572, 16.532},  {69.011, 8.700, 12.012},  {67.859, 8.260, 14.982},
    {69.656, 7.866, 12.310},  {71.217, 10.090, 14.601}, {72.263, 7.654, 16.201},  {66.232, 10.735, 13.995},
    {69.281, 6.581, 14.734},  {66.032, 9.488, 15.904},  {64.097, 9.854, 12.416},  {66.123, 9.164, 18.581},
    {61.895, 10.205, 12.351}, {72.269, 6.953, 12.301},  {64.770, 8.694, 18.224},  {65.619, 10.690, 15.159},
    {65.595, 8.751, 12.087},  {65.075, 9.110, 13.720},  {70.424, 7.854, 15.953},  {70.055, 8.103, 16.914},
    {63.350, 7.866, 19.553},  {67.150, 7.630, 18.450},  {61.246, 9.942, 18.416},  {64.357, 11.425, 11.601},
    {54.938, 10.228, 19.185}, {73.642, 8.122, 13.167},  {68.996, 7.706, 12.701},  {43.163, 12.519, 17.361},
    {64.131, 11.308, 14.491}, {66.910, 8.625, 14.760},  {69.326, 9.456, 13.695},  {68.954, 8.171, 14.864},
    {65.702, 10.273, 17.436}, {69.974, 8.605, 17.096},  {68.301, 10.086, 12.473}, {68.769, 8.670, 14.055},
    {69.022, 10.246, 15.644}, {69.546, 9.538, 14.045},  {67.591, 10.553, 19.387}, {71.494, 8.396, 13.518},
    {62.792, 12.731, 10.867}, {65.049, 10.729, 13.603}, {67.837, 10.071, 16.305}, {69.215, 9.297, 14.799}};
inline constexpr double forearms_median_delta_e00 = .4;  ///< what a fit of four parameters should reach

inline constexpr double colour_of_types_delta_e00 = 1;  ///< a difference that is just seen

/// Fluence rate at 0.3 mm over the irradiance, diffuse light of 365 nm, epidermis of 60 um: from a scatter
/// scale of 1.9 to one of 1.0. Derived from published coefficients of skin, two printed digits.
struct UvRange {
    int type;
    double low, high;
};
inline constexpr UvRange uv_ranges[] = {{1, .21, .41}, {3, .14, .31}, {5, .04, .11}};
inline constexpr double uv_scatter_scales[] = {1.9, 1.0}, uv_half_digit = .005;

/// delta E00 of bare skin, types I to VI, that few streams may differ by from many: asked for, not measured.
inline constexpr double four_streams_delta_e00 = .3, eight_streams_delta_e00 = .12;

/// Medians that the dot model may differ by from photons, in the middle, over 1 mm^2 and in width: asked for.
inline constexpr double dot_middle_delta_e00 = 1, dot_patch_delta_e00 = .3, dot_width_percent = 10;
/// delta E00 that rounding and standard errors leave open in what photons saw before.
inline constexpr double photons_again_delta_e00 = .05;

/// FWHM in mm of a free Gaussian of 0.20 mm and D = 5e-4 mm^2/year: FWHM^2 = 0.04 + 16 ln 2 D t.
inline constexpr double widths_year[] = {1, 3, 5, 10, 20}, widths_mm[] = {.213, .238, .260, .309, .388};

/// Hours until the centre of a round hole is 80 % covered under Fisher-KPP with D = 2e-9 cm^2/s and
/// s = 8e-6 1/s, by radius in um. Source of the constants: epidermal wound closure, front 9.1 um/h.
inline constexpr double hole_um[] = {50, 75, 100, 125, 150, 200},
                        hole_hours[] = {3.7, 7.3, 12.0, 16.7, 22.0, 32.4};

/// The model's equations for the pools solved by themselves, without a mesh: dermal mass of the nominal dot
/// relative to day 42; its early loss to the lymph over what reached the dermis; what is retained on day 42
/// over what was deposited.
inline constexpr double closure_year[] = {.5, 1, 5, 10, 20}, closure_mass[] = {.891, .820, .561, .379, .194};
inline constexpr double closure_tolerance = .03, closure_retained = .68, closure_lymph = .026,
                        closure_lymph_tolerance = .01;

}  // namespace fadecast::validation
