// Prepares skins for see_dots: adding-doubling of every slice, then the two-flux stack that agrees with it.

#include <fadecast/skin.hpp>

#include "launch.hpp"
#include "skin_optics.hpp"
#include "two_flux.hpp"

#include <string>

namespace fadecast {

namespace {

namespace ad = adding_doubling;

constexpr int slice_doublings = 4;
constexpr double least_light =
    1e-8;                       ///< share that reaches a slice and returns; less is rounding, and never seen
constexpr double probe = 1e-4;  ///< optical depth that stands for "a little pigment"
/// Extra scattering's optical depth at which the stack is made to agree: half a milky epidermis, as the
/// answer is no straight line.
constexpr double scattering_probe = .45;

/// Index: ((skin pack) * blood_levels + level) * wavelength_count + wavelength.
struct PrepareSkins {
    ad::Streams<sweep_streams> streams;
    TissueSpectrum tissue[wavelength_count];
    int slices, epidermis_slices, skins;
    const Skin* skin;         // [skins]
    const Real* slice_faces;  // [skins][slices + 1], mm
    Real* coefficients;       // PreparedSkins::slices
    Real* base;               // PreparedSkins::base
    Real* reflectance;        // PreparedSkins::reflectance

    template <int W>
    FADECAST_HD void operator()(Index i, Lanes<W> lanes) const {
        constexpr int n = sweep_streams;
        const int wavelength = int(i % wavelength_count), level = int(i / wavelength_count % blood_levels);
        const Index pack = i / (wavelength_count * blood_levels);
        const TissueSpectrum& t = tissue[wavelength];

        // Optical depths of the slices, and coefficients of what lies below them. Lanes past the last skin
        // repeat it and are not written.
        Index index[W];
        double absorption[most_slices + 1][W], reduced[most_slices + 1][W], thickness[most_slices][W],
            anisotropy[W];
        for (int l = 0; l < W; ++l) {
            const Index lane = pack * pack_width + lanes.first + l;
            index[l] = lane < skins ? lane : skins - 1;
            anisotropy[l] = t.anisotropy;
            const Skin& s = skin[index[l]];
            const Real* face = slice_faces + index[l] * (slices + 1);
            const double rest = dermis_absorption(t, s.blood_fraction, s.blood_saturation);
            const double raised = s.blood_fraction * blood_factor(level);
            const double inflamed = dermis_absorption(t, raised < 1 ? raised : 1, s.blood_saturation);
            for (int k = 0; k < slices; ++k) {
                const double top = face[k], bottom = face[k + 1], mm = bottom - top;
                const double overlap =
                    (bottom < upper_dermis_bottom_mm ? bottom : upper_dermis_bottom_mm) - top;
                const double upper = overlap > 0 ? overlap / mm : 0;
                const bool epidermis = k < epidermis_slices;
                thickness[k][l] = mm;
                absorption[k][l] = mm * (epidermis ? epidermis_absorption(t, melanin_in_epidermis(s))
                                                   : rest + upper * (inflamed - rest));
                reduced[k][l] = mm * reduced_scattering(t, s, epidermis);
            }
            absorption[slices][l] = rest;
            reduced[slices][l] = reduced_scattering(t, s, false);
        }

        // From the bottom up: what lies below each face reflects.
        ad::Matrix<n, W> below[most_slices + 1];
        ad::Layer<n, W> layer;
        ad::reflect_half_space(streams, absorption[slices], reduced[slices], anisotropy, below[slices]);
        for (int k = slices; k-- > 0;) {
            ad::make_layer(streams, absorption[k], reduced[k], anisotropy, slice_doublings, layer);
            below[k] = below[k + 1];
            ad::add_on_top(layer, below[k]);
        }

        // From the top down: reflectance and transmittance of the slices so far on black give the two-flux
        // slice; probes of absorption and scattering in each slice give the derivatives that the two-flux
        // stack has to have.
        ad::Above<n, W> above;
        ad::start_at_surface(streams, above);
        double bare[W], before[W], cloudy_arriving[W];
        ad::total_reflectance(above, below[0], bare);
        double k_bare[most_slices][W], s_bare[most_slices][W], absorption_slope[most_slices][W],
            scattering_rise[most_slices][W], s_gain[most_slices][W];
        double down[W], up[W],
            mirror[W];  // two-flux: light that arrives, leaves per upward light, is turned back
        for (int l = 0; l < W; ++l) {
            before[l] = 0;
            down[l] = 1 - streams.specular, mirror[l] = streams.diffuse_mirror, up[l] = 1 - mirror[l];
        }
        // K and S of a slice that adds `gain` to the reflectance on black and lets `through` pass.
        const auto fit_slice = [&](int l, double gain, double through, double& k_fit, double& s_fit) {
            const double r = gain / (down[l] * up[l] + gain * mirror[l]);
            two_flux::slice_of(r, through * (1 - r * mirror[l]) / down[l], k_fit, s_fit);
        };
        const auto pass_slice = [&](int l, double gain, double through) {
            const double r = gain / (down[l] * up[l] + gain * mirror[l]), multiple = 1 - r * mirror[l];
            const double t = through * multiple / down[l];
            up[l] *= t / multiple;
            mirror[l] = r + t * t * mirror[l] / multiple;
            down[l] = through;
        };
        for (int k = 0; k < slices; ++k) {
            double probed[W], arriving[W];
            ad::Above<n, W> cloudy = above;
            ad::Matrix<n, W> stack = below[k + 1];
            const auto probe_slice = [&](double more_absorption, double more_reduced) {
                double absorbs[W], scatters[W];
                for (int l = 0; l < W; ++l)
                    absorbs[l] = absorption[k][l] + more_absorption,
                    scatters[l] = reduced[k][l] + more_reduced;
                ad::make_layer(streams, absorbs, scatters, anisotropy, slice_doublings, layer);
                stack = below[k + 1];
                ad::add_on_top(layer, stack);
                ad::total_reflectance(above, stack, probed);
            };
            probe_slice(probe, 0);
            for (int l = 0; l < W; ++l) absorption_slope[k][l] = (probed[l] - bare[l]) / probe;
            probe_slice(0, scattering_probe);
            ad::add_below(layer, cloudy);
            ad::transmittance(streams, cloudy, cloudy_arriving);
            ad::make_layer(streams, absorption[k], reduced[k], anisotropy, slice_doublings, layer);
            ad::add_below(layer, above);
            ad::transmittance(streams, above, arriving);
            for (int l = 0; l < W; ++l) {
                scattering_rise[k][l] = probed[l] - bare[l];
                const bool dark = k > 0 && down[l] * up[l] < least_light;
                if (dark) {  // like the slice above it
                    k_bare[k][l] = k_bare[k - 1][l] * absorption[k][l] / absorption[k - 1][l];
                    s_bare[k][l] = s_bare[k - 1][l] * reduced[k][l] / reduced[k - 1][l];
                    s_gain[k][l] = s_gain[k - 1][l];
                    absorption_slope[k][l] = 0;
                    continue;
                }
                double k_cloudy, s_cloudy;
                fit_slice(l, cloudy.reflectance[l] - before[l], cloudy_arriving[l], k_cloudy, s_cloudy);
                const double gain = above.reflectance[l] - before[l];
                fit_slice(l, gain, arriving[l], k_bare[k][l], s_bare[k][l]);
                s_gain[k][l] = (s_cloudy - s_bare[k][l]) / scattering_probe;
                pass_slice(l, gain, arriving[l]);
                before[l] = above.reflectance[l];
            }
        }

        for (int l = 0; l < W; ++l) {
            if (pack * pack_width + lanes.first + l >= skins) continue;
            const Index out = (index[l] * blood_levels + level) * wavelength_count + wavelength;
            const double gain = bare[l] - before[l];
            const double bottom =
                down[l] * up[l] < least_light ? 0 : gain / (down[l] * up[l] + gain * mirror[l]);
            base[out] = Real(bottom);
            reflectance[out] = Real(bare[l]);
            const auto stack = [&](int probed_slice, double more_absorption, double more_scattering) {
                double reflected = bottom;
                for (int k = slices; k-- > 0;)
                    reflected = two_flux::add_slice(k_bare[k][l] + (k == probed_slice ? more_absorption : 0),
                                                    s_bare[k][l] + (k == probed_slice ? more_scattering : 0),
                                                    reflected);
                return two_flux::add_surface(streams.specular, streams.diffuse_mirror, reflected);
            };
            const double bare_stack = stack(-1, 0, 0);
            const Real* faces = slice_faces + index[l] * (slices + 1);
            double k_gain = 2;  // of a slice in the dark: the diffuse path is twice the thickness
            double lengthening = 0;
            for (int k = 0; k < slices; ++k) {
                Real* c = coefficients + (out * slices + k) * slice_coefficients;
                if (absorption_slope[k][l] < 0) {
                    k_gain = absorption_slope[k][l] * probe / (stack(k, probe, 0) - bare_stack);
                    // K that, with the scattering's S, gives the reflectance of adding-doubling, by Newton
                    // steps. In dark skin scattering takes red light away: S alone could not tell.
                    const double more_s = s_gain[k][l] * scattering_probe, step = .01;
                    double more_k = 0;
                    for (int i = 0; i < 3; ++i) {
                        const double here = stack(k, more_k, more_s);
                        const double slope = (stack(k, more_k + step, more_s) - here) / step;
                        more_k += (bare_stack + scattering_rise[k][l] - here) / slope;
                        more_k = more_k > -.9 * k_bare[k][l] ? more_k : -.9 * k_bare[k][l];
                    }
                    lengthening = more_k / scattering_probe;
                }
                c[slice_absorption] = Real(k_bare[k][l]);
                c[slice_scattering] = Real(s_bare[k][l]);
                c[pigment_absorption_mm] = Real(thickness[k][l] * k_gain);
                c[pigment_scattering_mm] = Real(thickness[k][l] * s_gain[k][l]);
                c[pigment_lengthening_mm] = Real(thickness[k][l] * lengthening);
                double share[blur::widths];
                blur::spread_shares(scattering_depth_mm(skin[index[l]], (faces[k] + faces[k + 1]) / 2),
                                    absorption[slices][l], reduced[slices][l], share);
                for (int j = 0; j < blur::widths; ++j) c[spread_share + j] = Real(share[j]);
            }
        }
    }
};

}  // namespace

std::shared_ptr<const PreparedSkins> prepare_skins(const Backend& backend, const std::vector<Skin>& skins,
                                                   const std::vector<Real>& slice_faces,
                                                   const GridShape& grid) {
    const int slices = grid.slices(), count = int(skins.size());
    if (count == 0) throw Error("prepare_skins: no skins");
    if (slices > most_slices)
        throw Error("prepare_skins: " + std::to_string(slices) + " slices, at most " +
                    std::to_string(most_slices));
    if (slice_faces.size() != skins.size() * std::size_t(slices + 1))
        throw Error("prepare_skins: " + std::to_string(slice_faces.size()) + " slice faces, need " +
                    std::to_string(slices + 1) + " per skin");
    for (std::size_t i = 0; i + 1 < slice_faces.size(); ++i)
        if (int(i % (slices + 1)) < slices && !(slice_faces[i] < slice_faces[i + 1]))
            throw Error("prepare_skins: slice faces must increase with depth");

    PrepareSkins kernel{};
    kernel.streams = adding_doubling::make_streams<sweep_streams>(skin_refractive_index);
    for (int w = 0; w < wavelength_count; ++w) kernel.tissue[w] = tissue_spectrum(wavelength_nm[w]);
    const std::size_t rows = skins.size() * blood_levels * wavelength_count;
    auto prepared = std::make_shared<PreparedSkins>(PreparedSkins{
        grid, count, kernel.streams.diffuse_mirror, Buffer<Real>(backend, rows * slices * slice_coefficients),
        Buffer<Real>(backend, rows), Buffer<Real>(backend, rows)});
    const Buffer<Skin> skins_there(backend, std::span<const Skin>(skins));
    const Buffer<Real> faces_there(backend, std::span<const Real>(slice_faces));
    kernel.slices = slices;
    kernel.epidermis_slices = grid.epidermis_slices();
    kernel.skins = count;
    kernel.skin = skins_there.data();
    kernel.slice_faces = faces_there.data();
    kernel.coefficients = prepared->slices.data();
    kernel.base = prepared->base.data();
    kernel.reflectance = prepared->reflectance.data();
    const Index packs = (count + pack_width - 1) / pack_width;
    for_each_pack(backend, packs * blood_levels * wavelength_count, kernel);
    backend.wait();
    return prepared;
}

}  // namespace fadecast
