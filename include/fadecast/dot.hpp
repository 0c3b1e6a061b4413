#pragma once
// How a dot looks through skin: from pigment in slices of depth to reflectance, colour, contrast and apparent
// width.

#include <fadecast/case.hpp>
#include <fadecast/skin.hpp>
#include <fadecast/snapshots.hpp>

#include <vector>

namespace fadecast {

/// Appearance of every dot at every snapshot. On the host.
struct DotAppearance {
    enum Scalar : int {
        delta_e00,        ///< of the dot's centre against the bare skin at the same time
        lightness,        ///< L* of the dot's centre, without specular reflection
        a,                ///< a* of the same
        b,                ///< b* of the same
        optical_fwhm_mm,  ///< width at half of the centre's delta E00
        bare_lightness,   ///< L*, a*, b* of the bare skin around (it reddens while inflamed)
        bare_a,
        bare_b,
        scalar_count
    };
    static constexpr int radii = 16;  ///< where a mark's spectrum is evaluated, from its centre to 3.3 mm

    int packs = 0, times = 0;
    std::vector<Real> scalars;        ///< [packs][times][scalar_count][32]
    std::vector<Real> radius_mm;      ///< [packs][radii][32]
    std::vector<Real> transmittance;  ///< [packs][times][radii][wavelength_count][32], reflectance over that
                                      ///< of the bare skin; empty unless asked for
};

/// Sees the dots of all packs through the skin of their owners, lit diffusely and seen from straight above.
/// Light is sorted by the slice in which it turned around, as adding-doubling has it, and loses on its ways
/// in and out what it meets there of pigment, blurred as far as light spreads: bare skin, weak pigment at any
/// depth and opaque sheets at any depth are as in adding-doubling. Healing: more blood in the upper dermis,
/// scab and crust on top, extra scattering in the young epidermis.
/// @param snapshots    pigment in slices, see there.
/// @param components   optics of the `snapshots.components` pigment components, in the same order.
/// @param skins        prepared skins; each has the slice faces of its owner's dots.
/// @param skin_of_dot  [packs * 32], index into `skins` of each dot's owner.
/// @param spectra      also keep `transmittance`, which pictures need.
/// @throws Error       components, skins or slices do not belong together, or are more than the kernels hold.
DotAppearance see_dots(const Snapshots& snapshots, const std::vector<PigmentComponent>& components,
                       const PreparedSkins& skins, const std::vector<int>& skin_of_dot, bool spectra);

/// A hair cut off at the surface.
struct CutHair {
    int skin = 0;  ///< of the prepared ones
    double diameter_mm = .075;
    Spectrum absorption_per_mm{};
};

/// Sees hairs as `see_dots` sees dots, from straight above: upright columns that absorb evenly from the
/// surface down through the whole skin. Light that crosses a slice aslant meets a hair from the side: beyond
/// its radius a, up to half of the way l that such light goes sideways, it is met from a share
///   (2 / pi) asin(a / r) of all directions,   l = 3.5 x thickness x (1 - exp(-depth / 0.2 mm))^3,
/// calibrated on Monte Carlo photons: of the light that photons lose they take 7 to 16 % too little or too
/// much in red, up to 37 % too little in green and up to 52 % in blue, where it is least. Their lean and the
/// light that they guide are left out.
/// @param owners  the skins that were prepared, with slices as transport has them.
/// @return one lane for each hair, at one time, with spectra; the last hair fills the last pack.
/// @throws Error  no hair, no such skin, or a diameter that is not positive.
DotAppearance see_hairs(const Backend& backend, const PreparedSkins& skins, const std::vector<Skin>& owners,
                        const std::vector<CutHair>& hairs);

}  // namespace fadecast
