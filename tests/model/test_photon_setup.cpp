// Photon setups: what is read, what is refused and where.

#include <gtest/gtest.h>
#include <config/photon_setup.hpp>
#include <output/photon_documents.hpp>

#include <nlohmann/json.hpp>

#include <cmath>
#include <filesystem>
#include <fstream>

using namespace fadecast;
namespace fs = std::filesystem;

namespace {

const fs::path optics = fs::path(FADECAST_SOURCE_DIR) / "configs/optics";

std::string refusal(const std::string& file, const std::vector<std::string>& settings) {
    try {
        read_photon_setup(optics / file, settings);
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "accepted";
}

}  // namespace

TEST(PhotonSetup, IsReadInMillimetres) {
    const PhotonSetup setup = read_photon_setup(optics / "giovanelli.toml", {"layer.1.g=0.5"});
    ASSERT_EQ(setup.layers.size(), 1u);
    EXPECT_DOUBLE_EQ(setup.layers[0].absorption_per_mm, 1);
    EXPECT_DOUBLE_EQ(setup.layers[0].scattering_per_mm, 9);
    EXPECT_EQ(setup.layers[0].refractive_index, 1.5);
    EXPECT_EQ(setup.layers[0].anisotropy, .5);
    EXPECT_TRUE(std::isinf(setup.layers[0].thickness_mm));
    EXPECT_DOUBLE_EQ(read_photon_setup(optics / "three-layers.toml", {}).layers[2].thickness_mm, 2);
}
TEST(PhotonSetup, HoldsAColumnOfPigmentOfItsOpticalDepth) {
    const PigmentField field = read_photon_setup(optics / "dot-in-skin.toml", {}).pigment;
    double depth = 0;
    for (int k = 0; k < field.cells[2]; ++k)
        depth += field.absorption_per_mm[std::size_t(k) * field.cells[0]] * field.step_mm[2];
    // The innermost ring's middle, 5 um from the axis, is 2^-(10/220)^2 of the axis.
    EXPECT_NEAR(depth, 1.5 * std::exp2(-std::pow(10. / 220, 2)), 1e-9);
}
TEST(PhotonSetup, OfEveryFileCanBeTraced) {
    int files = 0;
    for (const auto& entry : fs::directory_iterator(optics)) {
        const PhotonResult r = trace_photons(Backend::cpu(), read_photon_setup(entry.path(), {}), 64, 1);
        EXPECT_GT(r.absorbed.value, 0) << entry.path();
        ++files;
    }
    EXPECT_GE(files, 5);
}
TEST(PhotonSetup, RefusesMistakesAtTheirPlace) {
    EXPECT_EQ(
        refusal("giovanelli.toml", {"layer.1.mua=10"}),
        "--set layer.1.mua=10: mua = 10 has no unit; write it as a text with its unit, such as \"10 1/cm\"");
    EXPECT_NE(refusal("giovanelli.toml", {"layer.1.mu=1 1/cm"}).find("did you mean \"mua\"?"),
              std::string::npos);
    EXPECT_NE(refusal("giovanelli.toml", {"layer.1.mua=0 1/cm"})
                  .find("giovanelli.toml:14:13: thickness = \"inf\", but mua is 0"),
              std::string::npos);
    EXPECT_NE(refusal("three-layers.toml", {"layer.1.thickness=\"inf\""}).find("only the last layer"),
              std::string::npos);
    EXPECT_NE(refusal("three-layers.toml", {"layer.1.thickness=\"2 day\""}).find("is a duration"),
              std::string::npos);
    EXPECT_NE(refusal("three-layers.toml", {"source.kind=laser"}).find("allowed: collimated, diffuse"),
              std::string::npos);
    EXPECT_NE(refusal("three-layers.toml", {"layer.1.g=1"}).find("out of range; allowed: -0.99 to 0.99"),
              std::string::npos);
    EXPECT_NE(refusal("dot-in-skin.toml", {"pigment.bottom=0.05 mm"}).find("must lie below top"),
              std::string::npos);
}

TEST(PhotonDocuments, HaveEveryTotalWithItsError) {
    output::PhotonRun run{read_photon_setup(optics / "three-layers.toml", {}), {}, 1, "cpu", "", {}};
    run.result = trace_photons(Backend::cpu(), run.setup, 1000, 1);
    const auto json = nlohmann::json::parse(output::photons_json(run));
    EXPECT_EQ(json["photons"], 1000);
    EXPECT_GT(json["seconds"], 0);
    double sum = 0;
    for (const char* key : {"specular", "diffuse_reflectance", "transmittance", "absorbed"}) {
        sum += json[key].get<double>();
        EXPECT_TRUE(json["standard_error"][key].is_number()) << key;
    }
    EXPECT_NEAR(sum, 1, .001);  // roulette: a thousandth of the weight at most is at stake in 1000 photons
    EXPECT_EQ(json["absorbed_by_layer"].size(), 3u);
    EXPECT_EQ(json["standard_error"]["absorbed_by_layer"].size(), 3u);
    EXPECT_GT(output::photons_hdf5(run, {"0", {"fadecast"}}).size(), 10000u);
}
