// What epidermis and dermis absorb and scatter, and which skins there can be.

#include "skin_optics.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>

namespace fadecast {

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
    {690, 276, 2051.96},     {700, 290, 1794.28},     {710, 314, 1540.48},   {720, 348, 1325.88},
    {730, 390, 1102.2},      {740, 446, 1115.88},     {750, 518, 1405.24},   {760, 586, 1548.52},
    {770, 650, 1311.88},     {780, 710, 1075.44},     {790, 756, 890.8},     {800, 816, 761.72}};

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

std::vector<TissueSpectrum> tissue_spectra(std::span<const double> wavelength_nm) {
    std::vector<TissueSpectrum> spectra;
    for (const double nm : wavelength_nm) {
        if (!(nm >= 300 && nm <= 800))
            throw Error("wavelength is " + std::to_string(nm) + " nm, allowed is 300..800 nm");
        spectra.push_back(tissue_spectrum(nm));
    }
    return spectra;
}

void check_skin(const Skin& skin) {
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

}  // namespace fadecast
