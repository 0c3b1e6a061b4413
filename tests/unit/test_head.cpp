#include "support/on_every_backend.hpp"

#include <fadecast/head.hpp>
#include <fadecast/light.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <numeric>

#include <tilt.hpp>

using namespace fadecast;

namespace {

constexpr double degree = std::numbers::pi / 180;

Sun at_latitude(double latitude_deg) {
    Sun sun;
    sun.latitude_deg = latitude_deg;
    return sun;
}

/// A place of the cranium by azimuth from the front and elevation above its middle.
std::array<double, zone_count> zones_towards(double azimuth_deg, double elevation_deg) {
    const double flat = std::cos(elevation_deg * degree);
    const double at[] = {cranium_mm[0] * flat * std::sin(azimuth_deg * degree),
                         cranium_mm[1] * flat * std::cos(azimuth_deg * degree),
                         cranium_mm[2] * std::sin(elevation_deg * degree) + cranium_centre_z_mm};
    return zones_at(at);
}

double share(Zone zone, double azimuth_deg, double elevation_deg) {
    return zones_towards(azimuth_deg, elevation_deg)[int(zone)];
}

}  // namespace

TEST(TiltedLight, IsAMeanOverAllSidesThatTheSurfaceTurnsTo) {
    constexpr int sides = 20000;  // the sum misses by less than 1 / sides^2, as the integrand has a kink
    for (const double tilt_deg : {0., 20., 50., 90., 120., 170.})
        for (const double zenith_deg : {0., 30., 60., 85.}) {
            const double ct = std::cos(tilt_deg * degree), st = std::sin(tilt_deg * degree);
            const double cz = std::cos(zenith_deg * degree), sz = std::sin(zenith_deg * degree);
            double sum = 0;
            for (int k = 0; k < sides; ++k)
                sum += std::max(0., ct * cz + st * sz * std::cos(2 * std::numbers::pi * (k + .5) / sides));
            EXPECT_NEAR(sun_on_tilted(cz, ct), sum / sides, 1e-7) << tilt_deg << " " << zenith_deg;
        }
}

TEST(TiltedLight, OfAnEvenSkyIsHalfUprightAndNothingUpsideDown) {
    EXPECT_EQ(sky_on_tilted(1), 1);
    EXPECT_EQ(sky_on_tilted(0), .5);
    EXPECT_EQ(sky_on_tilted(-1), 0);
}

TEST(TiltedLight, OfTheSunIsAShareThatGrowsAsItRises) {
    for (int tenth = 0; tenth < 10; ++tenth) {
        EXPECT_GT(sun_share(.1 * tenth), 0);
        EXPECT_LT(sun_share(.1 * tenth), sun_share(.1 * (tenth + 1)));
    }
    EXPECT_LT(sun_share(1), .85);  // clouds take some of it
}

TEST(TiltedLight, IsOneOnHorizontalSkinWhateverTheHabit) {
    const double horizontal[] = {1};
    Sun hats = at_latitude(52.5);
    hats.hat_share = .7;
    hats.outdoor_winter_h_per_week = 0;
    for (const Sun& sun : {at_latitude(0), at_latitude(52.5), at_latitude(-34), hats})
        EXPECT_NEAR(tilted_light(sun, horizontal)[0], 1, 1e-12);  // rounding of 35,000 sums
}

TEST(TiltedLight, FallsWithTiltWhereTheSunStandsHigh) {
    std::vector<double> cosines;
    for (int tilt_deg = 0; tilt_deg <= 180; tilt_deg += 10) cosines.push_back(std::cos(tilt_deg * degree));
    for (const double latitude_deg : {0., 20., -34., 52.5}) {
        const std::vector<double> light = tilted_light(at_latitude(latitude_deg), cosines);
        for (std::size_t i = 1; i < light.size(); ++i) EXPECT_LT(light[i], light[i - 1]) << latitude_deg;
        EXPECT_NEAR(light.back(), 0, 1e-12);  // upside down
    }
    // Where the sun stands lower, upright skin gets more of what there is.
    const double upright[] = {0};
    EXPECT_GT(tilted_light(at_latitude(60), upright)[0], 1.2 * tilted_light(at_latitude(0), upright)[0]);
}

TEST(TiltedLight, IsOneForWhoIsNeverOutdoorsAndNeedsAPlace) {
    Sun indoors = at_latitude(40);
    indoors.outdoor_summer_h_per_week = indoors.outdoor_winter_h_per_week = 0;
    const double upright[] = {0};
    EXPECT_EQ(tilted_light(indoors, upright)[0], 1);
    EXPECT_THROW(tilted_light(Sun{}, upright), Error);
}

TEST(Head, HasItsZonesWhereTheirNamesSay) {
    EXPECT_GT(share(Zone::hairline, 0, 31), .95);  // just above the forehead
    EXPECT_GT(share(Zone::hairline, 30, 33), .95);
    EXPECT_GT(share(Zone::temples, 57, 30), .95);
    EXPECT_GT(share(Zone::temples, -57, 30), .95);
    EXPECT_GT(share(Zone::top, 0, 75), .95);
    EXPECT_GT(share(Zone::crown, 180, 62), .95);
    EXPECT_GT(share(Zone::sides, 100, 10), .95);
    EXPECT_GT(share(Zone::sides, 180, 0), .95);  // the back
    for (const auto& [azimuth, elevation] : {std::pair{0., 15.}, {0., -30.}, {75., -25.}, {180., -70.}}) {
        const auto zones = zones_towards(azimuth, elevation);
        EXPECT_EQ(std::accumulate(zones.begin(), zones.end(), 0.), 0) << azimuth;  // forehead, face, nape
    }
}

TEST(Head, HasSharesThatSumToOneOnTheScalpAlikeOnBothSides) {
    for (double azimuth = 0; azimuth <= 180; azimuth += 7.5)
        for (double elevation = -85; elevation < 90; elevation += 5) {
            const auto zones = zones_towards(azimuth, elevation), other = zones_towards(-azimuth, elevation);
            double sum = 0;
            for (int zone = 0; zone < zone_count; ++zone) {
                EXPECT_GE(zones[zone], 0);
                EXPECT_NEAR(zones[zone], other[zone], 1e-12);  // rounding
                sum += zones[zone];
            }
            EXPECT_LE(sum, 1 + 1e-12);
            if (elevation >= 50) {
                EXPECT_NEAR(sum, 1, 1e-12);
            }
        }
}

TEST(Head, HasItsSunOnTopAndHalfOfItOnTheSides) {
    for (const double latitude_deg : {0., 30., 52.5, -34.}) {
        const Sun sun = at_latitude(latitude_deg);
        const auto light = [&](Zone zone) { return zone_light(zone, sun); };
        for (const Zone zone : {Zone::top, Zone::crown}) {
            EXPECT_GT(light(zone), .8);
            EXPECT_LT(light(zone), 1);
            EXPECT_GT(light(zone), light(Zone::hairline) + .05);
        }
        EXPECT_GT(light(Zone::hairline), light(Zone::temples));
        EXPECT_GT(light(Zone::temples), light(Zone::sides) + .15);
        EXPECT_LT(light(Zone::sides), .55);
    }
    EXPECT_EQ(zone_light(Zone::crown, Sun{}), zone_light(Zone::crown, at_latitude(45)));
}

class HeadOnEveryBackend : public OnEveryBackend {};

TEST_P(HeadOnEveryBackend, IsSeenAlike) {
    for (const HeadView view : {HeadView::above, HeadView::front}) {
        const HeadMap expected = look_at_head(Backend::cpu(), view, 36, 40),
                      map = look_at_head(backend, view, 36, 40);
        ASSERT_EQ(map.weight.size(), expected.weight.size());
        // A GPU's functions differ in the last bits, which may push a ray over an outline.
        const bool exact = backend.device() != Device::gpu;
        int off = 0;
        for (std::size_t i = 0; i < map.weight.size(); ++i)
            off += exact ? map.weight[i] != expected.weight[i]
                         : std::abs(map.weight[i] - expected.weight[i]) > .01;
        EXPECT_LE(off, exact ? 0 : 20);
    }
}

ON_EVERY_BACKEND(HeadOnEveryBackend);

TEST(Head, ShowsPaperAroundAndEveryZoneThatAViewCanSee) {
    const HeadMap above = look_at_head(Backend::cpu(), HeadView::above, 72, 80),
                  front = look_at_head(Backend::cpu(), HeadView::front, 72, 80);
    const auto seen = [](const HeadMap& map, int part) {
        const std::size_t pixels = std::size_t(map.width) * map.height;
        return std::accumulate(&map.weight[part * pixels], &map.weight[part * pixels] + pixels, 0.);
    };
    EXPECT_EQ(above.weight[int(HeadPart::paper) * 72 * 80], 1);  // in the corner
    for (int zone = 0; zone < zone_count; ++zone) {
        EXPECT_GT(seen(above, zone), 10) << zone;
        EXPECT_GT(seen(front, zone), 10) << zone;
    }
    EXPECT_GT(seen(above, int(Zone::crown)), 4 * seen(front, int(Zone::crown)));
    EXPECT_GT(seen(front, int(HeadPart::skin)), 4 * seen(above, int(HeadPart::skin)));
}

TEST(Head, TakesTheColoursOfItsParts) {
    HeadMap map{2, 1, 1, std::vector<float>(2 * head_parts, 0.f)};
    map.weight[2 * int(HeadPart::crown)] = 1;
    map.weight[2 * int(HeadPart::paper) + 1] = .5;
    std::array<Xyz, head_parts> colour{};
    const Lab red{50, 40, 30};
    colour[int(HeadPart::crown)] = xyz_of_lab(red);
    colour[int(HeadPart::paper)] = xyz_of_lab({100, 0, 0});
    const Picture picture = colour_head(map, colour);
    const auto expected = srgb_of_xyz(xyz_of_lab(red));
    for (int channel = 0; channel < 3; ++channel) {
        EXPECT_EQ(picture.rgb[channel], std::lround(255 * expected[channel]));
        EXPECT_NEAR(picture.rgb[3 + channel], 188, 1);  // half of white's light, in sRGB
    }
}
