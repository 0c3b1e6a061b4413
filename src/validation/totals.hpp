#pragma once
// Totals of a photon setup by adding-doubling, to hold Monte Carlo against.

#include <fadecast/photons.hpp>

#include <adding_doubling.hpp>

#include <cmath>

namespace fadecast::validation {

struct Totals {
    double reflectance = 0;  ///< without what the surface mirrors
    double transmittance = 0;
};

/// Layers of one refractive index under air, air below unless the last layer is infinite, no pigment.
/// @tparam N  streams, even.
template <int N>
Totals totals_by_adding_doubling(const PhotonSetup& setup) {
    namespace ad = adding_doubling;
    const auto streams = ad::make_streams<N>(setup.layers.front().refractive_index);
    ad::Above<N, 1> above;
    ad::start_at_surface(streams, above);
    if (setup.source.kind == PhotonSource::Kind::diffuse) ad::light_diffusely(streams, above);
    ad::Matrix<N, 1> below{};
    for (int i = 0; i < N; ++i) below.v[i][i][0] = streams.mirror[i];
    ad::Layer<N, 1> layer;
    bool bottom = true;
    for (const OpticalLayer& each : setup.layers) {
        double absorption = each.absorption_per_mm;
        double reduced = each.scattering_per_mm * (1 - each.anisotropy);
        if (std::isinf(each.thickness_mm)) {
            ad::reflect_half_space(streams, &absorption, &reduced, &each.anisotropy, below);
            bottom = false;
            break;
        }
        absorption *= each.thickness_mm, reduced *= each.thickness_mm;
        ad::make_layer(streams, &absorption, &reduced, &each.anisotropy, 24, layer);
        ad::add_below(layer, above);
    }
    Totals totals;
    ad::total_reflectance(above, below, &totals.reflectance);
    if (!bottom) return totals;
    ad::Vector<N, 1> down;
    ad::arriving(above, below, down);
    for (int i = 0; i < N; ++i)
        totals.transmittance += streams.root[i] * (1 - streams.mirror[i]) * down.v[i][0];
    return totals;
}

}  // namespace fadecast::validation
