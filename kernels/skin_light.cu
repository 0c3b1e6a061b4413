// Light inside skin: fluence rate at a depth, and its means over slices.

#include <fadecast/skin.hpp>

#include "skin_layers.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace fadecast {

namespace ad = adding_doubling;

namespace {

constexpr int N = sweep_streams, W = wavelength_count;

/// Light on its way down through bottomless dermis. What comes up is always `reflection` times what goes
/// down, so the latter decays as e^(-rate z); depth is taken apart in binary digits.
class Decay {
public:
    explicit Decay(const TissueLanes<W>& dermis) {
        const auto& streams = skin_streams<N>();
        ad::reflect_half_space(streams, dermis.absorption, dermis.reduced, dermis.anisotropy, reflection);
        double one[W];
        std::fill_n(one, W, 1.);
        ad::Matrix<N, W> sum, difference, back;
        ad::make_exchange(streams, dermis.absorption, dermis.reduced, dermis.anisotropy, one, sum,
                          difference);
        each([&](int i, int j, int l) { back.v[i][j][l] = (difference.v[i][j][l] - sum.v[i][j][l]) / 2; });
        ad::multiply(back, reflection, rate_);
        each([&](int i, int j, int l) {
            rate_.v[i][j][l] = (difference.v[i][j][l] + sum.v[i][j][l]) / 2 - rate_.v[i][j][l];
        });
        // The first step: (1 + x/2 + x^2/12)^-1 (1 - x/2 + x^2/12) with x = rate step.
        ad::Matrix<N, W> square, upper, lower;
        ad::multiply(rate_, rate_, square);
        each([&](int i, int j, int l) {
            const double unit = i == j, x = rate_.v[i][j][l] * step_mm,
                         xx = square.v[i][j][l] * step_mm * step_mm;
            upper.v[i][j][l] = unit - x / 2 + xx / 12;
            lower.v[i][j][l] = unit + x / 2 + xx / 12;
        });
        ad::invert(lower);
        ad::multiply(lower, upper, through_[0]);
        for (int k = 1; k < digits; ++k) ad::multiply(through_[k - 1], through_[k - 1], through_[k]);
    }

    void descend(double mm, ad::Vector<N, W>& down) const {
        long steps = long(mm / step_mm);
        const double rest_mm = mm - double(steps) * step_mm;
        for (; steps >= 1L << digits; steps -= 1L << (digits - 1)) down = times(through_[digits - 1], down);
        for (int k = 0; k < digits; ++k)
            if (steps >> k & 1) down = times(through_[k], down);
        ad::Vector<N, W> term = down;  // less than a step is left: four terms of the series
        for (int k = 1; k <= 4; ++k) {
            term = times(rate_, term);
            for (int i = 0; i < N; ++i)
                for (int l = 0; l < W; ++l) down.v[i][l] += term.v[i][l] *= -rest_mm / k;
        }
    }

    ad::Matrix<N, W> reflection;

private:
    static constexpr int digits = 10;
    static constexpr double step_mm = 1. / 512;  ///< a fifth of the shortest mean free path in skin

    template <typename Body>
    static void each(const Body& body) {
        for (int i = 0; i < N; ++i)
            for (int j = 0; j < N; ++j)
                for (int l = 0; l < W; ++l) body(i, j, l);
    }
    static ad::Vector<N, W> times(const ad::Matrix<N, W>& m, const ad::Vector<N, W>& v) {
        ad::Vector<N, W> out{};
        for (int i = 0; i < N; ++i)
            for (int j = 0; j < N; ++j)
                for (int l = 0; l < W; ++l) out.v[i][l] += m.v[i][j][l] * v.v[j][l];
        return out;
    }

    ad::Matrix<N, W> rate_, through_[digits];
};

/// Light at one depth per unit of diffuse irradiance on the skin.
struct Light {
    double fluence[W] = {}, net_down[W] = {};
};

Light light_of(const ad::Vector<N, W>& down, const ad::Matrix<N, W>& below) {
    const auto& streams = skin_streams<N>();
    Light light;
    for (int i = 0; i < N; ++i) {
        double up[W] = {};
        for (int j = 0; j < N; ++j)
            for (int l = 0; l < W; ++l) up[l] += below.v[i][j][l] * down.v[j][l];
        for (int l = 0; l < W; ++l) {
            light.fluence[l] += (down.v[i][l] + up[l]) * streams.root[i] / streams.mu[i];
            light.net_down[l] += (down.v[i][l] - up[l]) * streams.root[i];
        }
    }
    return light;
}

/// Light at ascending depths. Below 400 nm melanin counts as at most 10 %.
/// @param tissue  of W wavelengths
std::vector<Light> light_at(const Skin& skin, const TissueSpectrum* tissue, const double* wavelength_nm,
                            std::span<const double> depth_mm, TissueLanes<W>& epidermis,
                            TissueLanes<W>& dermis) {
    const auto& streams = skin_streams<N>();
    for (int l = 0; l < W; ++l) {
        Skin seen = skin;
        if (wavelength_nm[l] < 400) seen.melanin_fraction = std::min(seen.melanin_fraction, .10);
        epidermis.set(l, seen, tissue[l], true);
        dermis.set(l, seen, tissue[l], false);
    }
    const Decay decay(dermis);

    // The layers of the epidermis between the depths, and what lies below each of them reflects.
    const auto in_dermis = std::upper_bound(depth_mm.begin(), depth_mm.end(), skin.epidermis_mm);
    const std::size_t above_count = in_dermis - depth_mm.begin();
    std::vector<ad::Layer<N, W>> layer(above_count + 1);
    std::vector<char> empty(above_count + 1);
    std::vector<ad::Matrix<N, W>> below(above_count + 2);
    below.back() = decay.reflection;
    for (std::size_t k = above_count + 1; k-- > 0;) {
        const double top = k == 0 ? 0 : depth_mm[k - 1];
        const double bottom = k == above_count ? skin.epidermis_mm : depth_mm[k];
        below[k] = below[k + 1];
        empty[k] = top == bottom;
        if (empty[k]) continue;
        epidermis_layer(streams, epidermis, (bottom - top) / skin.epidermis_mm, layer[k]);
        ad::add_on_top(layer[k], below[k]);
    }

    std::vector<Light> light;
    ad::Above<N, W> above;
    ad::start_at_surface(streams, above);
    ad::light_diffusely(streams, above);
    ad::Vector<N, W> down;
    for (std::size_t k = 0; k <= above_count; ++k) {
        if (!empty[k]) ad::add_below(layer[k], above);
        ad::arriving(above, below[k + 1], down);
        if (k < above_count) light.push_back(light_of(down, below[k + 1]));
    }
    double at_mm = skin.epidermis_mm;
    for (auto depth = in_dermis; depth != depth_mm.end(); ++depth) {
        decay.descend(*depth - at_mm, down);
        at_mm = *depth;
        light.push_back(light_of(down, decay.reflection));
    }
    return light;
}

/// Calls body(first, count, wavelengths, their tissue) for W wavelengths at a time, the last one repeated.
template <typename Body>
void for_wavelengths(std::span<const double> wavelength_nm, const Body& body) {
    const auto tissue = tissue_spectra(wavelength_nm);
    for (std::size_t first = 0; first < tissue.size(); first += W) {
        TissueSpectrum some[W];
        double nm[W];
        for (std::size_t l = 0; l < W; ++l) {
            const std::size_t i = std::min(first + l, tissue.size() - 1);
            some[l] = tissue[i], nm[l] = wavelength_nm[i];
        }
        body(first, std::min<std::size_t>(W, tissue.size() - first), nm, some);
    }
}

void check_depth(double depth_mm) {
    if (!(depth_mm >= 0 && depth_mm <= 100))
        throw Error("depth is " + std::to_string(depth_mm) + " mm, allowed is 0..100 mm");
}

/// Means over slices, [slices][wavelengths], and behind them one row more: fluence at the surface.
std::vector<double> slices_and_surface(const Skin& skin, std::span<const double> face_mm,
                                       std::span<const double> wavelength_nm) {
    check_skin(skin);
    if (face_mm.empty()) throw Error("fluence_by_slice: no faces");
    for (std::size_t k = 0; k < face_mm.size(); ++k) {
        check_depth(face_mm[k]);
        if (k > 0 && !(face_mm[k - 1] < face_mm[k]))
            throw Error("fluence_by_slice: faces must increase with depth");
    }
    // The surface and the bottom of the epidermis are faces too. Between two faces the tissue is the same,
    // and
    //   mean fluence = light lost on the way / (absorption x thickness).
    std::vector<double> depth{0};
    for (const double face : face_mm) {
        if (depth.back() < skin.epidermis_mm && skin.epidermis_mm < face) depth.push_back(skin.epidermis_mm);
        if (depth.back() < face) depth.push_back(face);
    }
    const std::size_t slices = face_mm.size() - 1, row = wavelength_nm.size();
    std::vector<double> mean((slices + 1) * row);
    for_wavelengths(wavelength_nm, [&](std::size_t first, std::size_t count, const double* nm,
                                       const TissueSpectrum* tissue) {
        TissueLanes<W> epidermis, dermis;
        const auto light = light_at(skin, tissue, nm, depth, epidermis, dermis);
        std::copy_n(light.front().fluence, count, mean.begin() + slices * row + first);
        std::size_t slice = 0;
        for (std::size_t k = 0; k + 1 < depth.size(); ++k) {
            if (depth[k] < face_mm[0]) continue;
            if (depth[k] >= face_mm[slice + 1]) ++slice;
            const TissueLanes<W>& here = depth[k] < skin.epidermis_mm ? epidermis : dermis;
            const double thickness = face_mm[slice + 1] - face_mm[slice];
            for (std::size_t l = 0; l < count; ++l)
                mean[slice * row + first + l] +=
                    (light[k].net_down[l] - light[k + 1].net_down[l]) / (here.absorption[l] * thickness);
        }
    });
    return mean;
}

/// Y weighs the wavelengths as the illuminance does in which the light dose is counted.
double as_illuminance(const Spectrum& relative) {
    Spectrum all;
    all.fill(1);
    return xyz_of_reflectance(relative).y / xyz_of_reflectance(all).y;
}

}  // namespace

std::vector<double> fluence_by_slice(const Skin& skin, std::span<const double> face_mm,
                                     std::span<const double> wavelength_nm) {
    auto mean = slices_and_surface(skin, face_mm, wavelength_nm);
    mean.resize(mean.size() - wavelength_nm.size());
    return mean;
}

std::vector<double> fluence_at(const Skin& skin, std::span<const double> depth_mm,
                               std::span<const double> wavelength_nm) {
    check_skin(skin);
    for (const double depth : depth_mm) check_depth(depth);
    if (!std::is_sorted(depth_mm.begin(), depth_mm.end()))
        throw Error("fluence_at: depths must not decrease");
    std::vector<double> fluence(depth_mm.size() * wavelength_nm.size());
    for_wavelengths(wavelength_nm, [&](std::size_t first, std::size_t count, const double* nm,
                                       const TissueSpectrum* tissue) {
        TissueLanes<W> epidermis, dermis;
        const auto light = light_at(skin, tissue, nm, depth_mm, epidermis, dermis);
        for (std::size_t k = 0; k < depth_mm.size(); ++k)
            for (std::size_t l = 0; l < count; ++l)
                fluence[k * wavelength_nm.size() + first + l] = light[k].fluence[l];
    });
    return fluence;
}

double fluence_ratio(const Skin& skin, double wavelength_nm, double depth_mm) {
    return fluence_at(skin, {&depth_mm, 1}, {&wavelength_nm, 1})[0];
}

double light_transmittance(const Skin& skin, double depth_mm) {
    const double depths[] = {0, depth_mm};
    const auto fluence = fluence_at(skin, depths, wavelength_nm);
    Spectrum relative;
    for (int w = 0; w < W; ++w) relative[w] = fluence[W + w] / fluence[w];
    return as_illuminance(relative);
}

std::vector<double> light_by_depth(const Skin& skin, std::span<const double> face_mm) {
    const auto mean = slices_and_surface(skin, face_mm, wavelength_nm);
    std::vector<double> light(mean.size() / W - 1);
    for (std::size_t slice = 0; slice < light.size(); ++slice) {
        Spectrum relative;
        for (int w = 0; w < W; ++w) relative[w] = mean[slice * W + w] / mean[light.size() * W + w];
        light[slice] = as_illuminance(relative);
    }
    return light;
}

}  // namespace fadecast
