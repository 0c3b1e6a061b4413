// What the pictures of a forecast show, their names, and the time-lapse.

#include "support/message_of.hpp"

#include <fadecast/forecast.hpp>

#include "output/render_documents.hpp"

#include <gtest/gtest.h>
#include <webp/demux.h>

#include <cmath>
#include <functional>
#include <memory>
#include <set>

using namespace fadecast;

namespace {

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

TEST(Pictures, NameTheirTimesShortly) {
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
