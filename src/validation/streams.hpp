#pragma once
// Bare skin with any number of streams.

#include <fadecast/skin.hpp>

#include <skin_layers.hpp>

namespace fadecast::validation {

/// Reflectance as skin_reflectance has it.
/// @tparam N  streams, even.
template <int N>
Spectrum reflectance_with(const Skin& skin) {
    Spectrum reflectance;
    for (int w = 0; w < wavelength_count; ++w) {
        TissueLanes<1> epidermis, dermis;
        epidermis.set(0, skin, tissue_spectrum(wavelength_nm[w]), true);
        dermis.set(0, skin, tissue_spectrum(wavelength_nm[w]), false);
        bare_reflectance<N, 1>(skin_streams<N>(), epidermis, dermis, &reflectance[w]);
    }
    return reflectance;
}
template <int N>
Lab colour_with(const Skin& skin) {
    return lab_of_xyz(xyz_of_reflectance(reflectance_with<N>(skin)));
}

}  // namespace fadecast::validation
