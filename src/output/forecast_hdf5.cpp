// forecast.h5: every series, every member and the monthly probabilities, for xarray and h5py.

#include "output/documents.hpp"
#include "output/hdf5.hpp"

#include <fadecast/config.hpp>
#include <fadecast/parameters.hpp>

#include <algorithm>
#include <limits>
#include <numeric>

namespace fadecast::output {
namespace {

// Draws carry the unit of their row in the registry; the others follow from draws.
Description describe_scalar(const std::string& name) {
    for (const ParameterInfo& parameter : registry())
        if (parameter.name == name) return {std::string(parameter.unit), std::string(parameter.meaning)};
    if (name == "earliest_month")
        return {"1", "first month light enough to add ink, counted from day 0; NaN past the horizon"};
    if (name == "latest_month")
        return {"1", "first month that looks patchy, counted from day 0; NaN past the horizon"};
    if (name == "weight") return {"1", "how much the member counts after what was observed; the sum is 1"};
    if (name == "implied_ink_volume")
        return {"nL", "diluted ink per dot that the draws imply; shows consistency, not an input"};
    if (name == "macrophage_lifetime")
        return {"year", "half-life of pigment in a macrophage, implied by the draws"};
    if (name == "hop_length") return {"mm", "mean way of pigment between two macrophages, implied"};
    return {"1", name};
}

}  // namespace

std::string forecast_hdf5(const Forecast& forecast, const Provenance& provenance) {
    Hdf5File file("forecast.h5");
    file.attribute("title", "Fadecast forecast of client " + forecast.inputs.id);
    add_provenance(file, plan_format_version, forecast.inputs, forecast.device, provenance);
    file.attribute("early_contrast_line", forecast.window.early_line);
    file.attribute("late_contrast_line", forecast.window.late_line);
    file.attribute("pigment_fwhm_limit_mm", forecast.window.fwhm_limit_mm);
    file.attribute("realism_line_of_best", forecast.window.realism_line);
    file.attribute("sentence", window_sentence(forecast));
    file.attribute("effective_members", forecast.weights.effective);
    file.attribute("trust_in_observations", forecast.weights.trust);
    file.attribute("numerical_error_contrast", forecast.numerical_error.contrast);
    file.attribute("numerical_error_retained_mass", forecast.numerical_error.retained_mass);

    if (forecast.light) {
        file.attribute("ambient_light_mlx_h_per_year", forecast.light->ambient_mlx_h);
        file.attribute("personal_light_mlx_h_per_year", forecast.light->personal_mlx_h);
        file.attribute("personal_erythemal_dose_sed_per_year", forecast.light->personal_sed);
        file.attribute("highest_uv_index", forecast.light->highest_uv_index);
    }

    const std::string since = "days since " + iso_date(forecast.day0) + " 00:00:00";
    file.dimension("time", forecast.time_day,
                   {since, "time of the series; day 0 is the last initial session"});
    file.attribute("calendar", "proleptic_gregorian", "time");
    file.variable("time_day", {"time"}, forecast.time_day, {"day", "days from the last initial session"});
    file.dimension("quantile", band_quantiles, {"1", "share of the members below"});
    std::vector<int> months(forecast.window.inside.size()), members(forecast.weights.weight.size());
    std::iota(months.begin(), months.end(), 0);
    std::iota(members.begin(), members.end(), 0);
    file.dimension("month", months, {"1", "calendar months from the last initial session"});
    file.dimension("member", members, {"1", "virtual client"});

    std::vector<double> month_date;
    for (const int month : months)
        month_date.push_back(days_between(forecast.day0, forecast.month_date(month)));
    file.variable("month_date", {"month"}, month_date, {since, "day to which the month's values belong"});
    file.attribute("calendar", "proleptic_gregorian", "month_date");
    file.variable("earliest_passed", {"month"}, forecast.window.earliest_passed,
                  {"1", "probability that the dots are light enough to add ink by this month"});
    file.variable("latest_passed", {"month"}, forecast.window.latest_passed,
                  {"1", "probability that the scalp looks patchy by this month"});
    file.variable("inside", {"month"}, forecast.window.inside,
                  {"1", "probability that this month lies inside the window"});

    if (!forecast.zones.empty()) {
        std::vector<double> opened, passed, within, light;
        std::vector<int> zone;
        std::string names;
        for (const ZoneWindow& each : forecast.zones) {
            zone.push_back(int(each.zone));
            names += (names.empty() ? "" : " ") + std::string(zone_name(each.zone));
            light.push_back(each.light);
            const auto add = [](auto& to, const auto& from) {
                to.insert(to.end(), from.begin(), from.end());
            };
            add(opened, each.window.earliest_passed);
            add(passed, each.window.latest_passed);
            add(within, each.window.inside);
        }
        file.dimension("zone", zone, {"1", "part of the scalp, in order: " + names});
        file.variable("zone_light", {"zone"}, light, {"1", "sunlight relative to a horizontal scalp"});
        file.variable("zone_earliest_passed", {"zone", "month"}, opened, {"1", "as earliest_passed"});
        file.variable("zone_latest_passed", {"zone", "month"}, passed, {"1", "as latest_passed"});
        file.variable("zone_inside", {"zone", "month"}, within, {"1", "as inside"});
    }
    if (!forecast.inputs.observations.empty()) {
        std::vector<double> day, value, sd;
        std::vector<double> kind, zone;
        std::vector<int> number;
        for (const Observation& each : forecast.inputs.observations) {
            number.push_back(int(number.size()));
            day.push_back(days_between(forecast.day0, each.date));
            kind.push_back(int(each.kind));
            value.push_back(each.value);
            sd.push_back(each.sd);
            zone.push_back(each.zone ? int(*each.zone) : -1);
        }
        file.dimension("observation", number, {"1", "what was observed, in order of date"});
        file.variable("observed_day", {"observation"}, day, {"day", "from the last session"});
        file.variable("observed_kind", {"observation"}, kind,
                      {"1", "0 contrast, 1 grade, 2 colour difference"});
        file.variable("observed_value", {"observation"}, value, {"1", "in the scale of its kind"});
        file.variable("observed_sd", {"observation"}, sd,
                      {"1", "standard deviation, of contrast for a grade"});
        file.variable("observed_zone", {"observation"}, zone,
                      {"1", "hairline 0, temples 1, top 2, crown 3, sides 4, the whole -1"});
    }

    for (const Series& series : forecast.series) {
        std::vector<double> values;
        for (const auto& band : series.quantiles) values.insert(values.end(), band.begin(), band.end());
        file.variable(series.name, {"quantile", "time"}, values, {series.unit, series.meaning});
    }
    for (const MemberSeries& series : forecast.members) {
        std::vector<float> values = series.values;
        const std::size_t times = forecast.time_day.size();
        for (const int member : forecast.failed)  // what little of it is finite means nothing
            std::fill_n(values.begin() + member * times, times, std::numeric_limits<float>::quiet_NaN());
        file.variable("member_" + series.name, {"member", "time"}, values,
                      {series.unit, series.meaning + ", each member; NaN where it could not be computed"});
    }
    for (const auto& [name, values] : forecast.member_scalars)
        file.variable(name, {"member"}, values, describe_scalar(name));
    return file.bytes();
}

}  // namespace fadecast::output
