#pragma once
// The registry: every sampled quantity of the model, with unit, prior, evidence and source. It drives the
// validator of `[parameters]` in client files, --set, `fadecast params`, the JSON Schema and the draws of
// virtual clients.

#include <array>
#include <string_view>

namespace fadecast {

/// How well a number is known. `recalled` was quoted from the literature and not read again.
enum class Evidence { measured, reported, derived, recalled, assumed };

/// What varies together: the whole person, each dot alone, or 70 % of the variance per person and 30 % per
/// dot.
enum class Level { person, dot, mixed };

/// A prior, as a law and its arguments in the parameter's unit.
struct Prior {
    enum class Law {
        fixed,       ///< a
        lognormal,   ///< median a, geometric standard deviation b
        normal,      ///< mean a, standard deviation b
        triangular,  ///< low a, mode b, high c
        uniform,     ///< from a to b
        loguniform,  ///< the same of the logarithm
        beta,        ///< shape a, shape b (integers)
    };
    Law law;
    double a, b, c;
};

struct ParameterInfo {
    std::string_view name;  ///< as in [parameters] and --set
    std::string_view unit;  ///< of every number in this row; "1" when dimensionless
    Prior prior;            ///< of a virtual client or dot
    double nominal;         ///< of the nominal lane: medians of lognormals, modes of triangles
    double low, high;       ///< what may be entered; draws are clipped to it
    Level level;
    Evidence evidence;
    std::string_view source;
    std::string_view meaning;
};

/// Positions in the registry, in its order.
enum class Parameter : int {
    needle_width,
    deposit_bottom,
    epidermis_thickness,
    skin_thickness,
    pigment_mass_fraction,
    stain_fwhm,
    column_fwhm,
    dot_density,
    drop_out_share,
    blowout_probability,
    blowout_sigma,
    blowout_share,
    exudate_share,
    pore_half_life,
    scab_fall_day,
    epidermal_turnover,
    uptake_half_time,
    escape_probability,
    labile_share,
    labile_half_life,
    slow_clearance,
    permanent_share,
    permanent_clearance,
    spread,
    vertical_spread_ratio,
    healed_optical_depth,
    light_dose,
    uv_clearance,
    bleaching_scale,
    release_surge,
    aggregated_efficiency,
    milky_scattering,
    blood_fraction,
    blood_saturation,
    scatter_scale,
    session_interval,
    model_error,
    model_error_drift,
    fragmented_share,
    fragment_diameter,
    hair_diameter,
    hair_growth,
    greying_rate,
    loss_rate,
    count
};

inline constexpr int parameter_count = int(Parameter::count);

const std::array<ParameterInfo, parameter_count>& registry();
inline const ParameterInfo& info(Parameter parameter) { return registry()[int(parameter)]; }

/// The value of a prior below which the share `probability` of the draws lies, clipped to low..high. In the
/// prior's unit.
double quantile(const Prior& prior, double low, double high, double probability);

/// The same of a row, clipped to its range, in its unit.
double quantile(const ParameterInfo& parameter, double probability);

}  // namespace fadecast
