// A member at a quantile of the forecast, and the dots that pictures of it are drawn from.

#include "support/message_of.hpp"

#include <fadecast/config.hpp>
#include <fadecast/member_gallery.hpp>
#include <fadecast/population.hpp>

#include "forecast/follow.hpp"
#include "output/render_documents.hpp"

#include <gtest/gtest.h>
#include <webp/demux.h>

#include <cmath>
#include <functional>
#include <memory>
#include <set>

using namespace fadecast;

namespace {

const std::filesystem::path example =
    std::filesystem::path(FADECAST_SOURCE_DIR) / "configs/clients/example.ci.toml";

// Members whose contrast falls on straight lines between four times.
Forecast forecast_of(const std::vector<std::array<float, 4>>& colour_differences) {
    Forecast forecast;
    forecast.time_day = {0, 42, 365, 3650};
    MemberSeries series{"delta_e00", "1", "", {}};
    for (const auto& member : colour_differences)
        series.values.insert(series.values.end(), member.begin(), member.end());
    forecast.members.push_back(series);
    return forecast;
}

Case small_case() {
    Case client = read_case(example, {"--members=8", "--accuracy=draft", "forecast.horizon=2 year"});
    client.forecast.dots = 3;
    return client;
}

using test::message_of;

}  // namespace

TEST(MemberAtQuantile, IsRankedByTheYearsAfterHealing) {
    // In the order of how well they last: 2, 0, 3, 1; dark on day 0, or dark at all, counts for nothing.
    const Forecast forecast = forecast_of({{9, 10, 9, 5}, {0, 2, 2, 1.9f}, {99, 10, 6, 2}, {9, 20, 16, 14}});
    EXPECT_EQ(member_at_quantile(forecast, 0), 2);
    EXPECT_EQ(member_at_quantile(forecast, 1. / 3), 0);
    EXPECT_EQ(member_at_quantile(forecast, 2. / 3), 3);
    EXPECT_EQ(member_at_quantile(forecast, 1), 1);
}

TEST(MemberAtQuantile, WeighsTimesByTheYearsTheyStandFor) {
    // The first is darker on two days of three, but not for most of the ten years.
    const Forecast forecast = forecast_of({{0, 10, 10, 2}, {0, 10, 7, 7}});
    EXPECT_EQ(member_at_quantile(forecast, 0), 0);
}

TEST(MemberAtQuantile, LeavesOutMembersThatCouldNotBeComputed) {
    Forecast forecast = forecast_of({{9, 10, 9, 5}, {9, NAN, NAN, NAN}, {9, 10, 9, 4}});
    forecast.failed = {1};
    EXPECT_EQ(member_at_quantile(forecast, 0), 2);
    EXPECT_EQ(member_at_quantile(forecast, .9), 0);
    forecast.failed = {0, 1, 2};
    EXPECT_NE(message_of([&] { member_at_quantile(forecast, .5); }).find("no member"), std::string::npos);
}

TEST(MemberGallery, BeginsWithTheMembersOwnDots) {
    const Case client = small_case();
    const Forecast forecast = make_forecast(client, Backend::cpu(), {});
    constexpr int member = 5;
    const std::vector<double> also_day{2, 42};
    const MemberGallery gallery = follow_member(forecast, Backend::cpu(), member, also_day);
    ASSERT_EQ(gallery.time_day.size(), forecast.time_day.size() + 1);  // day 42 was there

    const Population population = draw_population(client);
    const int first = population.first_dot_of_member(member, client.forecast.dots);
    const Numerics numerics = numerics_of(client.forecast.accuracy);
    const FollowedDots own = follow_dots(
        Backend::cpu(), client, population, *prepare_skins_of(Backend::cpu(), population, numerics.grid),
        numerics, gallery.time_day, first, first + client.forecast.dots, false);
    // Cells that hold next to nothing in eight neighbouring dots are not looked at, so that neighbours count
    // for a few millionths.
    for (int row = 0; row < own.seen.times * DotAppearance::scalar_count; ++row)
        for (int dot = 0; dot < client.forecast.dots; ++dot) {
            const Real wanted = own.seen.scalars[row * pack_width + dot];
            ASSERT_NEAR(gallery.dots.scalars[row * pack_width + dot], wanted, 2e-5 * std::abs(wanted))
                << row << " " << dot;
        }
    const Population one = draw_member(client, member, pack_width);
    for (int dot = 0; dot < client.forecast.dots; ++dot) {
        EXPECT_EQ(one.dots[dot].mesh_radius_mm, population.dots[first + dot].mesh_radius_mm);
        EXPECT_EQ(one.dots[dot].residence.slow_per_day, population.dots[first + dot].residence.slow_per_day);
        EXPECT_EQ(one.dots[dot].mass_ng, population.dots[first + dot].mass_ng);
        EXPECT_EQ(one.dots[dot].again, population.dots[first + dot].again);
    }
    for (int dot = 0; dot < client.forecast.dots; ++dot)
        EXPECT_EQ(gallery.session[dot], population.dots[first + dot].session);
    EXPECT_EQ(gallery.scab_fall_day, population.persons[member + 1].drawn[int(Parameter::scab_fall_day)]);
}

TEST(MemberGallery, HasFurtherDotsThatNobodyElseHas) {
    Case client = small_case();
    const Population population = draw_population(client), one = draw_member(client, 5, 32),
                     next = draw_member(client, 6, 32);
    // A latent normal of the dot itself shows in its mesh, whoever it belongs to.
    std::set<double> dots;
    for (const Population* each : {&population, &one, &next})
        for (const DotInput& dot : each->dots) dots.insert(dot.mesh_radius_mm);
    EXPECT_EQ(dots.size(), population.dots.size() + 2 * (32 - client.forecast.dots));

    client.forecast.members = 64;
    const Population of_many = draw_member(client, 5, 32);
    for (int dot = 0; dot < 32; ++dot)
        EXPECT_EQ(of_many.dots[dot].column_sigma_mm, one.dots[dot].column_sigma_mm) << dot;
    for (const int person : one.person_of_dot) EXPECT_EQ(person, 0);
    EXPECT_EQ(one.persons.size(), 1u);
}

TEST(MemberGallery, NamesItsTimesShortly) {
    const std::vector<std::pair<double, const char*>> names{
        {0, "day0"},   {7, "day7"},    {42, "6w"},  {365, "1y"},     {1096, "3y"},
        {548, "1.5y"}, {91, "3month"}, {.5, "12h"}, {100, "day100"}, {10. / 1440, "10min"}};
    for (const auto& [day, name] : names) EXPECT_EQ(output::time_name(day), name);
}

TEST(TimeLapse, ShowsEveryPictureForASecondAgainAndAgain) {
    std::vector<Picture> pictures;
    for (int time = 0; time < 3; ++time) {
        Picture picture{9, 7, .04, {}};
        for (int i = 0; i < 9 * 7 * 3; ++i)
            picture.rgb.push_back(std::uint8_t(i < 90 ? 41 * i + 80 * time : i));
        pictures.push_back(picture);
    }
    const std::string bytes = output::webp(pictures, {{"Seed", "17"}, {"Client", "<Zoë & co>"}});
    EXPECT_NE(bytes.find("Seed: 17\nClient: &lt;Zoë &amp; co&gt;"), std::string::npos);

    const WebPData data{reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
    WebPAnimDecoderOptions options;
    ASSERT_TRUE(WebPAnimDecoderOptionsInit(&options));
    options.color_mode = MODE_RGBA;
    const std::unique_ptr<WebPAnimDecoder, void (*)(WebPAnimDecoder*)> decoder(
        WebPAnimDecoderNew(&data, &options), WebPAnimDecoderDelete);
    ASSERT_TRUE(decoder);
    WebPAnimInfo info;
    ASSERT_TRUE(WebPAnimDecoderGetInfo(decoder.get(), &info));
    EXPECT_EQ(info.loop_count, 0u);
    ASSERT_EQ(info.frame_count, pictures.size());
    for (int time = 0; time < 3; ++time) {
        std::uint8_t* rgba = nullptr;
        int end_ms = 0;
        ASSERT_TRUE(WebPAnimDecoderGetNext(decoder.get(), &rgba, &end_ms));
        EXPECT_EQ(end_ms, 1000 * (time + 1));
        for (int pixel = 0; pixel < 9 * 7; ++pixel)
            for (int channel = 0; channel < 3; ++channel)
                ASSERT_EQ(rgba[4 * pixel + channel], pictures[time].rgb[3 * pixel + channel]) << time;
    }
}
