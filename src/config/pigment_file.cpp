// Reads a pigment: components, their optics per mass and how fast they bleach.

#include "config/inks.hpp"
#include "config/units.hpp"
#include "config/validate.hpp"

#include <fmt/format.h>

#include <cmath>

namespace fadecast {
namespace {

PigmentComponent read_component(const Section& entry) {
    PigmentComponent component;
    component.material = *entry.text("material");
    component.mass_share = *entry.number("mass_share");
    component.density_ng_per_mm3 = *entry.number("density") * to_internal("g/cm3");
    component.particle_diameter_nm = *entry.number("particle_diameter");
    component.particle_gsd = entry.number("particle_gsd").value_or(1);
    component.bleaching_per_year = *entry.number("bleaching");
    component.bleaching_gsd = *entry.number("bleaching_gsd");

    const Section& spectrum = entry.table("spectrum");
    component.wavelength_nm = spectrum.numbers("wavelength");
    const auto& wavelength_nm = component.wavelength_nm;
    if (wavelength_nm.size() < 7 || wavelength_nm.front() > 400 || wavelength_nm.back() < 700)
        fail(spectrum.where_of("wavelength"),
             fmt::format(
                 "wavelength has {} values; expected at least 7, from 400 nm or below to 700 nm or above",
                 wavelength_nm.size()));
    for (std::size_t i = 1; i < wavelength_nm.size(); ++i)
        if (wavelength_nm[i] <= wavelength_nm[i - 1])
            fail(spectrum.where_of("wavelength"),
                 fmt::format("wavelength {} nm follows {} nm; they must ascend", wavelength_nm[i],
                             wavelength_nm[i - 1]));
    const double mm2_per_ng = to_internal("cm2/g");
    const auto per_mass = [&](const char* key) {
        std::vector<double> values = spectrum.numbers(key);
        if (values.size() != wavelength_nm.size())
            fail(spectrum.where_of(key), fmt::format("{} has {} values for {} wavelengths; expected one each",
                                                     key, values.size(), wavelength_nm.size()));
        for (double& value : values) value *= mm2_per_ng;
        return values;
    };
    component.absorption_mm2_per_ng = per_mass("absorption");
    component.scattering_mm2_per_ng = per_mass("scattering");
    return component;
}

}  // namespace

Pigment read_pigment(const std::filesystem::path& file) {
    const Section entry = validate(read_toml(file), "pigment");
    Pigment pigment;
    pigment.id = file.stem().string();
    pigment.name = *entry.text("name");
    pigment.file = file.string();
    pigment.standard_mass_fraction = *entry.number("standard_mass_fraction");
    try {
        pigment.standard_water_per_pigment = water_per_pigment(*entry.text("standard_dilution"));
    } catch (const Error& error) {
        fail(entry.where_of("standard_dilution"), error.what());
    }
    double shares = 0;
    for (const Section& component : entry.tables("component")) {
        pigment.components.push_back(read_component(component));
        shares += pigment.components.back().mass_share;
    }
    if (std::abs(shares - 1) > 1e-6)  // written with a few digits, so only rounding is forgiven
        fail(entry.where_of("component"),
             fmt::format("the mass shares of the {} components sum to {:.4g}; they must sum to 1",
                         pigment.components.size(), shares));
    return pigment;
}

}  // namespace fadecast
