#pragma once
// Formulas that turn what is drawn of a person and a dot into what transport needs.

#include "portable.hpp"

#include <fadecast/transport.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace fadecast {

inline constexpr double day_per_year = 365.25;
inline const double fwhm_per_sigma = 2 * std::sqrt(2 * std::numbers::ln2);

/// Absorption of carbon black at 550 nm, the pigment by which the healed optical depth is defined: 1050 1/cm
/// at 1 % by volume of density 1.9 g/cm^3, Mie theory of soot; mm^2/ng.
inline constexpr double carbon_absorption_mm2_per_ng = 1050 / (0.01 * 1.9) * 1e2 / 1e9;
inline constexpr double standard_mass_fraction = 0.02;  ///< of the diluted ink that definition stands for

/// Share of a dot's pigment that lies in the epidermis.
FADECAST_HD inline double epidermal_share(double epidermis_mm, double bottom_mm) {
    const double share = epidermis_mm / bottom_mm;
    return share < 0.9 ? share : 0.9;
}

/// Integral from the surface down to a depth of a column's profile, erfc((z - bottom) / (sqrt2 s)) with a tip
/// of s = 30 um (assumed), up to a constant.
FADECAST_HD inline double column_above(double depth_mm, double bottom_mm) {
    constexpr double softness_mm = std::numbers::sqrt2 * 0.03;
    const double x = (depth_mm - bottom_mm) / softness_mm;
    return softness_mm * (x * std::erfc(x) - std::exp(-x * x) * std::numbers::inv_sqrtpi);
}

/// Uptake at rest for a half-time while macrophages are five times as active.
inline double uptake_at_rest_per_day(double half_time_day) { return std::numbers::ln2 / (5 * half_time_day); }

/// Deposit of all components, ng: the mass whose healed column has optical depth tau if it is carbon black,
///   m0 = tau 2 pi sigma^2 / (kappa eta_agg R),   R = (1 - f_epi)(1 - f_exudate)(1 - f_early),
/// f_early = 0.026 the early loss to the lymph.
inline double deposited_mass_ng(double tau, double sigma_mm, double efficiency, double epidermal_share,
                                double exudate_share) {
    const double retained = (1 - epidermal_share) * (1 - exudate_share) * (1 - 0.026);
    return tau * 2 * std::numbers::pi * sigma_mm * sigma_mm /
           (carbon_absorption_mm2_per_ng * efficiency * retained);
}

/// Volume of diluted ink that holds a mass of pigment, nL; diluted ink weighs 1.06 g/cm^3 (water and carrier;
/// assumed).
inline double ink_volume_nl(double mass_ng, double mass_fraction) {
    constexpr double ng_per_nl = 1.06e3;
    return mass_ng / (ng_per_nl * mass_fraction);
}

/// Deposit bottom for a stated needle depth relative to that for a stated 1 mm: a nominal setting, not a true
/// depth.
inline double bottom_factor(double stated_depth_mm) { return std::sqrt(stated_depth_mm / 1.0); }

/// Spread relative to that of a shallow deposit: from 4e-4 mm^2/y at a centre of mass of 0.3 mm to 1.5e-3 at
/// 0.6 mm.
inline double depth_spread_factor(double mean_depth_mm) {
    return std::pow(1.5e-3 / 4e-4, std::clamp((mean_depth_mm - 0.3) / 0.3, 0.0, 1.0));
}

/// Strength of a session's ink relative to the pigment's standard: shade times dilution.
inline double ink_strength(double shade, double water_per_pigment, double standard_water_per_pigment) {
    return shade * (1 + standard_water_per_pigment) / (1 + water_per_pigment);
}

/// Bleaching rate at a light dose, proportional to it; the pigment's own rate is that at 3 Mlx h/year.
inline double bleaching_per_day(double rate_per_year, double dose_mlx_h) {
    return rate_per_year / day_per_year * dose_mlx_h / 3;
}

/// Centre of mass of a column that is uniform from the epidermis down to its bottom.
inline double column_mean_depth_mm(double epidermis_mm, double bottom_mm) {
    return 0.5 * (epidermis_mm + bottom_mm);
}

/// Macrophage lifetime with pigment, and the distance pigment hops in it, sqrt(4 D / k_rel).
inline double macrophage_lifetime_day(const Residence& dot) {
    return std::numbers::ln2 * dot.escape_probability / dot.slow_per_day;
}
inline double hop_length_mm(const Residence& dot, double spread_mm2_per_day) {
    return std::sqrt(4 * spread_mm2_per_day * dot.escape_probability / dot.slow_per_day);
}

/// Slow clearance under a light dose, relative to that under 2.5 Mlx h/year.
inline double light_clearance_factor(double rise_per_mlx_h, double dose_mlx_h) {
    return std::max(0.05, 1 + rise_per_mlx_h * (dose_mlx_h - 2.5));
}

/// Factor on the escape of particles to the lymph: those above 100 nm hardly reach it, those of 20 nm do.
/// Assumed.
inline double lymph_size_factor(double diameter_nm) {
    return std::clamp(std::pow(80 / diameter_nm, 1.5), 0.1, 4.0);
}

/// Absorption per mass of particles relative to that of small ones: above 200 nm light does not reach their
/// inside, 200 nm / d. From Mie theory of soot; assumed for other pigments.
inline double size_absorption_factor(double diameter_nm) { return std::min(1.0, 200 / diameter_nm); }

/// A share of the particles, by mass, and the size that stands for it.
struct SizeClass {
    double mass_share, diameter_nm;
};

/// Three sizes for a lognormal distribution by mass, the nodes of Gauss-Hermite quadrature: median x
/// gsd^-sqrt3, 1, gsd^sqrt3 with 1/6, 2/3, 1/6 of the mass. Their mean of a power of the diameter is nearly
/// the whole's.
inline std::array<SizeClass, 3> size_classes(double median_nm, double gsd) {
    const double apart = std::pow(gsd, std::numbers::sqrt3);
    return {{{1 / 6., median_nm / apart}, {2 / 3., median_nm}, {1 / 6., median_nm * apart}}};
}

/// Outer radius of the mesh: room for the stain, a blowout, and all that spreads until the horizon. A
/// Gaussian leaves 3e-7 of itself beyond 5.5 sigma.
inline double mesh_radius_mm(double sigma_mm, double stain_sigma_mm, double blowout_sigma_mm,
                             double spread_mm2_per_day, double horizon_day) {
    return std::max({5.5 * stain_sigma_mm, 3.5 * blowout_sigma_mm,
                     5 * std::sqrt(sigma_mm * sigma_mm + 2 * spread_mm2_per_day * horizon_day)});
}

/// Growth of the rings, 2.6 or, on wide meshes, what makes the innermost of 32 as narrow as a sixth of the
/// column's sigma.
inline double mesh_growth(double mesh_radius_mm, double sigma_mm) {
    double growth = 2.6;
    while (mesh_radius_mm * std::expm1(growth / 32) / std::expm1(growth) > sigma_mm / 6 && growth < 12)
        growth += 0.1;
    return growth;
}

/// Closure of human micropores relative to the epithelial front's own constants.
inline double closure_speed(double pore_half_life_h) { return 0.6 * 23 / pore_half_life_h; }

}  // namespace fadecast
