#pragma once
// What a skin that dots are seen through does to light, slice by slice: adding-doubling of every slice, then
// the two-flux stack that agrees with it.

#include "launch.hpp"
#include "skin_optics.hpp"
#include "two_flux.hpp"

namespace fadecast::prepare {

namespace ad = adding_doubling;

inline constexpr int slice_doublings = 4;
inline constexpr double least_light =
    1e-8;  ///< share that reaches a slice and returns; less is rounding, and never seen
inline constexpr double least_met = 1e-6;  ///< share of the light seen that reaches a slice; below, it is
                                           ///< like the slice above
inline constexpr double probe = 1e-4;      ///< optical depth that stands for "a little pigment"
/// Extra scattering's optical depth at which the stack is made to agree: half a milky epidermis, as the
/// answer is no straight line.
inline constexpr double scattering_probe = .45;

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
        // slice; probes of absorption and scattering in each slice give how long light's paths through it are
        // and what scattering does.
        ad::Above<n, W> above;
        ad::start_at_surface(streams, above);
        double bare[W], before[W], cloudy_arriving[W];
        ad::total_reflectance(above, below[0], bare);
        double k_bare[most_slices][W], s_bare[most_slices][W], absorption_slope[most_slices][W],
            scattering_rise[most_slices][W], s_gain[most_slices][W], turned[most_slices][W];
        two_flux::Above<double> stack_above[W];
        for (int l = 0; l < W; ++l) {
            before[l] = 0;
            stack_above[l] = two_flux::surface(streams.specular, streams.diffuse_mirror);
        }
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
                two_flux::Above<double>& on_top = stack_above[l];
                scattering_rise[k][l] = probed[l] - bare[l];
                turned[k][l] = above.reflectance[l] - before[l];
                const bool dark = k > 0 && on_top.arriving * on_top.leaving < least_light;
                if (dark) {  // like the slice above it
                    k_bare[k][l] = k_bare[k - 1][l] * absorption[k][l] / absorption[k - 1][l];
                    s_bare[k][l] = s_bare[k - 1][l] * reduced[k][l] / reduced[k - 1][l];
                    s_gain[k][l] = s_gain[k - 1][l];
                    continue;
                }
                // K and S of a slice that turns back so much light and lets so much pass.
                const auto fit_slice = [&](double back, double through, double& r, double& t, double& k_fit,
                                           double& s_fit) {
                    r = on_top.reflection(back);
                    t = through * (1 - r * on_top.mirror) / on_top.arriving;
                    two_flux::slice_of(r, t, k_fit, s_fit);
                };
                double r, t, k_cloudy, s_cloudy;
                fit_slice(cloudy.reflectance[l] - before[l], cloudy_arriving[l], r, t, k_cloudy, s_cloudy);
                fit_slice(turned[k][l], arriving[l], r, t, k_bare[k][l], s_bare[k][l]);
                s_gain[k][l] = (s_cloudy - s_bare[k][l]) / scattering_probe;
                on_top.add_below(r, t);
                before[l] = above.reflectance[l];
            }
        }

        for (int l = 0; l < W; ++l) {
            if (pack * pack_width + lanes.first + l >= skins) continue;
            const Index out = (index[l] * blood_levels + level) * wavelength_count + wavelength;
            const two_flux::Above<double>& on_top = stack_above[l];
            const double bottom =
                on_top.arriving * on_top.leaving < least_light ? 0 : on_top.reflection(bare[l] - before[l]);
            base[out] = Real(bottom);
            reflectance[out] = Real(bare[l]);
            double under[most_slices + 1], r, t;  // reflection of the stack below each face
            under[slices] = bottom;
            for (int k = slices; k-- > 0;) {
                two_flux::cross_slice(k_bare[k][l], s_bare[k][l], r, t);
                under[k] = two_flux::on_top_of(under[k + 1], r, t);
            }
            auto over = two_flux::surface(streams.specular, streams.diffuse_mirror);
            const Real* faces = slice_faces + index[l] * (slices + 1);
            double deeper = 1;  // share of the light that comes back from below the slices so far
            double path = 4;    // through a slice in the dark, in thicknesses: diffuse, down and up
            double lengthening = 0;
            for (int k = 0; k < slices; ++k) {
                Real* c = coefficients + (out * slices + k) * slice_coefficients;
                const double mm = thickness[k][l], depth_mm = (faces[k] + faces[k + 1]) / 2;
                const double met = deeper - turned[k][l] / bare[l] / 2;  // light turns halfway through
                deeper -= turned[k][l] / bare[l];
                if (met > least_met && absorption_slope[k][l] < 0) {
                    path = -absorption_slope[k][l] / bare[l] / met;
                    // K that, with the scattering's S, gives the reflectance of adding-doubling, by Newton
                    // steps. In dark skin scattering takes red light away: S alone could not tell.
                    const double more_s = s_gain[k][l] * scattering_probe, step = .01;
                    const double aim = over.turned(under[k]) + scattering_rise[k][l];
                    const auto with = [&](double more_k) {  // what comes back from this slice and below
                        double r, t;
                        two_flux::cross_slice(k_bare[k][l] + more_k, s_bare[k][l] + more_s, r, t);
                        return over.turned(two_flux::on_top_of(under[k + 1], r, t));
                    };
                    double more_k = 0;
                    for (int i = 0; i < 3; ++i) {
                        const double here = with(more_k);
                        more_k += (aim - here) * step / (with(more_k + step) - here);
                        more_k = more_k > -.9 * k_bare[k][l] ? more_k : -.9 * k_bare[k][l];
                    }
                    lengthening = more_k / scattering_probe;
                }
                two_flux::cross_slice(k_bare[k][l], s_bare[k][l], r, t);
                over.add_below(r, t);
                const double most_in = .8 * path, winding = blur::way_in(depth_mm);
                const double in = winding < most_in ? winding : most_in;
                c[slice_absorption] = Real(k_bare[k][l]);
                c[slice_scattering] = Real(s_bare[k][l]);
                c[extra_scattering_mm] = Real(mm * s_gain[k][l]);
                c[extra_lengthening_mm] = Real(mm * lengthening);
                c[path_in_mm] = Real(mm * in);
                c[path_out_mm] = Real(mm * (path - in));
                double share_of_in[blur::widths], share_of_out[blur::widths];
                blur::shares_in(depth_mm, absorption[slices][l], reduced[slices][l], share_of_in);
                blur::shares_out(depth_mm, absorption[slices][l], reduced[slices][l], share_of_out);
                for (int j = 0; j < blur::widths; ++j) {
                    c[share_in + j] = Real(share_of_in[j]);
                    c[share_out + j] = Real(share_of_out[j]);
                }
            }
        }
    }
};

}  // namespace fadecast::prepare
