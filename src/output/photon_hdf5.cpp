// run.h5 of `fadecast photons`: totals, and where the light went.

#include "output/documents.hpp"
#include "output/hdf5.hpp"
#include "output/photon_documents.hpp"

#include <fadecast/archive.hpp>

#include <cmath>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace fadecast::output {
namespace {

std::vector<double> without_last(std::vector<double> faces) {
    faces.pop_back();
    return faces;
}

std::vector<double> widths(const std::vector<double>& faces) {
    std::vector<double> widths;
    for (std::size_t i = 1; i < faces.size(); ++i) {
        const double width = faces[i] - faces[i - 1];
        widths.push_back(std::isfinite(width) ? width : std::nan(""));
    }
    return widths;
}

void add_profile(Hdf5File& file, const std::string& name, const std::vector<std::string>& dimensions,
                 const Profile& profile, const Description& description) {
    if (profile.value.empty()) return;
    file.variable(name, dimensions, profile.value, description);
    file.variable(name + "_error", dimensions, profile.standard_error,
                  {description.units, "standard error of " + name});
}

Profile profile_of(const std::vector<Estimate>& estimates) {
    Profile profile;
    for (const Estimate& each : estimates) {
        profile.value.push_back(each.value);
        profile.standard_error.push_back(each.standard_error);
    }
    return profile;
}

void add_layers(Hdf5File& file, const std::vector<OpticalLayer>& layers) {
    std::vector<int> numbers(layers.size());
    std::iota(numbers.begin(), numbers.end(), 1);
    file.dimension("layer", numbers, {"1", "layer, counted from the surface down"});
    const auto add = [&](const std::string& name, double OpticalLayer::*of, const Description& description) {
        std::vector<double> values;
        for (const OpticalLayer& layer : layers)
            values.push_back(std::isfinite(layer.*of) ? layer.*of : std::nan(""));
        file.variable(name, {"layer"}, values, description);
    };
    add("refractive_index", &OpticalLayer::refractive_index, {"1", "refractive index"});
    add("absorption_coefficient", &OpticalLayer::absorption_per_mm, {"1/mm", "absorption coefficient"});
    add("scattering_coefficient", &OpticalLayer::scattering_per_mm, {"1/mm", "scattering coefficient"});
    add("anisotropy", &OpticalLayer::anisotropy, {"1", "mean cosine of scattering"});
    add("thickness", &OpticalLayer::thickness_mm, {"mm", "thickness; NaN where infinite"});
}

}  // namespace

std::string photons_hdf5(const PhotonRun& run, const Provenance& provenance) {
    const PhotonResult& result = run.result;
    Hdf5File file("run.h5");
    file.attribute("title", "Fadecast photons");
    add_run(file, photon_format_version, run.seed, run.device, provenance);
    file.attribute("setup_toml", fadecast::without_personal(run.setup_toml));
    file.attribute("settings", fmt::format("{}", fmt::join(run.settings, "\n")));
    file.attribute("photons", (unsigned long long)result.photons);
    file.attribute("comment", "simulated; shares of the light that arrives, errors are one standard error");
    const auto total = [&](const std::string& name, const Estimate& estimate) {
        file.attribute(name, estimate.value);
        file.attribute(name + "_error", estimate.standard_error);
    };
    total("specular", result.specular);
    total("diffuse_reflectance", result.diffuse_reflectance);
    total("transmittance", result.transmittance);
    total("absorbed", result.absorbed);
    if (!run.setup.pigment.empty()) total("absorbed_by_pigment", result.absorbed_by_pigment);

    add_layers(file, run.setup.layers);
    add_profile(file, "absorbed_by_layer", {"layer"}, profile_of(result.absorbed_by_layer),
                {"1", "share absorbed in the layer, pigment included"});

    const std::vector<double> rings = widths(result.radius_faces_mm), slices = widths(result.depth_faces_mm);
    file.dimension("radius", without_last(result.radius_faces_mm),
                   {"mm", "inner radius of the ring; the last one has no outer end"});
    file.dimension("depth", without_last(result.depth_faces_mm),
                   {"mm", "upper face of the slice; the last one of an infinite layer has no lower end"});
    file.variable("ring_width", {"radius"}, rings, {"mm", "width of the ring; NaN where infinite"});
    file.variable("slice_thickness", {"depth"}, slices, {"mm", "thickness of the slice; NaN where infinite"});
    add_profile(file, "reflectance", {"radius"}, result.reflectance,
                {"1", "share diffusely reflected through the ring"});
    add_profile(file, "transmission", {"radius"}, result.transmission,
                {"1", "share transmitted through the ring"});
    add_profile(file, "absorption", {"depth"}, result.absorption, {"1", "share absorbed in the slice"});
    add_profile(file, "fluence", {"depth"}, result.fluence,
                {"1", "fluence rate over irradiance, where the whole surface is lit so"});
    add_profile(file, "absorption_map", {"depth", "radius"}, result.absorption_map,
                {"1", "share absorbed in the slice of the ring"});
    add_profile(file, "fluence_map", {"depth", "radius"}, result.fluence_map,
                {"1/mm2", "fluence of this source per unit of its energy"});
    return file.bytes();
}

}  // namespace fadecast::output
