// How dots look: pigment blurred sideways slice by slice, then a column of two-flux slices at each radius, times the
// bare skin's adding-doubling reflectance.

#include <fadecast/dot.hpp>

#include "blur.hpp"
#include "colour.hpp"
#include "launch.hpp"
#include "skin_optics.hpp"
#include "two_flux.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace fadecast {

namespace {

constexpr int most_components = 8, most_slices = 24, most_rings = 96;
constexpr int radii = DotAppearance::radii;
constexpr int colours = wavelength_count;

/// Radii reach this share of the mesh, denser toward the centre.
constexpr double radii_reach = .4, radii_power = 1.5;

/// Beyond the mesh there is no pigment, but the blur kernel weighs that skin too.
constexpr int outer_rings = 12;
constexpr double outer_ring_mm = .5;

/// The wavelength, 545 nm, at which shade within a slice is taken.
constexpr int middle_colour = 4;

/// The mean path of diffuse light through a thin sheet, in thicknesses.
constexpr double diffuse_path = 2;

/// A dried crust's own optical depth at 550 nm where it is thickest, besides pigment in it; it falls as a brown
/// film's does. Assumed.
constexpr double crust_depth = .12, crust_power = 2;

/// The wide blurs take pigment as means over groups of rings.
constexpr int rings_per_group = 4, most_groups = most_rings / rings_per_group;

/// Weights of the rings for one radius and one width, summing to 1 on an endless mesh. Index: (pack * radii + radius) * rows
/// + row; the rows are the beam's width in each slice, then the fixed widths.
struct BlurWeights {
    int rings, slices;
    const Real* radial_face;  // [packs][rings + 1][32]
    const Real* slice_face;   // [packs][slices + 1][32]
    const Real* radius;       // [packs][radii][32]
    Real* weight;             // [packs][radii][rows][rings][32]

    static FADECAST_HD int rows(int slices) { return slices + blur::widths - 1; }

    template <int W>
    FADECAST_HD void operator()(Index i, Lanes<W> lanes) const {
        const int row = int(i % rows(slices));
        const Index at = i / rows(slices), pack = at / radii;
        Real* out = weight + i * rings * pack_width + lanes.first;
        const Real* r = radius + at * pack_width + lanes.first;
        const Real* face = radial_face + pack * (rings + 1) * pack_width + lanes.first;
        Real width[W], sum[W] = {};
        for (int l = 0; l < W; ++l) {
            const Real* depth = slice_face + (pack * (slices + 1) + row) * pack_width + lanes.first + l;
            width[l] = row < slices ? Real(blur::width_mm(0, double(depth[0] + depth[pack_width]) / 2))
                                    : Real(blur::fixed_width_mm(row - slices + 1));
        }
        for (int ring = 0; ring < rings; ++ring)
            for (int l = 0; l < W; ++l) {
                const Real part = blur::ring_weight(r[l], face[ring * pack_width + l], face[(ring + 1) * pack_width + l], width[l]);
                out[ring * pack_width + l] = part;
                sum[l] += part;
            }
        for (int ring = 0; ring < outer_rings; ++ring)
            for (int l = 0; l < W; ++l) {
                const Real inner = face[rings * pack_width + l] + Real(ring * outer_ring_mm);
                sum[l] += blur::ring_weight(r[l], inner, inner + Real(outer_ring_mm), width[l]);
            }
        for (int ring = 0; ring < rings; ++ring)
            for (int l = 0; l < W; ++l) out[ring * pack_width + l] /= sum[l];
    }
};

/// (1 - exp(-depth)) / depth: the share of a depth of pigment that takes light away.
FADECAST_HD inline Real share_that_counts(Real depth) {
    const Real small = Real(.05), series = 1 - depth * (Real(.5) - depth * (Real(1. / 6) - depth * Real(1. / 24)));
    return depth < small ? series : (1 - fast::exp(-depth)) / (depth < small ? small : depth);
}

/// Back again: the depth that takes a share of the light away, over that share.
FADECAST_HD inline Real depth_per_share(Real taken) {
    const Real small = Real(.02), most = Real(1 - 1e-6), share = taken < most ? taken : most;
    const Real series = 1 + share * (Real(.5) + share * (Real(1. / 3) + share * Real(.25)));
    return share < small ? series : -fast::log(1 - share) / (share < small ? small : share);
}

/// sum_i a[i * stride_a] b[i * stride_b] of each lane, eight lanes at a time so that the sums stay in registers.
template <int W>
FADECAST_HD void sum_products(int count, const Real* a, int stride_a, const Real* b, int stride_b, Real* sum) {
    constexpr int block = W < 8 ? W : 8;
    for (int first = 0; first < W; first += block) {
        Real s[block] = {};
        for (int i = 0; i < count; ++i)
            for (int l = 0; l < block; ++l) s[l] += a[i * stride_a + first + l] * b[i * stride_b + first + l];
        for (int l = 0; l < block; ++l) sum[first + l] = s[l];
    }
}

/// Index: value of a skin; turns each dot's owner's values into lanes, [packs][values][32].
struct GatherSkins {
    Index values;
    const int* skin_of_dot;  // [packs][32]
    const Real* skins;       // [skins][values]
    Real* lanes_out;

    template <int W>
    FADECAST_HD void operator()(Index i, Lanes<W> lanes) const {
        const Index pack = i / values, value = i % values;
        for (int l = lanes.first; l < lanes.first + W; ++l)
            lanes_out[i * pack_width + l] = skins[skin_of_dot[pack * pack_width + l] * values + value];
    }
};

/// Index: pack * times + time.
struct SeeDots {
    int rings, slices, epidermis_slices, times, components;
    bool scattering, spectra;
    Real specular, mirror;
    Real crust[colours];
    const Real* optics;       // [components][2][colours]: mass absorption, mass reduced scattering, mm^2/ng
    const Real* radial_face;  // [packs][rings + 1][32]
    const Real* slice_face;   // [packs][slices + 1][32]
    const Real* stain_sigma;  // [packs][32]
    const Real* pigment;      // Snapshots::pigment
    const Real* scab;         // Snapshots::scab
    const Real* scalars;      // Snapshots::scalars
    const Real* radius;       // [packs][radii][32]
    const Real* weight;       // BlurWeights::weight
    const Real* skin;         // [packs][blood_levels][colours][slices][slice_coefficients][32]
    const Real* base;         // [packs][blood_levels][colours][32]
    const Real* reflectance;  // [packs][blood_levels][colours][32]
    Real* out;                // DotAppearance::scalars
    Real* out_spectra;        // DotAppearance::transmittance

    FADECAST_HD Real absorption(int component, int w) const { return optics[component * 2 * colours + w]; }
    FADECAST_HD Real reduced(int component, int w) const { return optics[(component * 2 + 1) * colours + w]; }

    /// The skin at this time: blood between the prepared levels, by the parabola through the three.
    template <int W>
    struct SkinNow {
        Real slice[colours][most_slices][slice_coefficients][W], base[colours][W], bare[colours][W], stack[colours][W];
    };

    template <int W>
    FADECAST_HD void skin_now(Index pack, const Real* scalar, int first, SkinNow<W>& now) const {
        Real share[blood_levels][W];
        const Real x0 = Real(blood_factor(0)), x1 = Real(blood_factor(1)), x2 = Real(blood_factor(2));
        for (int l = 0; l < W; ++l) {
            const Real inflamed = scalar[Snapshots::inflammation * pack_width + l];
            const Real x = x0 + (x2 - x0) * (inflamed < 0 ? Real(0) : inflamed > 1 ? Real(1) : inflamed);
            share[0][l] = (x - x1) * (x - x2) / ((x0 - x1) * (x0 - x2));
            share[1][l] = (x - x0) * (x - x2) / ((x1 - x0) * (x1 - x2));
            share[2][l] = (x - x0) * (x - x1) / ((x2 - x0) * (x2 - x1));
        }
        const auto blend = [&](const Real* levels, Index stride, Real* blended) {
            for (int l = 0; l < W; ++l)
                blended[l] = share[0][l] * levels[l] + share[1][l] * levels[stride + l] + share[2][l] * levels[2 * stride + l];
        };
        const Index row = Index(slices) * slice_coefficients * pack_width;
        for (int w = 0; w < colours; ++w) {
            const Index level0 = (pack * blood_levels * colours + w) * pack_width + first;
            blend(base + level0, colours * pack_width, now.base[w]);
            blend(reflectance + level0, colours * pack_width, now.bare[w]);
            const Real* of_slices = skin + (pack * blood_levels * colours + w) * row + first;
            for (int k = 0; k < slices; ++k)
                for (int c = 0; c < slice_coefficients; ++c)
                    blend(of_slices + (k * slice_coefficients + c) * pack_width, colours * row, now.slice[w][k][c]);
            Real none[most_slices][W] = {};
            stack(now, w, none, none, now.stack[w]);
        }
    }

    /// Reflectance of the skin with pigment and extra scattering, 1/mm, in its slices.
    template <int W>
    FADECAST_HD void stack(const SkinNow<W>& now, int w, const Real (*absorbing)[W], const Real (*scattered)[W],
                           Real* reflected) const {
        Real below[W];
        for (int l = 0; l < W; ++l) below[l] = now.base[w][l];
        for (int k = slices; k-- > 0;) {
            const auto& c = now.slice[w][k];
            for (int l = 0; l < W; ++l)
                below[l] = two_flux::add_slice(c[slice_absorption][l] + two_flux::pigment_depth(c[pigment_absorption_mm][l],
                                                                                      c[pigment_bend_mm][l], absorbing[k][l]),
                                               c[slice_scattering][l] + c[pigment_scattering_mm][l] * scattered[k][l],
                                               below[l]);
        }
        for (int l = 0; l < W; ++l) reflected[l] = two_flux::add_surface(specular, mirror, below[l]);
    }

    template <int W>
    FADECAST_HD void operator()(Index i, Lanes<W> lanes) const {
        const Index pack = i / times;
        const int first = lanes.first;
        const Real* scalar = scalars + i * Snapshots::scalar_count * pack_width + first;
        const Real* face = slice_face + pack * (slices + 1) * pack_width + first;
        const Real* concentration = pigment + i * components * slices * rings * pack_width + first;

        SkinNow<W> now;
        skin_now(pack, scalar, first, now);

        Ink<W> ink;
        gather_ink(pack, scalar, face, first, concentration, ink);

        colour::Triple<Real> bare_lab[W];
        Real width[W], contrast[W], last_contrast[W], last_radius[W];  // centre, and the radius before
        bool found[W];
        for (int l = 0; l < W; ++l) {
            bare_lab[l] = colour::lab_of_xyz(colour::xyz_of_spectrum(&now.bare[0][l], W));
            found[l] = false, width[l] = contrast[l] = last_contrast[l] = last_radius[l] = 0;
        }
        Real* result = out + i * DotAppearance::scalar_count * pack_width + first;

        for (int step = 0; step < radii; ++step) {
            Real absorbing[colours][most_slices][W], scattered[colours][most_slices][W], seen[colours][W];
            blurred(pack, step, first, scalar, face, concentration, now, ink, absorbing, scattered);

            const Real* r = radius + (pack * radii + step) * pack_width + first;
            Real stain[W], crusted[W];
            for (int l = 0; l < W; ++l) {
                const Real sigma = stain_sigma[pack * pack_width + first + l];
                stain[l] = fast::exp(Real(-.5) * (r[l] / sigma) * (r[l] / sigma));
                // A crust is there while the puncture is open, and as long as the scab holds more than traces.
                const Real scab_mass = scalar[Snapshots::scab_mass * pack_width + l];
                const Real trace = Real(.005) * scalar[Snapshots::deposited_mass * pack_width + l] + Real(1e-6);
                const Real lying = scab_mass / (scab_mass + trace), open = scalar[Snapshots::open_share * pack_width + l];
                crusted[l] = (open > lying ? open : lying) * stain[l];
            }
            for (int w = 0; w < colours; ++w) {
                for (int k = 0; k < epidermis_slices; ++k)
                    for (int l = 0; l < W; ++l)
                        scattered[w][k][l] += scalar[Snapshots::milky_scattering_per_mm * pack_width + l] * stain[l];
                stack(now, w, absorbing[w], scattered[w], seen[w]);
                Real on_top[W];
                for (int l = 0; l < W; ++l) on_top[l] = crust[w] * crusted[l];
                for (int c = 0; c < components; ++c)
                    for (int l = 0; l < W; ++l) {
                        const Real sigma = stain_sigma[pack * pack_width + first + l];
                        on_top[l] += absorption(c, w) * scab[(i * components + c) * pack_width + first + l] * stain[l] /
                                     (Real(6.283185307) * sigma * sigma);
                    }
                for (int l = 0; l < W; ++l) {
                    const Real ratio = seen[w][l] / now.stack[w][l] * fast::exp(-2 * on_top[l]);
                    if (spectra) out_spectra[(((i * radii) + step) * colours + w) * pack_width + first + l] = ratio;
                    seen[w][l] = ratio * now.bare[w][l];
                }
            }

            // Contrast here, and where it crosses half of the centre's.
            bool all_found = true;
            for (int l = 0; l < W; ++l) {
                if (found[l]) continue;
                const auto lab = colour::lab_of_xyz(colour::xyz_of_spectrum(&seen[0][l], W));
                const Real here = colour::delta_e00(lab, bare_lab[l]);
                if (step == 0) {
                    contrast[l] = here;
                    result[DotAppearance::lightness * pack_width + l] = lab.x;
                    result[DotAppearance::a * pack_width + l] = lab.y;
                    result[DotAppearance::b * pack_width + l] = lab.z;
                    found[l] = here < Real(least_contrast);
                } else if (here <= contrast[l] / 2) {
                    const Real part = (last_contrast[l] - contrast[l] / 2) / (last_contrast[l] - here);
                    width[l] = 2 * (last_radius[l] + part * (r[l] - last_radius[l]));
                    found[l] = true;
                } else {
                    width[l] = 2 * r[l];
                }
                last_contrast[l] = here, last_radius[l] = r[l];
                all_found = all_found && found[l];
            }
            if (all_found && !spectra) break;
        }

        for (int l = 0; l < W; ++l) {
            result[DotAppearance::delta_e00 * pack_width + l] = contrast[l];
            result[DotAppearance::optical_fwhm_mm * pack_width + l] = width[l];
            result[DotAppearance::bare_lightness * pack_width + l] = bare_lab[l].x;
            result[DotAppearance::bare_a * pack_width + l] = bare_lab[l].y;
            result[DotAppearance::bare_b * pack_width + l] = bare_lab[l].z;
        }
    }

    static constexpr double least_contrast = 1e-2;  ///< delta E00 below which a dot has no width

    /// Pigment as the blurs take it: for the narrow ones what counts of it ring by ring, for the wide ones means over groups.
    template <int W>
    struct Ink {
        Real counts[most_slices][most_rings][W];               ///< share of a slice's pigment that counts, 0..1
        Real absorbing[colours][most_slices][most_groups][W];  ///< absorption times the share of it that counts, 1/mm
        Real scattered[colours][most_slices][most_groups][W];  ///< reduced scattering, 1/mm
    };

    /// Pigment shades pigment: a depth of it takes away 1 - exp(-path depth) of the light. Blurred so, weak pigment counts
    /// as it is and opaque pigment by its area. Light that stayed near sees slice by slice (its shade is taken at one
    /// middle wavelength), light that went far sees the whole column, and what it takes is split over the slices.
    template <int W>
    FADECAST_HD void gather_ink(Index pack, const Real* scalar, const Real* face, int first, const Real* concentration,
                                Ink<W>& ink) const {
        const Real* edge = radial_face + pack * (rings + 1) * pack_width + first;
        const Real* efficiency = scalar + Snapshots::optical_efficiency * pack_width;
        for (int ring = 0; ring < rings; ++ring) {
            const int group = ring / rings_per_group, group_end = (group + 1) * rings_per_group;
            const int last = group_end < rings ? group_end : rings;
            Real mass[most_components][W], area[W];
            for (int l = 0; l < W; ++l) {
                const Real inner = edge[ring * pack_width + l], outer = edge[(ring + 1) * pack_width + l];
                const Real low = edge[group * rings_per_group * pack_width + l], high = edge[last * pack_width + l];
                area[l] = (outer * outer - inner * inner) / (high * high - low * low);
            }
            for (int c = 0; c < components; ++c) {
                for (int l = 0; l < W; ++l) mass[c][l] = 0;
                for (int k = 0; k < slices; ++k)
                    for (int l = 0; l < W; ++l)
                        mass[c][l] += (face[(k + 1) * pack_width + l] - face[k * pack_width + l]) *
                                      concentration[((c * slices + k) * rings + ring) * pack_width + l];
            }
            for (int k = 0; k < slices; ++k) {
                Real depth[W] = {};
                for (int c = 0; c < components; ++c)
                    for (int l = 0; l < W; ++l)
                        depth[l] += absorption(c, middle_colour) * concentration[((c * slices + k) * rings + ring) * pack_width + l];
                for (int l = 0; l < W; ++l) {
                    const Real mm = face[(k + 1) * pack_width + l] - face[k * pack_width + l];
                    ink.counts[k][ring][l] = share_that_counts(Real(diffuse_path) * mm * efficiency[l] * depth[l]);
                }
            }
            for (int w = 0; w < colours; ++w) {
                Real counts[W] = {};
                for (int c = 0; c < components; ++c)
                    for (int l = 0; l < W; ++l) counts[l] += absorption(c, w) * mass[c][l];
                for (int l = 0; l < W; ++l)
                    counts[l] = share_that_counts(Real(diffuse_path) * counts[l] * efficiency[l]) * efficiency[l] * area[l];
                for (int k = 0; k < slices; ++k) {
                    Real* absorbs = ink.absorbing[w][k][group];
                    Real* scatters = ink.scattered[w][k][group];
                    if (ring % rings_per_group == 0)
                        for (int l = 0; l < W; ++l) absorbs[l] = scatters[l] = 0;
                    for (int c = 0; c < components; ++c) {
                        const Real* here = concentration + ((c * slices + k) * rings + ring) * pack_width;
                        for (int l = 0; l < W; ++l) absorbs[l] += absorption(c, w) * here[l] * counts[l];
                        if (scattering)
                            for (int l = 0; l < W; ++l) scatters[l] += reduced(c, w) * here[l] * area[l];
                    }
                }
            }
        }
    }

    /// Absorption and extra scattering, 1/mm, that the column under one radius has in each slice.
    template <int W>
    FADECAST_HD void blurred(Index pack, int step, int first, const Real* scalar, const Real* face,
                             const Real* concentration, const SkinNow<W>& now, const Ink<W>& ink,
                             Real (*absorbing)[most_slices][W], Real (*scattered)[most_slices][W]) const {
        const Real* efficiency = scalar + Snapshots::optical_efficiency * pack_width;
        const Index width_rows = BlurWeights::rows(slices);
        const Real* weights = weight + (pack * radii + step) * width_rows * rings * pack_width + first;
        for (int k = 0; k < slices; ++k) {
            for (int w = 0; w < colours; ++w)
                for (int l = 0; l < W; ++l) absorbing[w][k][l] = scattered[w][k][l] = 0;
            bool beam = false;  // narrow widths see ring by ring; the beam itself does not get deep
            for (int l = 0; l < W; ++l) beam = beam || face[k * pack_width + l] < Real(blur::core_bottom_mm);
            for (int j = beam ? 0 : 1; j < blur::narrow_widths; ++j) {
                const Real* row = weights + (j == 0 ? k : slices + j - 1) * rings * pack_width;
                Real counted[most_rings][W], sum[most_components][W], taken[W] = {};
                for (int ring = 0; ring < rings; ++ring)
                    for (int l = 0; l < W; ++l) counted[ring][l] = row[ring * pack_width + l] * ink.counts[k][ring][l];
                for (int c = 0; c < components; ++c) {
                    sum_products<W>(rings, counted[0], W, concentration + (c * slices + k) * rings * pack_width, pack_width,
                                    sum[c]);
                    for (int l = 0; l < W; ++l) taken[l] += absorption(c, middle_colour) * sum[c][l];
                }
                for (int l = 0; l < W; ++l) {
                    const Real mm = face[(k + 1) * pack_width + l] - face[k * pack_width + l];
                    taken[l] = depth_per_share(Real(diffuse_path) * mm * efficiency[l] * taken[l]);
                }
                for (int c = 0; c < components; ++c)
                    for (int w = 0; w < colours; ++w)
                        for (int l = 0; l < W; ++l) {
                            const Real seen = now.slice[w][k][spread_share + j][l] * sum[c][l] * taken[l];
                            absorbing[w][k][l] += absorption(c, w) * efficiency[l] * seen;
                            if (scattering) scattered[w][k][l] += reduced(c, w) * seen;
                        }
            }
        }
        const int groups = (rings + rings_per_group - 1) / rings_per_group;
        for (int j = blur::narrow_widths; j < blur::widths; ++j) {
            const Real* row = weights + (slices + j - 1) * rings * pack_width;
            Real wide[most_groups][W];
            for (int ring = 0; ring < rings; ++ring)
                for (int l = 0; l < W; ++l) {
                    const Real part = row[ring * pack_width + l];
                    Real& sum = wide[ring / rings_per_group][l];
                    sum = ring % rings_per_group == 0 ? part : sum + part;
                }
            for (int w = 0; w < colours; ++w) {
                Real counted[most_slices][W], taken[W] = {};
                for (int k = 0; k < slices; ++k) {
                    Real sum[W];
                    sum_products<W>(groups, wide[0], W, ink.absorbing[w][k][0], W, sum);
                    for (int l = 0; l < W; ++l) {
                        counted[k][l] = sum[l];
                        taken[l] += Real(diffuse_path) * sum[l] * (face[(k + 1) * pack_width + l] - face[k * pack_width + l]);
                    }
                    if (!scattering) continue;
                    sum_products<W>(groups, wide[0], W, ink.scattered[w][k][0], W, sum);
                    for (int l = 0; l < W; ++l) scattered[w][k][l] += now.slice[w][k][spread_share + j][l] * sum[l];
                }
                for (int l = 0; l < W; ++l) taken[l] = depth_per_share(taken[l]);
                for (int k = 0; k < slices; ++k)
                    for (int l = 0; l < W; ++l)
                        absorbing[w][k][l] += now.slice[w][k][spread_share + j][l] * counted[k][l] * taken[l];
            }
        }
    }
};

/// Straight lines between the tabulated wavelengths, constant outside them.
double interpolate(const std::vector<double>& x, const std::vector<double>& y, double at) {
    if (y.empty()) return 0;
    const auto upper = std::upper_bound(x.begin(), x.end(), at);
    if (upper == x.begin()) return y.front();
    if (upper == x.end()) return y.back();
    const std::size_t i = upper - x.begin();
    return y[i - 1] + (y[i] - y[i - 1]) * (at - x[i - 1]) / (x[i] - x[i - 1]);
}

void check(const Snapshots& s, const std::vector<PigmentComponent>& components, const PreparedSkins& skins,
           const std::vector<int>& skin_of_dot) {
    const auto require = [](bool good, const std::string& message) {
        if (!good) throw Error("see_dots: " + message);
    };
    require(int(components.size()) == s.components, std::to_string(components.size()) + " pigment components, the snapshots have " +
                                                        std::to_string(s.components));
    require(s.components <= most_components, "at most " + std::to_string(most_components) + " pigment components");
    require(s.grid.radial_cells <= most_rings && s.grid.slices() <= most_slices,
            "the mesh may have at most " + std::to_string(most_rings) + " rings and " + std::to_string(most_slices) + " slices");
    require(skins.grid.slices() == s.grid.slices() && skins.grid.epidermis_slices() == s.grid.epidermis_slices(),
            "skins were prepared for other slices");
    require(skin_of_dot.size() == std::size_t(s.packs) * pack_width, "one skin per dot is needed");
    for (int skin : skin_of_dot)
        require(skin >= 0 && skin < skins.skins, "no skin number " + std::to_string(skin));
    for (const PigmentComponent& c : components)
        for (const auto* values : {&c.absorption_mm2_per_ng, &c.scattering_mm2_per_ng})
            require(values->empty() || values->size() == c.wavelength_nm.size(), c.material + ": one value per wavelength is needed");
}

}  // namespace

DotAppearance see_dots(const Snapshots& snapshots, const std::vector<PigmentComponent>& components,
                       const PreparedSkins& skins, const std::vector<int>& skin_of_dot, bool spectra) {
    check(snapshots, components, skins, skin_of_dot);
    const Backend& backend = snapshots.radial_face.backend();
    const int packs = snapshots.packs, times = snapshots.times, rings = snapshots.grid.radial_cells;
    const int slices = snapshots.grid.slices();
    DotAppearance seen{.packs = packs, .times = times, .scalars = {}, .radius_mm = {}, .transmittance = {}};

    const std::vector<Real> face = snapshots.radial_face.to_host();
    for (int pack = 0; pack < packs; ++pack)
        for (int step = 0; step < radii; ++step)
            for (int l = 0; l < pack_width; ++l)
                seen.radius_mm.push_back(Real(radii_reach * face[(pack * (rings + 1) + rings) * pack_width + l] *
                                              std::pow(double(step) / (radii - 1), radii_power)));
    const Buffer<Real> radius(backend, std::span<const Real>(seen.radius_mm));
    const Index width_rows = Index(packs) * radii * BlurWeights::rows(slices);
    Buffer<Real> weight(backend, std::size_t(width_rows) * rings * pack_width);
    for_each_pack(backend, width_rows,
                  BlurWeights{rings, slices, snapshots.radial_face.data(), snapshots.slice_face.data(), radius.data(),
                              weight.data()});

    const Buffer<int> owner(backend, std::span<const int>(skin_of_dot));
    const auto gather = [&](const Buffer<Real>& values) {
        const Index per_skin = Index(values.size()) / skins.skins;
        Buffer<Real> lanes(backend, std::size_t(packs) * per_skin * pack_width);
        for_each_pack(backend, packs * per_skin, GatherSkins{per_skin, owner.data(), values.data(), lanes.data()});
        return lanes;
    };
    const Buffer<Real> skin = gather(skins.slices), base = gather(skins.base), reflectance = gather(skins.reflectance);

    std::vector<Real> optics;
    bool scattering = false;
    for (const PigmentComponent& c : components)
        for (const auto* values : {&c.absorption_mm2_per_ng, &c.scattering_mm2_per_ng})
            for (double nm : wavelength_nm) {
                optics.push_back(Real(interpolate(c.wavelength_nm, *values, nm)));
                scattering = scattering || (values == &c.scattering_mm2_per_ng && optics.back() > 0);
            }
    const Buffer<Real> optics_there(backend, std::span<const Real>(optics));

    const std::size_t rows = std::size_t(packs) * times * pack_width;
    Buffer<Real> scalars(backend, rows * DotAppearance::scalar_count);
    Buffer<Real> transmittance(backend, spectra ? rows * radii * colours : 0);
    SeeDots kernel{};
    kernel.rings = rings;
    kernel.slices = slices;
    kernel.epidermis_slices = snapshots.grid.epidermis_slices();
    kernel.times = times;
    kernel.components = snapshots.components;
    kernel.scattering = scattering;
    kernel.spectra = spectra;
    kernel.specular = Real(std::pow((skin_refractive_index - 1) / (skin_refractive_index + 1), 2));
    kernel.mirror = Real(skins.mirror);
    for (int w = 0; w < colours; ++w)
        kernel.crust[w] = Real(crust_depth * std::pow(550 / wavelength_nm[w], crust_power));
    kernel.optics = optics_there.data();
    kernel.radial_face = snapshots.radial_face.data();
    kernel.slice_face = snapshots.slice_face.data();
    kernel.stain_sigma = snapshots.stain_sigma.data();
    kernel.pigment = snapshots.pigment.data();
    kernel.scab = snapshots.scab.data();
    kernel.scalars = snapshots.scalars.data();
    kernel.radius = radius.data();
    kernel.weight = weight.data();
    kernel.skin = skin.data();
    kernel.base = base.data();
    kernel.reflectance = reflectance.data();
    kernel.out = scalars.data();
    kernel.out_spectra = transmittance.data();
    for_each_pack(backend, Index(packs) * times, kernel);
    backend.wait();
    seen.scalars = scalars.to_host();
    if (spectra) seen.transmittance = transmittance.to_host();
    return seen;
}

}  // namespace fadecast
