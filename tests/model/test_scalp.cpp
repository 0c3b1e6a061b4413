// A patch of one client's scalp: whose dots it shows, which are seen when, and the hair between them.

#include <fadecast/config.hpp>
#include <fadecast/population.hpp>
#include <fadecast/scalp.hpp>

#include "forecast/follow.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

using namespace fadecast;

namespace {

const std::filesystem::path example =
    std::filesystem::path(FADECAST_SOURCE_DIR) / "configs/clients/example.ci.toml";
const std::vector<double> days{0, 42, 365, 730};

Case small_case(std::vector<std::string> settings = {}) {
    settings.insert(settings.end(), {"--members=8", "--accuracy=draft", "forecast.horizon=2 year"});
    Case client = read_case(example, settings);
    client.forecast.dots = 3;
    return client;
}

PatchOptions small(Pattern pattern = Pattern::even) { return {.side_mm = 5, .pattern = pattern}; }

Scalp scalp_of(const Case& client, int member = nominal_member, Pattern pattern = Pattern::even) {
    return make_scalp(client, Backend::cpu(), member, days, small(pattern));
}

/// Marks of a scene that are hairs.
int hairs_in(const Scalp& scalp, double time_day) {
    const PatchScene scene = scene_of(scalp, time_day);
    const int dots = int(scalp.session.size());
    return int(std::count_if(scene.look.begin(), scene.look.end(), [&](int look) { return look >= dots; }));
}

}  // namespace

TEST(Scalp, BeginsWithTheMembersOwnDots) {
    Case client = small_case();
    client.sessions.resize(1);  // several are dealt out in order in a patch and drawn in a forecast
    client.sessions[0].density_share = 1;
    constexpr int member = 5;
    const Scalp scalp = scalp_of(client, member);
    ASSERT_EQ(scalp.session.size(), 38u);  // 150 per cm^2 on a quarter of one
    const Population population = draw_population(client);
    const int first = population.first_dot_of_member(member, client.forecast.dots);
    const Numerics numerics = numerics_of(client.forecast.accuracy);
    const FollowedDots own = follow_dots(Backend::cpu(), client, population,
                                         *prepare_skins_of(Backend::cpu(), population, numerics.grid),
                                         numerics, days, first, first + client.forecast.dots, false);
    // Cells that hold next to nothing in eight neighbouring dots are not looked at, so that neighbours count
    // for a few millionths.
    for (int row = 0; row < own.seen.times * DotAppearance::scalar_count; ++row)
        for (int dot = 0; dot < client.forecast.dots; ++dot) {
            const Real wanted = own.seen.scalars[row * pack_width + dot];
            ASSERT_NEAR(scalp.dots.scalars[row * pack_width + dot], wanted, 2e-5 * std::abs(wanted))
                << row << " " << dot;
        }
    for (int dot = 0; dot < client.forecast.dots; ++dot)
        EXPECT_EQ(scalp.session[dot], population.dots[first + dot].session);
    EXPECT_EQ(scalp.drop_out_day, population.persons[member + 1].drawn[int(Parameter::scab_fall_day)]);
}

TEST(Scalp, HasFurtherDotsThatNobodyElseHas) {
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

TEST(Scalp, KeepsPlacesAndDrawsOfItsDotsWhateverTheSessions) {
    const Case three = small_case();
    Case one = three;
    one.sessions = {three.sessions.back()};
    one.sessions[0].density_share = 1;
    const Scalp a = scalp_of(three), b = scalp_of(one);
    EXPECT_EQ(a.layout.x_mm, b.layout.x_mm);
    EXPECT_EQ(a.layout.luck, b.layout.luck);
    const Population of_three = draw_member(three, 2, 40, true), of_one = draw_member(one, 2, 40, true);
    int made[3] = {};
    for (int dot = 0; dot < 40; ++dot) {
        EXPECT_EQ(of_three.dots[dot].column_sigma_mm, of_one.dots[dot].column_sigma_mm);
        ++made[of_three.dots[dot].session];
        if (dot > 0) {
            EXPECT_GE(of_three.dots[dot].session, of_three.dots[dot - 1].session);
        }
    }
    EXPECT_EQ(made[0], 12);  // 30, 40 and 30 %
    EXPECT_EQ(made[1], 16);
}

TEST(Scalp, OfTheNominalClientBeginsWithTheNominalDot) {
    const Case client = small_case();
    const Population all = draw_population(client), nominal = draw_member(client, nominal_member, 40);
    for (int dot = 0; dot < pack_width; ++dot)
        EXPECT_EQ(nominal.dots[dot].column_sigma_mm, all.dots[dot].column_sigma_mm) << dot;
    EXPECT_EQ(nominal.dots[0].bottom_mm, info(Parameter::deposit_bottom).nominal);
}

TEST(Scalp, ShowsDotsFromTheirSessionOnAndLosesSomeWithTheirScab) {
    Case client = small_case({"drop_out_share=0.5"});
    Scalp scalp = scalp_of(client);
    const auto marks = [&](double day) { return scene_of(scalp, day).x_mm.size() - hairs_in(scalp, day); };
    const auto made_by = [&](int session) {
        return std::size_t(
            std::count_if(scalp.session.begin(), scalp.session.end(), [&](int s) { return s <= session; }));
    };
    EXPECT_EQ(marks(-28), made_by(0));
    EXPECT_LT(marks(-15), made_by(0));  // dots of the first session that did not hold are gone
    // On day 0 those of the last session are all there, of the others those that held.
    std::size_t held = 0;
    for (std::size_t dot = 0; dot < scalp.session.size(); ++dot)
        held += scalp.session[dot] == 2 || scalp.layout.luck[dot] >= .5f;
    EXPECT_EQ(marks(0), held);
    const std::size_t lost = std::count_if(scalp.layout.luck.begin(), scalp.layout.luck.end(),
                                           [](float luck) { return luck < .5f; });
    EXPECT_GT(lost, 10u);
    EXPECT_EQ(marks(42), scalp.session.size() - lost);
}

TEST(Scalp, SumsUpItsDots) {
    const Scalp scalp = scalp_of(small_case());
    ASSERT_EQ(scalp.means.size(), days.size());
    for (std::size_t t = 1; t < days.size(); ++t) {
        EXPECT_LT(scalp.means[t].retained_share, scalp.means[t - 1].retained_share);
        EXPECT_GT(scalp.means[t].pigment_fwhm_mm, .15);
        EXPECT_GT(scalp.means[t].skin.lightness, scalp.means[t].centre.lightness);
        // The mean of differences is at least the difference of means, and dots of one client differ little.
        const double apart = delta_e00(scalp.means[t].centre, scalp.means[t].skin);
        EXPECT_GT(scalp.means[t].delta_e00, .98 * apart);
        EXPECT_LT(scalp.means[t].delta_e00, 1.2 * apart);
    }
}

TEST(Scalp, LosesAndGreysItsHairOverTheYears) {
    Case client =
        small_case({"hair.norwood=4", "hair.grey_share=0", "loss_rate=1 1/year", "greying_rate=0.3 1/year"});
    const Scalp scalp = scalp_of(client);
    EXPECT_GT(hairs_in(scalp, 0), 20);
    EXPECT_LT(hairs_in(scalp, 730), hairs_in(scalp, 0) / 2);
    const auto greys = [&](double day) {
        const PatchScene scene = scene_of(scalp, day);
        const int first = int(scalp.session.size()) + 4;  // after the pigmented classes
        return std::count_if(scene.look.begin(), scene.look.end(), [&](int look) { return look >= first; });
    };
    EXPECT_EQ(greys(0), 0);
    EXPECT_GT(greys(730), hairs_in(scalp, 730) / 3);
    // Hair that is left stays where it was.
    const PatchScene before = scene_of(scalp, 0), after = scene_of(scalp, 730);
    const std::set<float> places(before.x_mm.begin(), before.x_mm.end());
    for (const float x : after.x_mm) EXPECT_TRUE(places.contains(x));
}

TEST(Scalp, WearsStubbleAsLongAsItGrew) {
    Case client = small_case({"hair.norwood=3", "hair.shaved=3 day"});
    const PatchScene scene = scene_of(scalp_of(client), 42);
    ASSERT_FALSE(scene.strands.empty());
    for (const Strand& strand : scene.strands)  // 0.35 mm a day, leaning by 45 degrees
        EXPECT_NEAR(std::hypot(strand.along_x_mm, strand.along_y_mm), 3 * .35 * hair_lean, 1e-4);
    client.hair.shaved_day = 0;
    EXPECT_TRUE(scene_of(scalp_of(client), 42).strands.empty());
}

TEST(Scalp, OfAClientWithoutAWordOnHairHasNone) {
    Case client = small_case();
    client.hair = {};
    EXPECT_EQ(hairs_in(scalp_of(client), 0), 0);
    // A stage that nobody told: no hair among the dots, a full head beside a scar.
    client.hair.entered = true;
    EXPECT_EQ(hairs_in(scalp_of(client), 0), 0);
    EXPECT_GT(hairs_in(scalp_of(client, nominal_member, Pattern::scar), 0), 10);
}
