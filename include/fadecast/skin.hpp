#pragma once
// Layered skin: absorption and scattering of epidermis and dermis, reflectance by adding-doubling.

#include <fadecast/backend.hpp>
#include <fadecast/colour.hpp>
#include <fadecast/grid.hpp>

#include <memory>
#include <span>
#include <vector>

namespace fadecast {

struct Skin {
    double melanin_fraction = .02;  ///< volume fraction of melanosomes in an epidermis of 60 um
    double blood_fraction = .017;   ///< of the dermis
    double blood_saturation = .85;
    double scatter_scale = 1.9;  ///< factor on the reduced scattering of both layers
    double epidermis_mm = .085;  ///< melanin and scattering per area stay those of 60 um
    double thickness_mm = 1.8;
};

/// A first guess from a fit of forearms; `skin_of_ita` finds the melanin that gives an ITA exactly.
double melanin_fraction_of_ita(double ita_deg);
double ita_of_fitzpatrick(int type);  ///< 1..6; convention only

/// Reflectance of bare skin, without the specular part, on the quadrature wavelengths: lit at normal
/// incidence and collected over the hemisphere, which by reciprocity is also diffuse light seen from straight
/// above. Colorimeters (8 degrees to diffuse) and the eye are both taken so. Adding-doubling with 4 streams
/// on epidermis and dermis; what lies under the dermis scatters as the dermis does.
/// @throws Error  a value of `skin` outside its range.
Spectrum skin_reflectance(const Skin& skin);
/// The same at any wavelengths.
/// @param wavelength_nm  300..800, in any order; one value each comes back.
/// @param streams        4, or 8 for a tenth of the error.
/// @throws Error         also a wavelength or a number of streams that is not allowed.
std::vector<double> skin_reflectance(const Skin& skin, std::span<const double> wavelength_nm,
                                     int streams = 4);
/// The same for many skins on a backend.
/// @returns  [skins][wavelengths]
std::vector<Real> skin_reflectances(const Backend& backend, const std::vector<Skin>& skins,
                                    std::span<const double> wavelength_nm, int streams = 4);
double skin_specular();                 ///< share of light that skin mirrors at normal incidence
Lab skin_colour(const Skin& skin);      ///< without specular reflection, as in pictures
Lab measured_colour(const Skin& skin);  ///< what a colorimeter reads: specular 2.8 % included

/// Skin of a measured typology angle: melanin is solved for, all else stays that of `start`. An angle that no
/// melanin gives is met as nearly as melanin can.
/// @param ita_deg  of the measured colour, -90..90.
/// @throws Error   outside that range.
Skin skin_of_ita(double ita_deg, const Skin& start);

/// Mean measured colour of a Fitzpatrick type's ITA class, specular included: NIST forearms (Cooksey, Allen,
/// Tsai, J. Res. NIST 122 (2017) 26).
/// @param fitzpatrick  1..5.
/// @throws Error       outside that range.
Lab colour_of_type(int fitzpatrick);
/// Skin of a Fitzpatrick type: fitted to the type's mean colour; type VI, of which there is no mean, by its
/// ITA.
/// @param fitzpatrick  1..6.
/// @throws Error       outside that range.
Skin skin_of_type(int fitzpatrick, const Skin& start);

/// Fits melanin, blood, saturation and scatter scale to a colorimeter reading by Levenberg-Marquardt. Priors
/// around `start`: saturation +- .15, scatter scale +- 12 %; bounds: melanin .0001-.8, blood .001-.2, scatter
/// scale .5-4; epidermis and thickness stay. A reading that no skin has gives the nearest one: compare
/// `measured_colour` of the result.
Skin fit_skin(Lab reading, const Skin& start);

/// Fluence rate over the irradiance on the skin, for diffuse light, by adding-doubling with 4 streams.
/// Scatter makes it exceed 1 near the surface. Below 400 nm melanin counts as at most 10 %: in dark skin it
/// is clumped and protects less than its amount says.
/// @param depth_mm       ascending, 0..100.
/// @param wavelength_nm  300..800, any number.
/// @returns              [depths][wavelengths]
/// @throws Error         a value outside its range, depths that decrease.
std::vector<double> fluence_at(const Skin& skin, std::span<const double> depth_mm,
                               std::span<const double> wavelength_nm);
/// Its exact means over slices: what a slice absorbs, over its absorption coefficient.
/// @param face_mm  [slices + 1], increasing.
/// @returns        [slices][wavelengths]
std::vector<double> fluence_by_slice(const Skin& skin, std::span<const double> face_mm,
                                     std::span<const double> wavelength_nm);
double fluence_ratio(const Skin& skin, double wavelength_nm, double depth_mm);

/// Visible light relative to the light just under the surface: ratio of fluence rates for diffuse daylight,
/// averaged over the spectrum as the eye weighs it. At a depth, and as means over slices; sixteen slices
/// take about 40 us.
/// @param depth_mm  below the surface, 0..100.
/// @param face_mm   [slices + 1], increasing.
double light_transmittance(const Skin& skin, double depth_mm);
std::vector<double> light_by_depth(const Skin& skin, std::span<const double> face_mm);

/// What `see_dots` needs of each skin; its layout belongs to kernels/.
struct PreparedSkins;
/// @param slice_faces  [skins][slices + 1], mm, of the owner's dots.
std::shared_ptr<const PreparedSkins> prepare_skins(const Backend& backend, const std::vector<Skin>& skins,
                                                   const std::vector<Real>& slice_faces,
                                                   const GridShape& grid);

}  // namespace fadecast
