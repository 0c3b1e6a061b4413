// plan.json: the answer for machines, in bytes that depend on the inputs, the seed and the version only.

#include "output/documents.hpp"

#include <fadecast/config.hpp>
#include <fadecast/output.hpp>

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace fadecast {
namespace {

using Json = nlohmann::ordered_json;

// Six significant digits: more would pretend, and would differ where libraries of mathematics do.
Json rounded(double value) {
    if (!std::isfinite(value)) return nullptr;
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", value);
    return std::strtod(text, nullptr);
}

Json rounded(const std::vector<double>& values) {
    Json list = Json::array();
    for (const double value : values) list.push_back(rounded(value));
    return list;
}

Json month(const Forecast& forecast, std::optional<int> number) {
    if (!number) return nullptr;
    return iso_month(forecast.month_date(*number));
}

Json window_month(const Forecast& forecast, const WindowMonth& answer) {
    return {{"month", month(forecast, answer.month)},
            {"p50", {month(forecast, answer.p50[0]), month(forecast, answer.p50[1])}},
            {"p80", {month(forecast, answer.p80[0]), month(forecast, answer.p80[1])}},
            {"past_horizon", rounded(answer.past_horizon)}};
}

}  // namespace

std::string plan_json(const Forecast& forecast, const Provenance& provenance) {
    const Window& window = forecast.window;
    Json plan;
    plan["format"] = "fadecast plan";
    plan["format_version"] = output::plan_format_version;
    plan["version"] = provenance.version;
    plan["client"] = forecast.inputs.id;
    plan["as_of"] = iso_date(forecast.inputs.as_of);
    plan["day0"] = iso_date(forecast.day0);
    plan["sentence"] = window_sentence(forecast);
    plan["window"] = {{"earliest", window_month(forecast, window.earliest)},
                      {"best", window_month(forecast, window.best)},
                      {"latest", window_month(forecast, window.latest)}};
    plan["probability_inside_best"] = rounded(window.probability_inside_best);
    plan["lines"] = {{"early_contrast", rounded(window.early_line)},
                     {"late_contrast", rounded(window.late_line)},
                     {"pigment_fwhm_mm", rounded(window.fwhm_limit_mm)},
                     {"realism_of_best", rounded(window.realism_line)}};

    Json months = Json::array();
    for (int number = 0; number < int(window.inside.size()); ++number)
        months.push_back(month(forecast, number));
    plan["monthly"] = {{"month", months},
                       {"earliest_passed", rounded(window.earliest_passed)},
                       {"latest_passed", rounded(window.latest_passed)},
                       {"inside", rounded(window.inside)}};

    Json& series = plan["series"];
    series["time_day"] = rounded(forecast.time_day);
    for (const Series& quantity : forecast.series) {
        Json& bands = series[quantity.name];
        for (std::size_t band = 0; band < band_names.size(); ++band)
            bands[band_names[band]] = rounded(quantity.quantiles[band]);
    }
    plan["numerical_error"] = {{"contrast", rounded(forecast.numerical_error.contrast)},
                               {"retained_mass", rounded(forecast.numerical_error.retained_mass)}};
    plan["light"] = nullptr;
    if (forecast.light)
        plan["light"] = {{"ambient_mlx_h", rounded(forecast.light->ambient_mlx_h)},
                         {"personal_mlx_h", rounded(forecast.light->personal_mlx_h)},
                         {"personal_sed", rounded(forecast.light->personal_sed)},
                         {"highest_uv_index", rounded(forecast.light->highest_uv_index)}};
    plan["inputs"] = Json::parse(resolved_inputs(forecast.inputs));
    plan["seed"] = forecast.inputs.forecast.seed;
    plan["members"] = forecast.inputs.forecast.members;
    plan["failed_members"] = forecast.failed.size();
    plan["assumed"] = forecast.inputs.assumed;
    plan["note"] = output::simulated_note;
    return plan.dump(1) + "\n";
}

}  // namespace fadecast
