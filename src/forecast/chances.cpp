// Every parameter has one latent standard normal, of which a share belongs to the person and the rest to the
// dot; its prior's quantile function makes the value. Correlations act on the latent normals.

#include "chances.hpp"

#include <dose.hpp>
#include <random.hpp>

#include <algorithm>
#include <cmath>

namespace fadecast {
namespace {

using enum Parameter;

constexpr double person_share = 0.7;  // of the log-variance of what varies by person and by dot; assumed

double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

Draws normals(std::uint64_t seed, Purpose purpose, int index) {
    Random random(seed, purpose, std::uint32_t(index));
    Draws z;
    for (double& value : z) value = standard_normal(random);
    return z;
}

double triangular(double u, const CovariateEffect& e) {
    return quantile({Prior::Law::triangular, e.low, e.mode, e.high}, e.low, e.high, u);
}

/// The latent normal of a dot: the person's part and the dot's, by the parameter's level.
double latent(Parameter p, const Chances& person, const Draws& dot) {
    const double zp = person.z[int(p)], zd = dot[int(p)];
    switch (info(p).level) {
        case Level::person:
            return zp;
        case Level::dot:
            return zd;
        default:
            return std::sqrt(person_share) * zp + std::sqrt(1 - person_share) * zd;
    }
}

/// The latent normal that a value of a prior stands for.
double latent_of_value(const ParameterInfo& row, double value) {
    double low = -6, high = 6;
    for (int k = 0; k < 50; ++k) {
        const double middle = 0.5 * (low + high);
        (quantile(row, normal_cdf(middle)) < value ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

}  // namespace

Chances draw_chances(const Case& client, int person) {
    Chances chances;
    chances.nominal = person == 0;
    const std::uint64_t seed = client.forecast.seed;
    if (!chances.nominal) chances.z = normals(seed, Purpose::person, person);
    Random random(seed, Purpose::covariate, std::uint32_t(person));
    const double bleaching = standard_normal(random), melanin = standard_normal(random);
    if (!chances.nominal) chances.bleaching = bleaching, chances.melanin = melanin;
    for (const CovariateEffect& effect : covariate_effects) {
        const double u = random.uniform();
        if (effect.holds(client))
            chances.factor[int(effect.target)] *= chances.nominal ? effect.mode : triangular(u, effect);
    }
    return chances;
}

Skin skin_of(const Case& client, const Chances& chances, const Draws& drawn, const Skin& read) {
    const auto value = [&](Parameter p) { return drawn[int(p)]; };
    const auto relative = [&](Parameter p) { return value(p) / info(p).nominal; };
    Skin skin = read;
    skin.epidermis_mm = value(epidermis_thickness);
    skin.thickness_mm = value(skin_thickness);
    if (!client.skin.lab) {
        const double shift = value(blood_saturation) - info(blood_saturation).nominal;
        skin.blood_fraction *= relative(blood_fraction);
        skin.blood_saturation = std::clamp(skin.blood_saturation + shift, 0., 1.);
        skin.scatter_scale *= relative(scatter_scale);
    }
    if (client.fixed.contains(blood_fraction)) skin.blood_fraction = value(blood_fraction);
    if (client.fixed.contains(blood_saturation)) skin.blood_saturation = value(blood_saturation);
    if (client.fixed.contains(scatter_scale)) skin.scatter_scale = value(scatter_scale);
    const double sd_deg = client.skin.lab       ? 0
                          : client.skin.ita_deg ? 2
                                                : 6;  // of a reading, of a type; assumed
    return skin_of_ita(ita_deg(measured_colour(read)) + sd_deg * chances.melanin, skin);
}

Draws values_of(const Case& client, const Session& session, const Chances& chances, const Draws& dot_z,
                bool nominal) {
    Draws z, value;
    for (int p = 0; p < parameter_count; ++p) z[p] = latent(Parameter(p), chances, dot_z);
    const auto at = [](Parameter p) { return int(p); };

    // Deeper goes with wider and with blowouts; a wider needle with a wider column. What was entered replaces
    // the draw.
    const double shift = session.stated_depth_mm ? std::log(bottom_factor(*session.stated_depth_mm)) : 0;
    const auto entered = [&](Parameter p) -> std::optional<double> {
        const auto found = client.fixed.find(p);
        if (found != client.fixed.end()) return latent_of_value(info(p), found->second);
        if (p == needle_width && session.needle_width_mm)
            return latent_of_value(info(p), *session.needle_width_mm);
        return std::nullopt;
    };
    const double z_depth =
        entered(deposit_bottom)
            .value_or(z[at(deposit_bottom)] + shift / std::log(info(deposit_bottom).prior.b));
    const double z_needle = entered(needle_width).value_or(z[at(needle_width)]);
    z[at(column_fwhm)] =
        0.4 * z_needle + 0.5 * z_depth + std::sqrt(1 - 0.4 * 0.4 - 0.5 * 0.5) * z[at(column_fwhm)];
    z[at(blowout_probability)] = 0.5 * z_depth + std::sqrt(1 - 0.5 * 0.5) * z[at(blowout_probability)];

    for (int p = 0; p < parameter_count; ++p) {
        const ParameterInfo& row = registry()[p];
        const bool shifted = p == at(column_fwhm) || p == at(blowout_probability);
        value[p] = nominal && !shifted ? row.nominal : quantile(row, normal_cdf(z[p]));
    }
    value[at(deposit_bottom)] =
        std::min(value[at(deposit_bottom)] * std::exp(shift), info(deposit_bottom).high);
    if (session.needle_width_mm) value[at(needle_width)] = *session.needle_width_mm;

    using Target = CovariateEffect::Target;
    value[at(spread)] *= chances.on(Target::spread);
    value[at(slow_clearance)] *= chances.on(Target::clearance);
    value[at(labile_share)] = std::min(.6, value[at(labile_share)] * chances.on(Target::labile_share));
    value[at(epidermal_turnover)] *= chances.on(Target::turnover);
    value[at(exudate_share)] = 1 - (1 - value[at(exudate_share)]) * chances.on(Target::retention);
    for (const auto& [p, entered] : client.fixed) value[at(p)] = entered;
    return value;
}

}  // namespace fadecast
