#pragma once
// Monte Carlo photons in layered skin with a pigment field: the reference for every faster optical model.

#include <fadecast/backend.hpp>
#include <fadecast/skin.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

namespace fadecast {

struct OpticalLayer {
    double refractive_index = 1.4;   ///< 1..4
    double absorption_per_mm = 0;    ///< >= 0
    double scattering_per_mm = 0;    ///< >= 0, not reduced
    double anisotropy = 0;           ///< mean cosine of Henyey-Greenstein scattering, -.99..0.99
    double thickness_mm = infinite;  ///< > 0; the last layer may be infinite when it absorbs

    static constexpr double infinite = std::numeric_limits<double>::infinity();
};

/// Where photons start: on the surface, going straight down, or with the directions of a perfectly diffuse
/// sky. A disk around (offset, 0) is lit evenly; radius 0 is a point.
struct PhotonSource {
    enum class Kind { collimated, diffuse } kind = Kind::collimated;
    double offset_mm = 0, radius_mm = 0;
};

/// What absorbs and scatters beside the layers, constant in each cell of a regular grid, nothing outside.
/// Axisymmetric: rings around the z axis, x is the radius, first_mm[0] = 0 and cells[1] = 1. Otherwise
/// voxels.
struct PigmentField {
    bool axisymmetric = true;
    std::array<int, 3> cells{0, 1, 0};        ///< in x, y, z; no cells = no pigment
    std::array<double, 3> first_mm{0, 0, 0};  ///< lower corner; z counts down from the surface
    std::array<double, 3> step_mm{1, 1, 1};
    std::vector<double> absorption_per_mm;  ///< [z][y][x]
    std::vector<double> scattering_per_mm;  ///< [z][y][x], isotropic (so reduced); empty = none

    bool empty() const { return absorption_per_mm.empty(); }
};

/// A field on the rings and slices of a dot's mesh as a PigmentField of equal cells. A cell holds the mean
/// over its volume, so absorption times volume is kept.
/// @param radius_faces_mm, depth_faces_mm  ascending, one more than cells.
/// @param absorption_per_mm                [depth cells][radial cells].
/// @param step_mm                          side of the new cells, > 0; the last ones may reach past the mesh.
/// @throws Error                           sizes do not belong together.
PigmentField regular_pigment(const std::vector<double>& radius_faces_mm,
                             const std::vector<double>& depth_faces_mm,
                             const std::vector<double>& absorption_per_mm, double step_mm);

/// A column of pigment: Gaussian in the radius, even in depth.
/// absorption(r, z) = optical_depth / (bottom - top) 2^-(2 r / fwhm)^2, cut at 2.5 fwhm; scattering alike.
/// @param fwhm_mm           full width at half maximum, > 0.
/// @param optical_depth     of absorption along the axis, >= 0; scattering_depth of isotropic scattering.
/// @param step_mm           side of the cells; each holds the value at its middle.
PigmentField gaussian_column(double top_mm, double bottom_mm, double fwhm_mm, double optical_depth,
                             double scattering_depth, double step_mm);

struct PhotonSetup {
    std::vector<OpticalLayer> layers;  ///< from the surface down, 1..16
    double index_above = 1, index_below = 1;
    PhotonSource source;
    PigmentField pigment;

    // Where results are told apart. The last ring and the last slice of an infinite layer hold all beyond.
    double radius_step_mm = .1;
    int radius_bins = 100;
    double depth_step_mm = .02;  ///< every layer has slices of its own, at most this thick
    double depth_limit_mm = 4;   ///< of the slices of an infinite layer
    bool map = false;            ///< absorption and fluence by depth and radius too
};

/// Epidermis and dermis of a skin at one wavelength, nothing but dermis below; as `skin_reflectance` and
/// `fluence_ratio` see it.
/// @param wavelength_nm  300..800.
/// @throws Error         outside that range.
PhotonSetup photons_in_skin(const Skin& skin, double wavelength_nm);

struct Estimate {
    double value = 0, standard_error = 0;
};
struct Profile {
    std::vector<double> value, standard_error;
};

/// Shares of the light that arrives, each with one standard error, from the spread between `photon_groups`.
struct PhotonResult {
    std::int64_t photons = 0;
    double seconds = 0;            ///< of tracing
    Estimate specular;             ///< reflected by the surface on arrival
    Estimate diffuse_reflectance;  ///< leaves through the surface later
    Estimate transmittance;        ///< leaves through the bottom, unscattered light included
    Estimate absorbed;             ///< pigment included
    Estimate absorbed_by_pigment;
    /// What roulette made, 0 on the average: the four shares sum to 1 plus this, without rounding.
    Estimate won_by_roulette;
    std::vector<Estimate> absorbed_by_layer;  ///< pigment included

    std::vector<double> radius_faces_mm;  ///< [radius_bins + 1], the last is infinite
    Profile reflectance;                  ///< [radius_bins], share per ring
    Profile transmission;                 ///< [radius_bins], share per ring

    std::vector<double> depth_faces_mm;  ///< [slices + 1]
    Profile absorption;                  ///< [slices], share per slice
    /// [slices], fluence rate over irradiance where the whole surface is lit so; NaN in the last slice of an
    /// infinite layer and where nothing absorbs or scatters.
    Profile fluence;
    /// With `map`, [slices][radius_bins]: absorption, share per ring; fluence of this source, 1/mm^2.
    Profile absorption_map, fluence_map;
};

inline constexpr int photon_groups = 64;  ///< so that a standard error is known to 9 %

/// Follows photon packets through layers (Wang, Jacques, Zheng, Comput. Meth. Prog. Biomed. 47 (1995) 131).
/// Photon i is a pure function of the setup, the seed and i, and tallies are integers: the result does not
/// depend on threads, on the instruction set, nor on how photons are dealt out.
/// @param photons   2..10^10: one has no error.
/// @param progress  called now and then with the share done; may throw to stop.
/// @throws Error    a value of `setup` outside its range; says which.
PhotonResult trace_photons(const Backend& backend, const PhotonSetup& setup, std::int64_t photons,
                           std::uint64_t seed, const std::function<void(double)>& progress = {});

}  // namespace fadecast
