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

Json whole_window(const Forecast& forecast, const Window& window) {
    constexpr const char* limits[limit_count] = {"contrast", "width", "realism", "greying", "loss"};
    Json ended;
    for (int limit = 0; limit < limit_count; ++limit) ended[limits[limit]] = rounded(window.ended_by[limit]);
    return {{"earliest", window_month(forecast, window.earliest)},
            {"best", window_month(forecast, window.best)},
            {"latest", window_month(forecast, window.latest)},
            {"probability_inside_best", rounded(window.probability_inside_best)},
            {"ended_by", ended}};
}

Json monthly(const Forecast& forecast, const Window& window) {
    Json months = Json::array();
    for (int number = 0; number < int(window.inside.size()); ++number)
        months.push_back(month(forecast, number));
    return {{"month", months},
            {"earliest_passed", rounded(window.earliest_passed)},
            {"latest_passed", rounded(window.latest_passed)},
            {"inside", rounded(window.inside)}};
}

Json visits(const Forecast& forecast) {
    const VisitPlan& plan = forecast.visits;
    if (plan.policies.empty()) return nullptr;
    Json policies = Json::array();
    for (const VisitPolicy& policy : plan.policies) {
        Json visited = Json::array();
        for (const int number : policy.months) visited.push_back(month(forecast, number));
        policies.push_back({{"name", policy.name},
                            {"visits", policy.months.size()},
                            {"months", visited},
                            {"ink", rounded(policy.strength)},
                            {"outside", rounded(policy.outside)},
                            {"outside_worst_month", rounded(policy.outside_worst)},
                            {"too_early", rounded(policy.too_early)},
                            {"merged", rounded(policy.merged)},
                            {"price", policy.price ? rounded(*policy.price) : Json(nullptr)},
                            {"hours", rounded(policy.hours)}});
    }
    return {{"horizon_year", rounded(plan.horizon_year)},
            {"probability", rounded(plan.probability)},
            {"kept", plan.kept},
            {"policies", policies},
            {"notes", plan.notes}};
}

Json advice(const Forecast& forecast) {
    Json what_ifs = Json::array(), next = Json::array();
    for (const WhatIf& what : forecast.what_ifs)
        what_ifs.push_back({{"name", what.name},
                            {"words", what.words},
                            {"still_open", what.still_open},
                            {"months", rounded(what.month)},
                            {"mean", rounded(what.mean)},
                            {"p80", {rounded(what.p80[0]), rounded(what.p80[1])}},
                            {"standard_error", rounded(what.standard_error)}});
    for (const NextObservation& each : forecast.next_observations)
        next.push_back({{"date", iso_date(each.date)},
                        {"kind", kind_name(each.kind)},
                        {"sd", rounded(each.sd)},
                        {"narrowing", rounded(each.narrowing)}});
    return {{"what_ifs", what_ifs}, {"next_observations", next}};
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
    plan["window"] = whole_window(forecast, window);
    plan["probability_inside_best"] = rounded(window.probability_inside_best);
    plan["lines"] = {{"early_contrast", rounded(window.early_line)},
                     {"late_contrast", rounded(window.late_line)},
                     {"pigment_fwhm_mm", rounded(window.fwhm_limit_mm)},
                     {"realism_of_best", rounded(window.realism_line)}};

    plan["monthly"] = monthly(forecast, window);
    Json zones = Json::object();
    for (const ZoneWindow& zone : forecast.zones) {
        zones[std::string(zone_name(zone.zone))] = whole_window(forecast, zone.window);
        zones[std::string(zone_name(zone.zone))]["light"] = rounded(zone.light);
        zones[std::string(zone_name(zone.zone))]["monthly"] = monthly(forecast, zone.window);
    }
    plan["zones"] = zones;
    plan["visits"] = visits(forecast);
    plan["advice"] = advice(forecast);
    plan["evidence"] = {{"observations", forecast.inputs.observations.size()},
                        {"effective_members", rounded(forecast.weights.effective)},
                        {"trust", rounded(forecast.weights.trust)},
                        {"misfit", rounded(forecast.weights.misfit)}};

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
    plan["members"] = forecast.weights.weight.size();
    plan["failed_members"] = forecast.failed.size();
    plan["assumed"] = forecast.inputs.assumed;
    plan["note"] = output::simulated_note;
    return plan.dump(1) + "\n";
}

}  // namespace fadecast
