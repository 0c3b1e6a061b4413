#include "config/photon_setup.hpp"

#include "config/units.hpp"
#include "config/validate.hpp"

#include <fmt/format.h>

namespace fadecast {
namespace {

constexpr std::size_t most_layers = 16;
constexpr double pigment_step_mm = .01;  // thin against every column and against the blur of skin

OpticalLayer read_layer(const Section& entry, bool last) {
    OpticalLayer layer;
    layer.refractive_index = *entry.number("n");
    layer.absorption_per_mm = *entry.number("mua") * to_internal("1/cm");
    layer.scattering_per_mm = *entry.number("mus") * to_internal("1/cm");
    layer.anisotropy = *entry.number("g");
    const std::string thickness = *entry.text("thickness");
    const std::string& where = entry.where_of("thickness");
    if (thickness == "inf") {
        if (!last) fail(where, "thickness = \"inf\": only the last layer may be infinite");
        if (layer.absorption_per_mm == 0)
            fail(where, "thickness = \"inf\", but mua is 0: photons would never end; let it absorb");
        return layer;
    }
    try {
        layer.thickness_mm = quantity_in(thickness, "mm");
    } catch (const Error& error) {
        fail(where, fmt::format("thickness: {}{}", error.what(), last ? ", or \"inf\"" : ""));
    }
    if (layer.thickness_mm < 1e-6 || layer.thickness_mm > 1e5)
        fail(where, fmt::format("thickness = {} mm is out of range; allowed: 1e-6 mm to 1e5 mm",
                                layer.thickness_mm));
    return layer;
}

PigmentField read_pigment_column(const Section& entry) {
    const double top_mm = *entry.number("top"), bottom_mm = *entry.number("bottom");
    if (bottom_mm - top_mm < pigment_step_mm / 10)
        fail(entry.where_of("bottom"),
             fmt::format("bottom = {} mm must lie below top = {} mm", bottom_mm, top_mm));
    return gaussian_column(top_mm, bottom_mm, *entry.number("fwhm"), *entry.number("optical_depth"),
                           entry.number("scattering_depth").value_or(0), pigment_step_mm);
}

}  // namespace

PhotonSetup read_photon_setup(const std::filesystem::path& file, const std::vector<std::string>& settings) {
    Node node = read_toml(file);
    for (const std::string& setting : settings) apply_setting(node, setting);
    const Section entry = validate(node, "photon setup");

    PhotonSetup setup;
    const std::vector<Section>& layers = entry.tables("layer");
    if (layers.empty() || layers.size() > most_layers)
        fail(entry.where_of("layer"), fmt::format("{} layers; allowed: 1 to {}", layers.size(), most_layers));
    for (const Section& layer : layers) setup.layers.push_back(read_layer(layer, &layer == &layers.back()));
    setup.index_above = entry.number("n_above").value_or(setup.index_above);
    setup.index_below = entry.number("n_below").value_or(setup.index_below);

    const Section& source = entry.table("source");
    if (source.text("kind") == "diffuse") setup.source.kind = PhotonSource::Kind::diffuse;
    setup.source.offset_mm = source.number("offset").value_or(setup.source.offset_mm);
    setup.source.radius_mm = source.number("radius").value_or(setup.source.radius_mm);

    if (entry.has("pigment")) setup.pigment = read_pigment_column(entry.table("pigment"));

    const Section& tally = entry.table("tally");
    setup.radius_step_mm = tally.number("radius_step").value_or(setup.radius_step_mm);
    setup.radius_bins = int(tally.number("rings").value_or(setup.radius_bins));
    setup.depth_step_mm = tally.number("depth_step").value_or(setup.depth_step_mm);
    setup.depth_limit_mm = tally.number("depth_limit").value_or(setup.depth_limit_mm);
    setup.map = tally.flag("map");
    return setup;
}

}  // namespace fadecast
