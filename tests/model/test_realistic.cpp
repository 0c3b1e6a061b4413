// How real simulated scalps look: ranked as a practitioner would, and as the optics tells.

#include <fadecast/config.hpp>
#include <fadecast/forecast.hpp>
#include <fadecast/scalp.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <string>

using namespace fadecast;

namespace {

const std::filesystem::path example =
    std::filesystem::path(FADECAST_SOURCE_DIR) / "configs/clients/example.toml";

std::vector<std::string> shade(double shade) {
    std::vector<std::string> settings;
    for (int session = 1; session <= 3; ++session)
        settings.push_back("session." + std::to_string(session) + ".shade=" + std::to_string(shade));
    return settings;
}

/// Realism of the example client's nominal scalp, dotted in another way, at some days.
std::vector<double> scores(int skin_type, std::vector<std::string> settings,
                           const std::vector<double>& days) {
    settings.push_back("skin.fitzpatrick=" + std::to_string(skin_type));
    const Case client = read_case(example, settings);
    std::vector<double> found;
    for (const Realism& each :
         judge_scalp(Backend::cpu(), make_scalp(client, Backend::cpu(), nominal_member, days), days))
        found.push_back(each.score);
    return found;
}

}  // namespace

// Half as much ink again; dots a quarter wider than usual; a deposit down to 1.4 mm, which is past the
// papillary dermis and most of the reticular; twice as many dots, much wider and darker, that merge.
TEST(Realistic, RanksTechniquesAsAPractitionerWould) {
    const std::vector<double> days{42, 365};
    std::vector<std::string> merged = shade(1.5);
    for (const char* each : {"column_fwhm=0.35 mm", "stain_fwhm=0.40 mm", "dot_density=300 1/cm2"})
        merged.push_back(each);
    for (const int type : {1, 3, 5}) {
        const auto correct = scores(type, {}, days), dark = scores(type, shade(1.5), days),
                   large = scores(type, {"column_fwhm=0.28 mm", "stain_fwhm=0.38 mm"}, days),
                   deep = scores(type, {"deposit_bottom=1.4 mm"}, days), helmet = scores(type, merged, days);
        for (const int t : {0, 1}) {
            SCOPED_TRACE("type " + std::to_string(type) + " on day " + std::to_string(int(days[t])));
            // On dark skin a darker ink has faded to a better match after a year.
            if (type < 5 || t == 0) {
                EXPECT_GT(correct[t], dark[t]);
            }
            EXPECT_GT(dark[t], large[t]);
            // On the fairest skin deeper dots are a little the better ones at six weeks.
            if (type > 1 || t > 0) {
                EXPECT_GT(large[t], deep[t]);
            }
            EXPECT_GT(deep[t], 2 * helmet[t]);
        }
    }
}

// Light that a picture shows against the light that the looks take from a patch, ring by ring.
TEST(Realistic, PicturesHaveTheMeanColourOfTheOptics) {
    for (const int type : {2, 6}) {
        const Case client = read_case(
            example, {"skin.fitzpatrick=" + std::to_string(type), "hair.norwood=7", "hair.shaved=0 day"});
        const std::vector<double> days{0, 42, 1826};
        const Scalp scalp = make_scalp(client, Backend::cpu(), nominal_member, days);
        for (const double day : days) {
            const PatchScene scene = scene_of(scalp, day);
            // As marks lie anywhere, transmittances multiply to exp(-sum of what each takes, in logarithms).
            Spectrum light = scene.skin;
            for (int w = 0; w < wavelength_count; ++w) {
                double taken_mm2 = 0;
                for (const int look : scene.look) {
                    const float* radius = &scene.looks.radius_mm[std::size_t(look) * Looks::nodes];
                    const float* t =
                        &scene.looks.transmittance[std::size_t(look) * Looks::nodes * wavelength_count + w];
                    for (int ring = 0; ring + 1 < Looks::nodes; ++ring) {
                        const double a = radius[ring], b = radius[ring + 1];
                        const double f = 1 - t[ring * wavelength_count],
                                     g = 1 - t[(ring + 1) * wavelength_count];
                        taken_mm2 += 2 * std::numbers::pi * (b - a) * (f * (2 * a + b) + g * (a + 2 * b)) / 6;
                    }
                }
                light[w] *= std::exp(-taken_mm2 / (scene.side_mm * scene.side_mm));
            }
            const Xyz dotted = xyz_of_reflectance(light), healthy = xyz_of_reflectance(scene.skin),
                      bare = xyz_of_lab(scene.bare);
            const Lab expected = lab_of_xyz({dotted.x * bare.x / healthy.x, dotted.y * bare.y / healthy.y,
                                             dotted.z * bare.z / healthy.z});
            const std::vector<float> xyz = patch_xyz(Backend::cpu(), scene, .04);
            double mean[3] = {};
            for (std::size_t i = 0; i < xyz.size(); ++i)
                mean[3 * i / xyz.size()] += 3. * xyz[i] / double(xyz.size());
            const Lab seen = lab_of_xyz({mean[0], mean[1], mean[2]});
            EXPECT_GT(delta_e00(seen, scene.bare), day < 1000 ? 1 : .5) << type << " " << day;
            // Marks that overlap less than by chance take a little more.
            EXPECT_LT(delta_e00(seen, expected), .3) << type << " " << day;
        }
    }
}

// Realism is a limit of the window and never a reason to leave a client out: not where all dots have faded
// away, nor where the only dot followed is one that drops out of the patch.
TEST(Realistic, IsKnownOfEveryMember) {
    for (const char* setting : {"session.1.pigment=azo-red", "forecast.dots=1"}) {
        std::vector<std::string> settings{setting, "--members=16", "--accuracy=draft",
                                          "forecast.horizon=15 year", "--seed=7"};
        if (std::string(setting).starts_with("session"))
            settings.insert(settings.end(), {"session.2.pigment=azo-red", "session.3.pigment=azo-red",
                                             "light_dose=20 Mlx h/year"});
        const Forecast forecast = make_forecast(read_case(example, settings), Backend::cpu(), {});
        EXPECT_TRUE(forecast.failed.empty()) << setting << ": " << forecast.failed.size();
        const Series& realism = forecast.series.back();
        ASSERT_EQ(realism.name, "realism");
        for (const auto& band : realism.quantiles)
            for (const double score : band) EXPECT_TRUE(score > 0 && score < 100) << setting;
    }
}
