// Setups from what the rest of the program knows: skin, columns of pigment, the mesh of a dot.

#include <fadecast/photons.hpp>

#include "skin_optics.hpp"

#include <algorithm>
#include <cmath>

namespace fadecast {

PhotonSetup photons_in_skin(const Skin& skin, double wavelength_nm) {
    if (!(wavelength_nm >= 300 && wavelength_nm <= 800))
        throw Error("wavelength is " + std::to_string(wavelength_nm) + " nm, allowed is 300..800 nm");
    Skin seen = skin;
    if (wavelength_nm < 400) seen.melanin_fraction = std::min(seen.melanin_fraction, .10);
    const TissueSpectrum tissue = tissue_spectrum(wavelength_nm);
    const auto layer = [&](bool epidermis, double thickness_mm) {
        return OpticalLayer{
            .refractive_index = skin_refractive_index,
            .absorption_per_mm = epidermis
                                     ? epidermis_absorption(tissue, melanin_in_epidermis(seen))
                                     : dermis_absorption(tissue, seen.blood_fraction, seen.blood_saturation),
            .scattering_per_mm = reduced_scattering(tissue, seen, epidermis) / (1 - tissue.anisotropy),
            .anisotropy = tissue.anisotropy,
            .thickness_mm = thickness_mm};
    };
    PhotonSetup setup;
    setup.layers = {layer(true, skin.epidermis_mm), layer(false, OpticalLayer::infinite)};
    return setup;
}

PigmentField gaussian_column(double top_mm, double bottom_mm, double fwhm_mm, double optical_depth,
                             double scattering_depth, double step_mm) {
    if (!(bottom_mm > top_mm && fwhm_mm > 0 && step_mm > 0))
        throw Error("a column of pigment needs bottom > top, a width > 0 and a step > 0");
    const double height = bottom_mm - top_mm;
    const int n_z = std::max(1, int(std::lround(height / step_mm)));
    const int n_r = int(std::ceil(2.5 * fwhm_mm / step_mm));
    PigmentField field{.axisymmetric = true,
                       .cells = {n_r, 1, n_z},
                       .first_mm = {0, 0, top_mm},
                       .step_mm = {step_mm, 1, height / n_z},
                       .absorption_per_mm = {},
                       .scattering_per_mm = {}};
    for (int cell = 0; cell < n_r * n_z; ++cell) {
        const double profile = std::exp2(-std::pow(2 * (cell % n_r + .5) * step_mm / fwhm_mm, 2)) / height;
        field.absorption_per_mm.push_back(optical_depth * profile);
        field.scattering_per_mm.push_back(scattering_depth * profile);
    }
    return field;
}

PigmentField regular_pigment(const std::vector<double>& radius_faces_mm,
                             const std::vector<double>& depth_faces_mm,
                             const std::vector<double>& absorption_per_mm, double step_mm) {
    if (radius_faces_mm.size() < 2 || depth_faces_mm.size() < 2 || !(step_mm > 0) ||
        absorption_per_mm.size() != (radius_faces_mm.size() - 1) * (depth_faces_mm.size() - 1))
        throw Error("a pigment field needs one value per ring and slice, and a step > 0");
    const std::size_t from_r = radius_faces_mm.size() - 1, from_z = depth_faces_mm.size() - 1;
    const double first_z = depth_faces_mm.front();
    const int n_r = int(std::ceil(radius_faces_mm.back() / step_mm - 1e-9));
    const int n_z = int(std::ceil((depth_faces_mm.back() - first_z) / step_mm - 1e-9));
    PigmentField field{.axisymmetric = true,
                       .cells = {n_r, 1, n_z},
                       .first_mm = {0, 0, first_z},
                       .step_mm = {step_mm, 1, step_mm},
                       .absorption_per_mm = std::vector<double>(std::size_t(n_r) * n_z),
                       .scattering_per_mm = {}};
    // Overlap of areas in r^2 and of lengths in z.
    const auto overlap = [](double a, double b, double c, double d) {
        return std::max(0., std::min(b, d) - std::max(a, c));
    };
    for (int k = 0; k < n_z; ++k)
        for (std::size_t z = 0; z < from_z; ++z) {
            const double height = overlap(first_z + k * step_mm, first_z + (k + 1) * step_mm,
                                          depth_faces_mm[z], depth_faces_mm[z + 1]) /
                                  step_mm;
            if (height == 0) continue;
            for (int i = 0; i < n_r; ++i)
                for (std::size_t r = 0; r < from_r; ++r) {
                    const double inner = radius_faces_mm[r], outer = radius_faces_mm[r + 1];
                    const double area = overlap(std::pow(i * step_mm, 2), std::pow((i + 1) * step_mm, 2),
                                                inner * inner, outer * outer) /
                                        ((2 * i + 1) * step_mm * step_mm);
                    field.absorption_per_mm[std::size_t(k) * n_r + i] +=
                        height * area * absorption_per_mm[z * from_r + r];
                }
        }
    return field;
}

}  // namespace fadecast
