// The skin that a client's reading tells of.

#include <fadecast/config.hpp>
#include <fadecast/population.hpp>

#include <fmt/format.h>

#include <cmath>

namespace fadecast {

Skin skin_as_read(const SkinReading& reading, std::vector<std::string>& assumed) {
    Skin typical;
    typical.epidermis_mm = info(Parameter::epidermis_thickness).nominal;
    typical.thickness_mm = info(Parameter::skin_thickness).nominal;
    typical.blood_fraction = info(Parameter::blood_fraction).nominal;
    typical.blood_saturation = info(Parameter::blood_saturation).nominal;
    typical.scatter_scale = info(Parameter::scatter_scale).nominal;
    if (reading.ita_deg && !reading.lab) {
        const Skin skin = skin_of_ita(*reading.ita_deg, typical);
        if (const double ita = ita_deg(measured_colour(skin)); std::abs(ita - *reading.ita_deg) > 1)
            assumed.push_back(
                fmt::format("An ITA of {:g} degrees is unusual; the nearest that the model's skin has, "
                            "{:.0f}, stands for it.",
                            *reading.ita_deg, ita));
        return skin;
    }
    if (!reading.lab) return skin_of_type(reading.fitzpatrick.value_or(3), typical);
    const Skin fitted = fit_skin(*reading.lab, typical);
    const double miss = delta_e00(measured_colour(fitted), *reading.lab);
    const auto [lightness, a, b] = *reading.lab;
    const std::string colour = fmt::format("L*a*b* {:g}, {:g}, {:g}", lightness, a, b);
    if (miss > 5)
        throw DomainError(
            fmt::format("skin colour {} is none that skin has (the nearest is delta E {:.0f} away); measure "
                        "bare, calm skin under D65, or enter a Fitzpatrick type",
                        colour, miss));
    if (miss > 1.5)
        assumed.push_back("Skin colour " + colour +
                          " is unusual; the nearest skin the model knows stands for it.");
    return fitted;
}

}  // namespace fadecast
