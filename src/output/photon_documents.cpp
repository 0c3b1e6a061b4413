// Totals of photons as JSON and as a table.

#include "output/photon_documents.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace fadecast::output {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

struct Total {
    const char* name;
    const char* words;
    Estimate PhotonResult::*estimate;
};
constexpr Total totals[] = {
    {"specular", "reflected on arrival", &PhotonResult::specular},
    {"diffuse_reflectance", "diffusely reflected", &PhotonResult::diffuse_reflectance},
    {"transmittance", "transmitted", &PhotonResult::transmittance},
    {"absorbed", "absorbed", &PhotonResult::absorbed}};
constexpr Total by_pigment{"absorbed_by_pigment", "  of it by pigment", &PhotonResult::absorbed_by_pigment};

}  // namespace

std::string photons_json(const PhotonRun& run) {
    const PhotonResult& result = run.result;
    Json values, errors, layers = Json::array(), layer_errors = Json::array();
    const auto add = [&](const Total& total) {
        values[total.name] = number((result.*total.estimate).value);
        errors[total.name] = number((result.*total.estimate).standard_error);
    };
    for (const Total& total : totals) add(total);
    if (!run.setup.pigment.empty()) add(by_pigment);
    for (const Estimate& layer : result.absorbed_by_layer) {
        layers.push_back(number(layer.value));
        layer_errors.push_back(number(layer.standard_error));
    }
    values["absorbed_by_layer"] = layers;
    errors["absorbed_by_layer"] = layer_errors;

    Json json = {{"photons", result.photons}, {"seconds", result.seconds}};
    json.update(values);
    json["standard_error"] = errors;
    json["seed"] = run.seed;
    json["device"] = run.device;
    return json.dump(2);
}

std::string photons_table(const PhotonRun& run) {
    const PhotonResult& result = run.result;
    std::string text;
    const auto line = [&](const std::string& words, const Estimate& estimate) {
        text += fmt::format("{:<24}{:10.6f} ± {:.6f}\n", words, estimate.value, estimate.standard_error);
    };
    for (const Total& total : totals) line(total.words, result.*total.estimate);
    if (!run.setup.pigment.empty()) line(by_pigment.words, result.*by_pigment.estimate);
    for (std::size_t i = 0; i < result.absorbed_by_layer.size(); ++i)
        line(fmt::format("  of it in layer {}", i + 1), result.absorbed_by_layer[i]);
    return text + fmt::format("{} photons in {:.2f} s, {:.3g} per second; ± is one standard error",
                              result.photons, result.seconds, double(result.photons) / result.seconds);
}

}  // namespace fadecast::output
