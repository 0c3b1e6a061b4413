// Bare skin: its reflectance, on the host or for many skins on a backend, and its colour.

#include <fadecast/skin.hpp>

#include "launch.hpp"
#include "skin_layers.hpp"

#include <algorithm>
#include <string>

namespace fadecast {

namespace ad = adding_doubling;

namespace {

constexpr int together = wavelength_count;  ///< wavelengths, or skins, side by side in SIMD lanes

/// Index: (skin, wavelength), 32 to a pack.
template <int N>
struct ReflectSkins {
    ad::Streams<N> streams;
    Index count, wavelengths;
    const Skin* skin;              // [count / wavelengths]
    const TissueSpectrum* tissue;  // [wavelengths]
    Real* reflectance;             // [count]

    template <int W>
    FADECAST_HD void operator()(Index pack, Lanes<W> lanes) const {
        constexpr int block = W < together ? W : together;
        for (int first = lanes.first; first < lanes.last(); first += block) {
            TissueLanes<block> epidermis, dermis;
            for (int l = 0; l < block; ++l) {  // lanes past the end repeat the last one
                const Index wanted = pack * pack_width + first + l;
                const Index i = wanted < count ? wanted : count - 1;
                epidermis.set(l, skin[i / wavelengths], tissue[i % wavelengths], true);
                dermis.set(l, skin[i / wavelengths], tissue[i % wavelengths], false);
            }
            double found[block];
            bare_reflectance<N, block>(streams, epidermis, dermis, found);
            for (int l = 0; l < block; ++l)
                if (const Index i = pack * pack_width + first + l; i < count) reflectance[i] = Real(found[l]);
        }
    }
};

template <int N>
std::vector<double> reflect(const Skin& skin, const std::vector<TissueSpectrum>& tissue) {
    const ad::Streams<N>& streams = skin_streams<N>();
    std::vector<double> reflectance(tissue.size());
    for (std::size_t first = 0; first < tissue.size(); first += together) {
        TissueLanes<together> epidermis, dermis;
        for (int l = 0; l < together; ++l) {
            const TissueSpectrum& t = tissue[std::min(first + l, tissue.size() - 1)];
            epidermis.set(l, skin, t, true);
            dermis.set(l, skin, t, false);
        }
        double found[together];
        bare_reflectance<N, together>(streams, epidermis, dermis, found);
        for (std::size_t l = 0; l < together && first + l < tissue.size(); ++l)
            reflectance[first + l] = found[l];
    }
    return reflectance;
}

template <int N>
void launch_reflect(const Backend& backend, const std::vector<Skin>& skins,
                    const std::vector<TissueSpectrum>& tissue, Buffer<Real>& reflectance) {
    const Buffer<Skin> skins_there(backend, std::span<const Skin>(skins));
    const Buffer<TissueSpectrum> tissue_there(backend, std::span<const TissueSpectrum>(tissue));
    const Index count = Index(skins.size() * tissue.size());
    for_each_pack(backend, (count + pack_width - 1) / pack_width,
                  ReflectSkins<N>{skin_streams<N>(), count, Index(tissue.size()), skins_there.data(),
                                  tissue_there.data(), reflectance.data()});
    backend.wait();
}

void check_streams(int streams) {
    if (streams != 4 && streams != 8)
        throw Error("skin_reflectance: " + std::to_string(streams) + " streams; 4 and 8 exist");
}

}  // namespace

Spectrum skin_reflectance(const Skin& skin) {
    check_skin(skin);
    static const auto visible = tissue_spectra(wavelength_nm);
    const auto reflectance = reflect<sweep_streams>(skin, visible);
    Spectrum spectrum;
    std::copy(reflectance.begin(), reflectance.end(), spectrum.begin());
    return spectrum;
}

std::vector<double> skin_reflectance(const Skin& skin, std::span<const double> wavelength_nm, int streams) {
    check_skin(skin);
    check_streams(streams);
    const auto tissue = tissue_spectra(wavelength_nm);
    return streams == 4 ? reflect<4>(skin, tissue) : reflect<8>(skin, tissue);
}

std::vector<Real> skin_reflectances(const Backend& backend, const std::vector<Skin>& skins,
                                    std::span<const double> wavelength_nm, int streams) {
    for (const Skin& skin : skins) check_skin(skin);
    check_streams(streams);
    const auto tissue = tissue_spectra(wavelength_nm);
    if (skins.empty() || tissue.empty()) return {};
    Buffer<Real> reflectance(backend, skins.size() * tissue.size());
    streams == 4 ? launch_reflect<4>(backend, skins, tissue, reflectance)
                 : launch_reflect<8>(backend, skins, tissue, reflectance);
    return reflectance.to_host();
}

double skin_specular() { return skin_streams<sweep_streams>().specular; }

Lab skin_colour(const Skin& skin) { return lab_of_xyz(xyz_of_reflectance(skin_reflectance(skin))); }

Lab measured_colour(const Skin& skin) {
    Spectrum reflectance = skin_reflectance(skin);
    for (double& r : reflectance) r += skin_specular();
    return lab_of_xyz(xyz_of_reflectance(reflectance));
}

}  // namespace fadecast
