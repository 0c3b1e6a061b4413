// Bare skin on the host: coefficients, reflectance, light inside the skin, and the fit to a colorimeter
// reading. Wavelengths travel as lanes.

#include <fadecast/skin.hpp>

#include "skin_optics.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace fadecast {

namespace ad = adding_doubling;

namespace {

/// Molar extinction of oxygenated and deoxygenated haemoglobin, 1/(cm M): S. Prahl, Oregon Medical Laser
/// Center (1998), from W. B. Gratzer and N. Kollias.
constexpr double haemoglobin[][3] = {
    {300, 65972, 64440},     {310, 63352, 59156},     {320, 78752, 74508},   {330, 97512, 90856},
    {340, 107884, 108472},   {350, 106576, 122092},   {360, 94744, 134940},  {365, 89160, 137436},
    {370, 88176, 139968},    {380, 109564, 145232},   {390, 167748, 167780}, {400, 266232, 223296},
    {405, 331462, 261958},   {410, 466840, 303956},   {415, 523080, 353222}, {420, 480360, 407560},
    {425, 351134, 471520},   {430, 246072, 528600},   {435, 149076, 549600}, {440, 102580, 413280},
    {445, 78884, 259974},    {450, 62816, 103292},    {460, 44480, 23388.8}, {470, 33209.2, 16156.4},
    {480, 26629.2, 14550},   {490, 23684.4, 16684},   {500, 20932.8, 20862}, {510, 20035.2, 25773.6},
    {520, 24202.4, 31589.6}, {530, 39956.8, 39036.4}, {540, 53236, 46592},   {545, 50982, 50488},
    {550, 43016, 53412},     {555, 35646, 54530},     {560, 32613.2, 53788}, {565, 35205.4, 49700},
    {570, 44496, 45072},     {575, 54424, 40904},     {580, 50104, 37020},   {585, 30620, 33592.2},
    {590, 14400.8, 28324.4}, {595, 6681.2, 21187.4},  {600, 3200, 14677.2},  {605, 1958.6, 12040.4},
    {610, 1506, 9443.6},     {620, 942, 6509.6},      {630, 610, 5148.8},    {640, 442, 4345.2},
    {650, 368, 3750.12},     {660, 319.6, 3226.56},   {670, 294, 2795.12},   {680, 277.6, 2407.92},
    {690, 276, 2051.96},     {700, 290, 1794.28}};

template <int W>
using Spectra = std::array<TissueSpectrum, W>;

const Spectra<wavelength_count>& visible() {
    static const auto spectra = [] {
        Spectra<wavelength_count> s;
        for (int w = 0; w < wavelength_count; ++w) s[w] = tissue_spectrum(wavelength_nm[w]);
        return s;
    }();
    return spectra;
}

const ad::Streams<sweep_streams>& streams() {
    static const auto streams = ad::make_streams<sweep_streams>(skin_refractive_index);
    return streams;
}

constexpr double deep_mm =
    8;  ///< as good as infinite: nothing comes back from the bottom of the dermis column
constexpr double least_melanin = 1e-4, most_melanin = .8;  ///< bounds of what is solved for

/// A layer of the epidermis or the dermis, `mm` thick.
template <int W>
void tissue_layer(const Skin& skin, const Spectra<W>& spectra, bool epidermis, double mm,
                  ad::Layer<sweep_streams, W>& layer) {
    double absorption[W], reduced[W], anisotropy[W];
    for (int w = 0; w < W; ++w) {
        const TissueSpectrum& tissue = spectra[w];
        absorption[w] =
            mm * (epidermis ? epidermis_absorption(tissue, melanin_in_epidermis(skin))
                            : dermis_absorption(tissue, skin.blood_fraction, skin.blood_saturation));
        reduced[w] = mm * reduced_scattering(tissue, skin, epidermis);
        anisotropy[w] = tissue.anisotropy;
    }
    ad::make_layer(streams(), absorption, reduced, anisotropy, mm > 1 ? 13 : 8, layer);
}

/// Fluence rate at a depth per unit of incident diffuse flux.
template <int W>
std::array<double, W> fluence(const Skin& skin, const Spectra<W>& spectra, double depth_mm) {
    constexpr int n = sweep_streams;
    ad::Above<n, W> above;
    ad::Layer<n, W> layer;
    ad::start_at_surface(streams(), above);
    ad::light_diffusely(streams(), above);
    const double in_epidermis = std::min(depth_mm, skin.epidermis_mm);
    if (in_epidermis > 0) {
        tissue_layer<W>(skin, spectra, true, in_epidermis, layer);
        ad::add_below(layer, above);
    }
    if (depth_mm > skin.epidermis_mm) {
        tissue_layer<W>(skin, spectra, false, depth_mm - skin.epidermis_mm, layer);
        ad::add_below(layer, above);
    }
    tissue_layer<W>(skin, spectra, false, deep_mm, layer);
    ad::Matrix<n, W> below = layer.reflection;
    if (depth_mm < skin.epidermis_mm) {
        tissue_layer<W>(skin, spectra, true, skin.epidermis_mm - in_epidermis, layer);
        ad::add_on_top(layer, below);
    }
    ad::Vector<n, W> down;
    ad::arriving(above, below, down);
    std::array<double, W> sum{};
    for (int i = 0; i < n; ++i)
        for (int w = 0; w < W; ++w) {
            double up = 0;
            for (int j = 0; j < n; ++j) up += below.v[i][j][w] * down.v[j][w];
            sum[w] += (down.v[i][w] + up) * streams().root[i] / streams().mu[i];
        }
    return sum;
}

void check(const Skin& skin) {
    const auto require = [](bool good, const char* what, double value, const char* allowed) {
        if (!good)
            throw Error(std::string("skin: ") + what + " is " + std::to_string(value) + ", allowed is " +
                        allowed);
    };
    require(skin.melanin_fraction >= 0 && skin.melanin_fraction <= 1, "melanin_fraction",
            skin.melanin_fraction, "0..1");
    require(skin.blood_fraction >= 0 && skin.blood_fraction <= .25, "blood_fraction", skin.blood_fraction,
            "0..0.25");
    require(skin.blood_saturation >= 0 && skin.blood_saturation <= 1, "blood_saturation",
            skin.blood_saturation, "0..1");
    require(skin.scatter_scale > 0, "scatter_scale", skin.scatter_scale, "above 0");
    require(skin.epidermis_mm > 0, "epidermis_mm", skin.epidermis_mm, "above 0");
    require(skin.thickness_mm > skin.epidermis_mm, "thickness_mm", skin.thickness_mm,
            "more than the epidermis");
}

/// Solves a x = b in place; a is symmetric and positive definite.
template <int N>
void solve(std::array<std::array<double, N>, N> a, std::array<double, N>& b) {
    for (int k = 0; k < N; ++k)
        for (int i = k + 1; i < N; ++i) {
            const double factor = a[i][k] / a[k][k];
            for (int j = k; j < N; ++j) a[i][j] -= factor * a[k][j];
            b[i] -= factor * b[k];
        }
    for (int k = N; k-- > 0;) {
        for (int j = k + 1; j < N; ++j) b[k] -= a[k][j] * b[j];
        b[k] /= a[k][k];
    }
}

}  // namespace

/// Melanosomes and baseline: S. L. Jacques, Oregon Medical Laser Center (1998). Blood: 150 g/l of haemoglobin
/// of 64,500 g/mol. Reduced scattering and anisotropy: Jacques, Phys. Med. Biol. 58 (2013) R37; van Gemert et
/// al., IEEE Trans. Biomed. Eng. 36 (1989) 1146.
TissueSpectrum tissue_spectrum(double wavelength_nm) {
    constexpr double per_mm_of_per_cm = .1, molar = 2.303 * 150 / 64500;
    const auto* upper =
        std::lower_bound(std::begin(haemoglobin) + 1, std::end(haemoglobin) - 1, wavelength_nm,
                         [](const double* row, double nm) { return row[0] < nm; });
    const auto* lower = upper - 1;
    const double share = std::clamp((wavelength_nm - (*lower)[0]) / ((*upper)[0] - (*lower)[0]), 0., 1.);
    const auto blood = [&](int column) {
        return per_mm_of_per_cm * molar * ((*lower)[column] + share * ((*upper)[column] - (*lower)[column]));
    };
    const auto reduced = [&](double amplitude, double rayleigh, double power) {
        const double x = wavelength_nm / 500;
        return per_mm_of_per_cm * amplitude *
               (rayleigh * std::pow(x, -4) + (1 - rayleigh) * std::pow(x, -power));
    };
    return {.melanosome = per_mm_of_per_cm * 6.6e11 * std::pow(wavelength_nm, -3.33),
            .baseline = per_mm_of_per_cm * (.244 + 85.3 * std::exp(-(wavelength_nm - 154) / 66.2)),
            .oxygenated = blood(1),
            .deoxygenated = blood(2),
            .epidermis_reduced = reduced(66.7, .29, .689),
            .dermis_reduced = reduced(43.6, .41, .562),
            .anisotropy = .62 + .29e-3 * wavelength_nm};
}

double melanin_fraction_of_ita(double ita_deg) { return std::exp(-2.4525 - .02923 * ita_deg); }

double ita_of_fitzpatrick(int type) {
    constexpr double ita[] = {58, 48, 34.5, 19, -10, -35};
    if (type < 1 || type > 6)
        throw Error("Fitzpatrick type is " + std::to_string(type) + ", allowed is 1..6");
    return ita[type - 1];
}

Spectrum skin_reflectance(const Skin& skin) {
    check(skin);
    constexpr int n = sweep_streams, w = wavelength_count;
    ad::Layer<n, w> layer;
    tissue_layer<w>(skin, visible(), false, deep_mm, layer);
    ad::Matrix<n, w> below = layer.reflection;
    tissue_layer<w>(skin, visible(), true, skin.epidermis_mm, layer);
    ad::add_on_top(layer, below);
    ad::Above<n, w> surface;
    ad::start_at_surface(streams(), surface);
    Spectrum reflectance;
    ad::total_reflectance(surface, below, reflectance.data());
    return reflectance;
}

Lab skin_colour(const Skin& skin) { return lab_of_xyz(xyz_of_reflectance(skin_reflectance(skin))); }

Lab measured_colour(const Skin& skin) {
    Spectrum reflectance = skin_reflectance(skin);
    for (double& r : reflectance) r += streams().specular;
    return lab_of_xyz(xyz_of_reflectance(reflectance));
}

Skin skin_of_ita(double ita, const Skin& start) {
    if (!(ita >= -90 && ita <= 90))
        throw Error("ITA is " + std::to_string(ita) + " degrees, allowed is -90..90");
    // Secant steps on ln melanin, along which ITA falls almost in a straight line.
    Skin skin = start;
    double log_melanin = std::log(std::clamp(melanin_fraction_of_ita(ita), least_melanin, most_melanin));
    double slope = -1 / .02923, last = 0, last_miss = 0;
    for (int step = 0; step < 20; ++step) {
        skin.melanin_fraction = std::exp(log_melanin);
        const double miss = ita_deg(measured_colour(skin)) - ita;
        if (std::abs(miss) < 1e-3) break;
        if (step > 0) slope = std::min((miss - last_miss) / (log_melanin - last), -5.);
        last = log_melanin, last_miss = miss;
        log_melanin = std::clamp(log_melanin - std::clamp(miss / slope, -1., 1.), std::log(least_melanin),
                                 std::log(most_melanin));
        if (log_melanin == last) break;  // as near as melanin can bring it
    }
    return skin;
}

Skin skin_of_type(int fitzpatrick, const Skin& start) {
    constexpr Lab measured[] = {
        {70.8, 8.4, 13.2}, {67.3, 9.5, 14.8}, {63.0, 10.2, 18.1}, {56.5, 11.5, 21.1}, {48.9, 11.6, 19.8}};
    const double ita = ita_of_fitzpatrick(fitzpatrick);
    return fitzpatrick == 6 ? skin_of_ita(ita, start) : fit_skin(measured[fitzpatrick - 1], start);
}

double light_transmittance(const Skin& skin, double depth_mm) {
    check(skin);
    // Y weighs the wavelengths as the illuminance does in which the light dose is counted.
    const auto surface = fluence<wavelength_count>(skin, visible(), 0),
               inside = fluence<wavelength_count>(skin, visible(), depth_mm);
    Spectrum ratio;
    for (int w = 0; w < wavelength_count; ++w) ratio[w] = inside[w] / surface[w];
    return xyz_of_reflectance(ratio).y;
}

double fluence_ratio(const Skin& skin, double wavelength_nm, double depth_mm) {
    check(skin);
    if (!(wavelength_nm >= 300 && wavelength_nm <= 700))
        throw Error("wavelength is " + std::to_string(wavelength_nm) + " nm, allowed is 300..700 nm");
    Skin seen = skin;
    if (wavelength_nm < 400) seen.melanin_fraction = std::min(seen.melanin_fraction, .10);
    return fluence<1>(seen, {tissue_spectrum(wavelength_nm)}, depth_mm)[0];
}

Skin fit_skin(Lab reading, const Skin& start) {
    check(start);
    // Unknowns: ln melanin, ln blood, saturation, ln scatter scale, each within bounds. Residuals: L*, a*, b*
    // in units of `lab_sd`, then the two priors in units of theirs.
    constexpr int unknowns = 4, residuals = 5;
    constexpr double lab_sd = .2, saturation_sd = .15, scatter_sd = .12, step = 1e-4;
    using Point = std::array<double, unknowns>;
    using Residual = std::array<double, residuals>;
    const Point low{std::log(least_melanin), std::log(1e-3), 0, std::log(.5)},
        high{std::log(most_melanin), std::log(.2), 1, std::log(4.)};
    const auto skin_at = [&](const Point& p) {
        Skin skin = start;
        skin.melanin_fraction = std::exp(p[0]);
        skin.blood_fraction = std::exp(p[1]);
        skin.blood_saturation = p[2];
        skin.scatter_scale = std::exp(p[3]);
        return skin;
    };
    const auto residual_at = [&](const Point& p) -> Residual {
        const Lab lab = measured_colour(skin_at(p));
        return {(lab.lightness - reading.lightness) / lab_sd, (lab.a - reading.a) / lab_sd,
                (lab.b - reading.b) / lab_sd, (p[2] - start.blood_saturation) / saturation_sd,
                (p[3] - std::log(start.scatter_scale)) / scatter_sd};
    };
    const auto square = [](const Residual& r) {
        double sum = 0;
        for (double value : r) sum += value * value;
        return sum;
    };
    const auto inside = [&](Point p) {
        for (int i = 0; i < unknowns; ++i) p[i] = std::clamp(p[i], low[i], high[i]);
        return p;
    };
    // The reading's own ITA, because far from the answer the slopes lead astray.
    Point point = inside({std::log(melanin_fraction_of_ita(ita_deg(reading))), std::log(start.blood_fraction),
                          start.blood_saturation, std::log(start.scatter_scale)});
    Residual residual = residual_at(point);
    double damping = 1e-2;
    for (int iteration = 0; iteration < 40 && damping < 1e8; ++iteration) {
        std::array<Residual, unknowns> slope;
        Point move{};
        for (int i = 0; i < unknowns; ++i) {
            Point moved = point;
            const double inward = point[i] + step > high[i] ? -step : step;
            moved[i] += inward;
            slope[i] = residual_at(moved);
            for (int k = 0; k < residuals; ++k) {
                slope[i][k] = (slope[i][k] - residual[k]) / inward;
                move[i] -= slope[i][k] * residual[k];
            }
            // Against its bound an unknown rests, and the others move as if it were known.
            if ((point[i] >= high[i] && move[i] > 0) || (point[i] <= low[i] && move[i] < 0))
                slope[i] = {}, move[i] = 0;
        }
        std::array<Point, unknowns> normal{};
        for (int i = 0; i < unknowns; ++i)
            for (int k = 0; k < residuals; ++k)
                for (int j = 0; j < unknowns; ++j) normal[i][j] += slope[i][k] * slope[j][k];
        for (int i = 0; i < unknowns; ++i) normal[i][i] = normal[i][i] * (1 + damping) + 1e-9;
        solve<unknowns>(normal, move);
        Point next = point;
        for (int i = 0; i < unknowns; ++i) next[i] += std::clamp(move[i], -1., 1.);
        next = inside(next);
        const Residual tried = residual_at(next);
        const double gain = square(residual) - square(tried);
        if (!(gain >= 0)) {
            damping *= 10;
            continue;
        }
        point = next, residual = tried, damping = std::max(damping / 10, 1e-9);
        if (gain < 1e-8 * (1 + square(tried))) break;
    }
    return skin_at(point);
}

}  // namespace fadecast
