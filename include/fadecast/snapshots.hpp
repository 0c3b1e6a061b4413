#pragma once

#include <fadecast/grid.hpp>

namespace fadecast {

/// What lies where at chosen times: the product of `transport`, the input of `dot`. On one backend.
struct Snapshots {
    /// Scalars of one dot at one time.
    enum Scalar : int {
        retained_mass,            ///< ng, all pools in epidermis and dermis, without the scab
        dermal_mass,              ///< ng
        scab_mass,                ///< ng, on the surface
        shed_mass,                ///< ng, lost with scab and epidermis
        lymph_mass,               ///< ng
        bleached_mass,            ///< ng
        deposited_mass,           ///< ng
        pigment_fwhm_mm,          ///< width of the dermal column's radial profile
        mean_depth_mm,            ///< centre of mass of the dermal pigment below the surface
        inflammation,             ///< macrophage answer, 0..1, of the patch around the dot
        open_share,               ///< share of the puncture not yet covered by epithelium, 0..1
        milky_scattering_per_mm,  ///< extra reduced scattering of the immature epidermis over the dot
        optical_efficiency,       ///< absorption per mass relative to fresh pigment
        scalar_count
    };

    GridShape grid;
    int packs = 0, times = 0, components = 0;
    Buffer<Real> radial_face;  ///< [packs][radial_cells + 1][32], mm
    Buffer<Real> slice_face;   ///< [packs][slices + 1][32], mm below the surface
    Buffer<Real> stain_sigma;  ///< [packs][32], mm, radial spread of scab pigment
    Buffer<Real>
        pigment;        ///< [packs][times][components][slices][radial_cells][32], ng/mm^3, all pools together
    Buffer<Real> scab;  ///< [packs][times][components][32], ng
    Buffer<Real> scalars;  ///< [packs][times][scalar_count][32]
};

}  // namespace fadecast
