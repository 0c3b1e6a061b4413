#pragma once
// The two layers of bare skin for adding-doubling: coefficients by lane, and their reflectance.

#include "skin_optics.hpp"

namespace fadecast {

/// Absorption and reduced scattering, 1/mm, and anisotropy of one tissue; a lane is a wavelength of a skin.
template <int W>
struct TissueLanes {
    double absorption[W], reduced[W], anisotropy[W], epidermis_mm[W];

    FADECAST_HD void set(int lane, const Skin& skin, const TissueSpectrum& tissue, bool epidermis) {
        absorption[lane] = epidermis ? epidermis_absorption(tissue, melanin_in_epidermis(skin))
                                     : dermis_absorption(tissue, skin.blood_fraction, skin.blood_saturation);
        reduced[lane] = reduced_scattering(tissue, skin, epidermis);
        anisotropy[lane] = tissue.anisotropy;
        epidermis_mm[lane] = skin.epidermis_mm;
    }
};

/// Part of the epidermis. Sixteen sublayers hold the reflectance of skin to 1e-7.
/// @param share  of its thickness, above 0
template <int N, int W>
FADECAST_HD void epidermis_layer(const adding_doubling::Streams<N>& streams, const TissueLanes<W>& tissue,
                                 double share, adding_doubling::Layer<N, W>& layer) {
    double absorption[W], reduced[W];
    for (int l = 0; l < W; ++l) {
        const double mm = share * tissue.epidermis_mm[l];
        absorption[l] = mm * tissue.absorption[l];
        reduced[l] = mm * tissue.reduced[l];
    }
    adding_doubling::make_layer(streams, absorption, reduced, tissue.anisotropy, 4, layer);
}

/// Reflectance of epidermis on bottomless dermis, without the specular part.
template <int N, int W>
FADECAST_HD void bare_reflectance(const adding_doubling::Streams<N>& streams, const TissueLanes<W>& epidermis,
                                  const TissueLanes<W>& dermis, double* reflectance) {
    adding_doubling::Matrix<N, W> below;
    adding_doubling::reflect_half_space(streams, dermis.absorption, dermis.reduced, dermis.anisotropy, below);
    adding_doubling::Layer<N, W> layer;
    epidermis_layer(streams, epidermis, 1, layer);
    adding_doubling::add_on_top(layer, below);
    adding_doubling::Above<N, W> surface;
    adding_doubling::start_at_surface(streams, surface);
    adding_doubling::total_reflectance(surface, below, reflectance);
}

/// The directions in skin under air; made once.
template <int N>
const adding_doubling::Streams<N>& skin_streams() {
    static const auto streams = adding_doubling::make_streams<N>(skin_refractive_index);
    return streams;
}

}  // namespace fadecast
