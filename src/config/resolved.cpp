// A Case as JSON, complete enough to see what a result rests on.

#include "config/units.hpp"

#include <fadecast/config.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace fadecast {
namespace {

using Json = nlohmann::ordered_json;

template <typename T>
Json or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json pigment_json(const Pigment& pigment) {
    const double mm2_per_ng = to_internal("cm2/g");
    const auto in_cm2_per_g = [&](std::vector<double> values) {
        for (double& value : values) value /= mm2_per_ng;
        return values;
    };
    Json components = Json::array();
    for (const PigmentComponent& part : pigment.components)
        components.push_back({{"material", part.material},
                              {"mass_share", part.mass_share},
                              {"density_g_per_cm3", part.density_ng_per_mm3 / to_internal("g/cm3")},
                              {"particle_diameter_nm", part.particle_diameter_nm},
                              {"particle_gsd", part.particle_gsd},
                              {"bleaching_per_year", part.bleaching_per_year},
                              {"bleaching_gsd", part.bleaching_gsd},
                              {"wavelength_nm", part.wavelength_nm},
                              {"absorption_cm2_per_g", in_cm2_per_g(part.absorption_mm2_per_ng)},
                              {"scattering_cm2_per_g", in_cm2_per_g(part.scattering_mm2_per_ng)}});
    return {{"name", pigment.name},
            {"standard_water_per_pigment", pigment.standard_water_per_pigment},
            {"standard_mass_fraction", pigment.standard_mass_fraction},
            {"components", components}};
}

Json skin_json(const Case& client) {
    const SkinReading& skin = client.skin;
    const Covariates& covariates = client.covariates;
    constexpr const char* oils[] = {"dry", "normal", "oily"};
    return {{"lab", skin.lab ? Json{skin.lab->lightness, skin.lab->a, skin.lab->b} : Json(nullptr)},
            {"ita_deg", or_null(skin.ita_deg)},
            {"fitzpatrick", or_null(skin.fitzpatrick)},
            {"oil", oils[int(covariates.oil)]},
            {"flaky", covariates.flaky},
            {"scar", covariates.scar},
            {"irradiated", covariates.irradiated},
            {"retinoid", covariates.retinoid},
            {"smoking", covariates.smoking}};
}

Json hair_json(const Hair& hair) {
    if (!hair.entered) return nullptr;
    constexpr const char* colours[] = {"black", "dark brown", "brown", "light brown", "blond", "red"};
    constexpr const char* descents[] = {"african", "caucasian", "asian"};
    return {{"colour", colours[int(hair.colour)]}, {"descent", descents[int(hair.descent)]},
            {"grey_share", hair.grey_share},       {"norwood", or_null(hair.norwood)},
            {"ludwig", or_null(hair.ludwig)},      {"areata", hair.areata_share},
            {"shaved_day", hair.shaved_day}};
}

Json sun_json(const Sun& sun) {
    return {{"latitude_deg", or_null(sun.latitude_deg)},
            {"outdoor_summer_h_per_week", or_null(sun.outdoor_summer_h_per_week)},
            {"outdoor_winter_h_per_week", or_null(sun.outdoor_winter_h_per_week)},
            {"hours", sun.work_day.share},
            {"days_off", sun.day_off.share},
            {"hat", sun.hat_share},
            {"sunscreen", sun.sunscreen_share},
            {"tanning_bed_per_year", sun.tanning_bed_per_year}};
}

Json observation_json(const Observation& seen) {
    const auto lab = [](const std::optional<Lab>& colour) {
        return colour ? Json{colour->lightness, colour->a, colour->b} : Json(nullptr);
    };
    return {{"date", iso_date(seen.date)},
            {"kind", kind_name(seen.kind)},
            {"value", seen.value},
            {"sd", seen.sd},
            {"zone", seen.zone ? Json(zone_name(*seen.zone)) : Json(nullptr)},
            {"lab", lab(seen.lab)},
            {"skin_lab", lab(seen.skin_lab)},
            {"source", seen.source}};
}

}  // namespace

std::string resolved_inputs(const Case& client) {
    constexpr const char* styles[] = {"crisp", "standard", "soft"};
    constexpr const char* accuracies[] = {"draft", "standard", "reference"};
    Json sessions = Json::array(), lasers = Json::array(), observations = Json::array(),
         pigments = Json::object(), parameters = Json::object();
    for (const Session& session : client.sessions) {
        sessions.push_back({{"date", iso_date(session.date)},
                            {"pigment", session.pigment.id},
                            {"water_per_pigment", or_null(session.water_per_pigment)},
                            {"shade", session.shade},
                            {"needle_width_mm", or_null(session.needle_width_mm)},
                            {"stated_depth_mm", or_null(session.stated_depth_mm)},
                            {"density_share", session.density_share},
                            {"again_share", session.again_share}});
        pigments[session.pigment.id] = pigment_json(session.pigment);
    }
    for (const auto& [parameter, value] : client.fixed)
        parameters[std::string(info(parameter).name)] = {{"value", value}, {"unit", info(parameter).unit}};
    for (const Date& date : client.lasers) lasers.push_back(iso_date(date));
    for (const Observation& seen : client.observations) observations.push_back(observation_json(seen));
    const Json inputs = {
        {"id", client.id},
        {"file", std::filesystem::path(client.file).filename().string()},
        {"as_of", iso_date(client.as_of)},
        {"skin", skin_json(client)},
        {"hair", hair_json(client.hair)},
        {"zone", client.zone ? Json(zone_name(*client.zone)) : Json(nullptr)},
        {"sun", sun_json(client.sun)},
        {"look", {{"style", styles[int(client.style)]}, {"tolerance", or_null(client.tolerance)}}},
        {"aftercare",
         {{"scab_picked", client.aftercare.scab_picked},
          {"washed_early", client.aftercare.washed_early},
          {"sunned_early", client.aftercare.sunned_early}}},
        {"sessions", sessions},
        {"lasers", lasers},
        {"observations", observations},
        {"touch_up",
         {{"horizon_year", client.touch_up.horizon_year},
          {"probability", client.touch_up.probability},
          {"price", or_null(client.touch_up.price)},
          {"currency", client.touch_up.currency},
          {"visit_hour", client.touch_up.visit_hour}}},
        {"model_error_factor", client.model_error_factor},
        {"pigments", pigments},
        {"parameters", parameters},
        {"forecast",
         {{"members", client.forecast.members},
          {"dots", client.forecast.dots},
          {"seed", client.forecast.seed},
          {"horizon_year", client.forecast.horizon_year},
          {"accuracy", accuracies[int(client.forecast.accuracy)]}}},
        {"record", client.record},
        {"assumed", client.assumed}};
    return inputs.dump(2);
}

}  // namespace fadecast
