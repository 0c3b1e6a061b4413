// Ensembles and what is read from them: kept histories, growth, zones, visits, what-ifs, next observations.

#include <fadecast/config.hpp>
#include <fadecast/forecast.hpp>
#include <fadecast/head.hpp>
#include <fadecast/window.hpp>

#include "forecast/follow.hpp"
#include "forecast/histories.hpp"
#include "forecast/visits.hpp"
#include "forecast/what_if.hpp"
#include "forecast/zone_members.hpp"
#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <numeric>

using namespace fadecast;
namespace fs = std::filesystem;

namespace {

const fs::path example = data_folder() / "clients" / "example.toml";

Case small_client(std::vector<std::string> settings = {}) {
    settings.insert(settings.begin(), {"--members=16", "forecast.accuracy=draft"});
    return read_case(example, settings);
}

struct Folder {
    test::TemporaryFolder parent;
    fs::path path = parent / "histories";  // not there yet
    std::vector<fs::path> files() const {
        std::vector<fs::path> found;
        if (fs::exists(path))
            for (const auto& entry : fs::directory_iterator(path)) found.push_back(entry.path());
        return found;
    }
};

bool same(const Ensemble& one, const Ensemble& other) {
    if (one.members != other.members || one.time_day != other.time_day ||
        one.series.size() != other.series.size() || one.scalars != other.scalars ||
        one.discrepancy != other.discrepancy || one.assumed != other.assumed)
        return false;
    for (std::size_t s = 0; s < one.series.size(); ++s)
        if (one.series[s].name != other.series[s].name || one.series[s].values != other.series[s].values)
            return false;
    return one.numerical_error.contrast == other.numerical_error.contrast;
}

}  // namespace

TEST(Histories, AreReadBackToTheLastBitAndAskNothingOfWhoItIs) {
    const Folder folder;
    Case client = small_client();
    const EnsembleOptions options{.realism = false};
    const Ensemble computed = simulate_ensemble(client, Backend::cpu(), options, folder.path, {});
    ASSERT_EQ(folder.files().size(), 1u);
    client.id = "another";
    client.as_of = add_months(client.as_of, 7);
    client.style = Style::crisp;
    client.observations.push_back({.date = client.as_of, .value = .8, .sd = .08});
    const auto found = Histories(folder.path, client, Backend::cpu(), options).read();
    ASSERT_TRUE(found);
    EXPECT_TRUE(same(computed, *found));
    // What changes the course of a dot is another history.
    const auto kept = [&](const Case& other, const EnsembleOptions& of = {.realism = false}) {
        return Histories(folder.path, other, Backend::cpu(), of).read().has_value();
    };
    Case shaded = client;
    shaded.sun.hat_share = .9;
    EXPECT_FALSE(kept(shaded));
    Case seeded = client;
    seeded.forecast.seed = 2;
    EXPECT_FALSE(kept(seeded));
    EXPECT_FALSE(kept(client, {.realism = false, .members = {3, 5}}));
    EXPECT_FALSE(kept(client, {.realism = true}));
}

TEST(Histories, AreComputedAgainWhenTheFileIsBroken) {
    const Folder folder;
    const Case client = small_client();
    const EnsembleOptions options{.realism = false};
    const Ensemble computed = simulate_ensemble(client, Backend::cpu(), options, folder.path, {});
    const fs::path file = folder.files().front();
    fs::resize_file(file, fs::file_size(file) - 100);  // as a full disk leaves it
    EXPECT_FALSE(Histories(folder.path, client, Backend::cpu(), options).read());
    std::ofstream(file) << "fadecast histories 1\nnonsense that is long enough for a checksum";
    EXPECT_FALSE(Histories(folder.path, client, Backend::cpu(), options).read());
    EXPECT_TRUE(same(computed, simulate_ensemble(client, Backend::cpu(), options, folder.path, {})));
    EXPECT_TRUE(Histories(folder.path, client, Backend::cpu(), options).read());
    // A folder that cannot be made costs time, not the forecast.
    EXPECT_TRUE(
        same(computed, simulate_ensemble(client, Backend::cpu(), options, file / "below a file", {})));
}

TEST(Members, AreTheSameWhenDrawnLater) {
    const Case client = small_client(), first_half = small_client({"--members=8"});
    const EnsembleOptions options{.realism = false};
    const Ensemble all = simulate_ensemble(client, Backend::cpu(), options, {}, {});
    Members grown(first_half, Backend::cpu(), options, {}, {});
    grown.grow_to(16);
    ASSERT_EQ(grown.ensemble().members, 16);
    EXPECT_EQ(grown.ensemble().scalars, all.scalars);
    EXPECT_EQ(grown.ensemble().discrepancy, all.discrepancy);
    for (const MemberSeries& series : all.series)
        for (std::size_t i = 0; i < series.values.size(); ++i)  // a dot's neighbours in a pack change 1e-6
            EXPECT_NEAR(grown.ensemble().of(series.name).values[i], series.values[i],
                        1e-5 * (1 + std::abs(series.values[i])));
}

TEST(ZoneMembers, LieBetweenTwoSunsAsIfFollowedThere) {
    const Case client = small_client();
    const EnsembleOptions options{.realism = false, .time_day = window_days(client)};
    const Ensemble whole = simulate_ensemble(client, Backend::cpu(), {}, {}, {});
    const ZoneMembers of_zones(client, Backend::cpu(), {}, {});
    Case crown = client;
    crown.zone = Zone::crown;
    const Ensemble followed = simulate_ensemble(crown, Backend::cpu(), options, {}, {}),
                   between = of_zones.in(Zone::crown, whole);
    const auto &exact = followed.of("contrast").values, &straight = between.of("contrast").values;
    ASSERT_EQ(exact.size(), straight.size());
    for (std::size_t i = 0; i < exact.size(); ++i) EXPECT_NEAR(straight[i], exact[i], .002);
    EXPECT_NO_THROW(between.of("realism"));  // that of the whole
}

TEST(Visits, RestoreThePigmentOfDay42) {
    // What is left of one session halves every 1000 days: each visit fills up what is missing.
    const auto halves = [](double age_day) { return std::pow(.5, (age_day - 42) / 1000); };
    const std::vector<double> days{542, 1042, 2042};
    const std::vector<double> strength = restoring_strengths(days, 1, halves);
    for (std::size_t visit = 0; visit < days.size(); ++visit) {
        double mass = halves(days[visit]) + strength[visit];
        for (std::size_t before = 0; before < visit; ++before)
            mass += strength[before] * halves(days[visit] - days[before]);
        EXPECT_NEAR(mass, 1, 1e-12);
    }
    // Two layers of ink on day 42 fade twice as much, and need twice as much.
    const std::vector<double> twice = restoring_strengths(days, 2, halves);
    for (std::size_t visit = 0; visit < days.size(); ++visit)
        EXPECT_NEAR(twice[visit], 2 * strength[visit], 1e-12);
}

TEST(Visits, LookAheadFromToday) {
    Case client = small_client({"--members=64"});
    const Ensemble ensemble = simulate_ensemble(client, Backend::cpu(), {}, {}, {});
    client.as_of = add_months(client.sessions.back().date, 81);  // overdue
    const VisitPlan plan =
        plan_visits(client, Backend::cpu(), ensemble, weigh(client, ensemble, {}, 0), {}, {});
    EXPECT_EQ(plan.policies.front().months.front(), 81);
    EXPECT_FALSE(plan.kept);  // it is out of tolerance already
    for (const VisitPolicy& policy : plan.policies)
        for (const int month : policy.months) EXPECT_GE(month, 81) << policy.name;
}

TEST(Visits, AreReadFromTheMembersThatCount) {
    // All the weight is on the half of the members, none among the first, whose look breaks first.
    Case client = small_client({"--members=256"});
    client.touch_up.horizon_year = 5;
    const Ensemble ensemble = simulate_ensemble(client, Backend::cpu(), {}, {}, {});
    const Months months = months_of(client, ensemble.time_day.back());
    const auto windows = windows_of(client, ensemble, ensemble, months);
    MemberWeights early;
    int counted = 0;
    for (int m = 0; m < ensemble.members; ++m)
        counted += early.weight.emplace_back(m >= 128 && windows[m].latest < 40 ? 1 : 0);
    for (double& weight : early.weight) weight /= counted;
    early.effective = counted;
    const Picked picked = pick_members(early, 96);
    for (const int m : picked.member) EXPECT_GT(early.weight[m], 0);
    EXPECT_NEAR(std::accumulate(picked.weight.begin(), picked.weight.end(), 0.), 1, 1e-12);
    const VisitPlan plan = plan_visits(client, Backend::cpu(), ensemble, early, {}, {});
    ASSERT_FALSE(plan.policies.front().months.empty());
    EXPECT_LT(plan.policies.front().months.front(), 40);
}

TEST(Visits, FillUpAWeakTouchUpAsMuchAsAStrongOne) {
    // What a visit adds is a share of what stands in the skin, whatever the last ink was like.
    const auto first_ink = [](double last_shade) {
        Case client = small_client({"--members=32"});
        Session touch_up = client.sessions.back();
        touch_up.date = add_months(touch_up.date, 40);
        touch_up.shade = last_shade, touch_up.density_share = 0, touch_up.again_share = 1;
        client.sessions.push_back(touch_up);
        client.as_of = touch_up.date;
        const Ensemble ensemble = simulate_ensemble(client, Backend::cpu(), {}, {}, {});
        const VisitPlan plan =
            plan_visits(client, Backend::cpu(), ensemble, weigh(client, ensemble, {}, 0), {}, {});
        for (const VisitPolicy& policy : plan.policies)
            if (policy.name == "every 36 months") return policy.strength.front();
        return 0.;
    };
    const double weak = first_ink(.3), strong = first_ink(1);
    EXPECT_GT(weak, .15);
    EXPECT_LT(strong / weak, 2.5);  // of pigment there is less than that more
    EXPECT_GT(strong, weak);
}

TEST(Visits, EndWithTheForecastAndAreNotPlannedOverLaseredDots) {
    Case client = small_client({"--members=16", "forecast.horizon=4 year"});
    Ensemble ensemble = simulate_ensemble(client, Backend::cpu(), {}, {}, {});
    const auto plan = [&] {
        return plan_visits(client, Backend::cpu(), ensemble, weigh(client, ensemble, {}, 0), {}, {});
    };
    EXPECT_EQ(plan().horizon_year, 4);
    client.lasers = {add_months(client.sessions.back().date, 12)};
    EXPECT_TRUE(plan().policies.empty());
    EXPECT_NE(plan().notes.front().find("laser"), std::string::npos);
}

TEST(Visits, KeepTheLookAndComeNoSoonerThanTheyMust) {
    Case client = small_client({"--members=64"});
    const Ensemble ensemble = simulate_ensemble(client, Backend::cpu(), {}, {}, {});
    const VisitPlan plan =
        plan_visits(client, Backend::cpu(), ensemble, weigh(client, ensemble, {}, 0), {}, {});
    ASSERT_EQ(plan.policies.size(), 7u);
    const VisitPolicy& fewest = plan.policies.front();
    EXPECT_TRUE(plan.kept);
    EXPECT_LE(fewest.outside_worst, .2 + 1e-6);
    ASSERT_GE(fewest.months.size(), 2u);
    for (const VisitPolicy& fixed : plan.policies) {
        if (fixed.months.size() < fewest.months.size()) {
            EXPECT_GT(fixed.outside_worst, .2) << fixed.name;
        }
        for (std::size_t v = 0; v < fixed.strength.size(); ++v) {
            EXPECT_GE(fixed.strength[v], .1);
            EXPECT_LT(fixed.strength[v], 1);
        }
    }
    // Coming more often wears less off but finds more dots still dark.
    for (std::size_t k = 2; k < plan.policies.size(); ++k) {
        EXPECT_GE(plan.policies[k].outside, plan.policies[k - 1].outside);
        EXPECT_LE(plan.policies[k].too_early, plan.policies[k - 1].too_early);
    }
    // Without any visit more are outside in the last month than a policy ever lets be.
    client.touch_up.probability = .99;
    const VisitPlan strict =
        plan_visits(client, Backend::cpu(), ensemble, weigh(client, ensemble, {}, 0), {}, {});
    EXPECT_GE(strict.policies.front().months.size(), fewest.months.size());
}

TEST(Visits, PutInkOverEveryOldDot) {
    Case client = small_client();
    Session visit = client.sessions.back();
    visit.date = add_months(visit.date, 30);
    visit.shade *= .4, visit.density_share = 0, visit.again_share = 1;
    client.sessions.push_back(visit);
    for (const DotInput& dot : draw_population(client).dots) {
        EXPECT_LT(dot.session, 3);
        const double own = dot.session == 0 ? 21. / 26 : 1;  // of pigment in the ink: one drop in 26
        EXPECT_NEAR(dot.again[3], .4 / own, 1e-9);
    }
}

TEST(WhatIfs, PointTheWayThePhysicsDoes) {
    const Case client = small_client({"--members=32", "skin.oil=oily"});
    const Ensemble ensemble = simulate_ensemble(client, Backend::cpu(), {}, {}, {});
    const auto found = what_ifs_of(client, Backend::cpu(), ensemble, weigh(client, ensemble, {}, 0), {}, {});
    const auto named = [&](const std::string& name) {
        for (const WhatIf& what : found)
            if (what.name == name) return what;
        ADD_FAILURE() << name << " is missing";
        return WhatIf{};
    };
    EXPECT_GT(named("hat").mean, named("sunscreen").mean);
    EXPECT_GT(named("sunscreen").mean, 0);
    EXPECT_GT(named("oil care").mean, 0);
    EXPECT_GT(named("shade").mean, 0);
    EXPECT_LT(named("dilution").mean, 0);
    EXPECT_GT(named("session").mean, 0);
    for (const char* name : {"density", "depth"}) EXPECT_GT(named(name).standard_error, 0);
    EXPECT_TRUE(named("hat").still_open);
    EXPECT_FALSE(named("shade").still_open);  // the sessions took place
    for (const WhatIf& what : found) {
        EXPECT_LE(what.p80[0], what.p80[1]);
        EXPECT_GE(std::abs(found.front().month), std::abs(what.month));
    }
    // Taken up late, a habit changes less.
    Case late = client;
    late.as_of = add_months(client.sessions.back().date, 30);
    for (const WhatIf& what :
         what_ifs_of(late, Backend::cpu(), ensemble, weigh(client, ensemble, {}, 0), {}, {}))
        if (what.name == "hat") {
            EXPECT_LT(what.mean, named("hat").mean);
        }
    // Before the first session everything is still open.
    Case planned = client;
    planned.planned = true;
    for (const WhatIf& what :
         what_ifs_of(planned, Backend::cpu(), ensemble, weigh(client, ensemble, {}, 0), {}, {}))
        EXPECT_TRUE(what.still_open) << what.name;
}

TEST(NextObservations, NarrowMoreWhenTheyAreExactOrLate) {
    const Case client = small_client({"--members=512"});
    const Ensemble ensemble = simulate_ensemble(client, Backend::cpu(), {}, {}, {});
    const auto found = next_observations_of(client, ensemble, {}, weigh(client, ensemble, {}, 0));
    const auto of = [&](int month, ObservationKind kind) {
        for (const NextObservation& each : found)
            if (each.date == add_months(client.sessions.back().date, month) && each.kind == kind)
                return each.narrowing;
        ADD_FAILURE() << month;
        return 0.;
    };
    EXPECT_GT(of(24, ObservationKind::contrast), of(24, ObservationKind::grade));
    EXPECT_GT(of(24, ObservationKind::contrast), of(6, ObservationKind::contrast));
    EXPECT_NEAR(of(2, ObservationKind::contrast), 0, .05);  // contrast is 1 then for all: nothing is learnt
    for (const NextObservation& each : found) {
        EXPECT_LT(each.narrowing, .6);
        EXPECT_GT(each.date, client.as_of);
    }
}

TEST(NextObservations, KnowTheGainOfEarlierReadings) {
    // Whoever reads twice as much as the dots' own colour says will do so again: nothing is learnt from that.
    Case client = small_client({"--members=512"});
    const Ensemble ensemble = simulate_ensemble(client, Backend::cpu(), {}, {}, {});
    const Date first = add_months(client.sessions.back().date, 2);
    client.as_of = first;
    double typical = 0;
    const Predicted there = predict(client, ensemble, first);
    for (const double difference : there.difference) typical += difference / 512;
    const auto best_colour = [&](double gain) {
        client.observations = {
            {.date = first, .kind = ObservationKind::colour, .value = gain * typical, .sd = .4}};
        const auto predicted = predict_observed(client, ensemble, {});
        for (const NextObservation& each :
             next_observations_of(client, ensemble, predicted, weigh(client, ensemble, {}, 0)))
            if (each.kind == ObservationKind::colour &&
                each.date == add_months(client.sessions.back().date, 24))
                return each.narrowing;
        return 0.;
    };
    EXPECT_NEAR(best_colour(2), best_colour(1), .15);
    EXPECT_LT(best_colour(2), .4);
}

TEST(Forecast, NarrowsAndMovesTowardsWhatWasObserved) {
    Case client = small_client({"--members=256"});
    const auto window = [&](std::optional<double> contrast) {
        client.observations.clear();
        const Date date = add_months(client.sessions.back().date, 18);
        if (contrast) client.observations.push_back({.date = date, .value = *contrast, .sd = .05});
        return make_forecast(client, Backend::cpu(), {});
    };
    const Forecast before = window({}), pale = window(.60), dark = window(.85);
    const auto width = [](const Forecast& forecast) {
        const int end = int(forecast.window.inside.size());
        return forecast.window.latest.p80[1].value_or(end) - *forecast.window.latest.p80[0];
    };
    EXPECT_LT(width(pale), width(before));
    EXPECT_LT(*pale.window.latest.month, *before.window.latest.month);
    EXPECT_GT(dark.window.latest.month.value_or(10000), *before.window.latest.month);
    EXPECT_LT(pale.weights.effective, before.weights.effective);
    EXPECT_EQ(before.weights.trust, 1);
}

TEST(Forecast, FollowsMoreMembersWhenFewAgreeAndSaysWhenItTrustsLess) {
    Case client = small_client();
    client.observations = {{.date = add_months(client.sessions.back().date, 12), .value = .45, .sd = .02}};
    const Forecast forecast = make_forecast(client, Backend::cpu(), {});
    EXPECT_GT(forecast.weights.weight.size(), 16u);
    EXPECT_EQ(forecast.weights.weight.size() * forecast.time_day.size(), forecast.members[0].values.size());
    EXPECT_TRUE(forecast.weights.effective >= 31 && forecast.weights.trust <= 1);
}

TEST(Window, EndsWhenTheHairAroundHasChanged) {
    Hair hair{.entered = true, .grey_share = .2, .norwood = 4};
    EXPECT_DOUBLE_EQ(years_to_greyer(hair, .03), 10);
    EXPECT_DOUBLE_EQ(years_to_further_loss(hair, .1), 10);
    hair.grey_share = .8;  // cannot get greyer by so much
    hair.norwood = 7;
    EXPECT_TRUE(std::isinf(years_to_greyer(hair, .03)));
    EXPECT_TRUE(std::isinf(years_to_further_loss(hair, .1)));

    const Case client = small_client();
    Ensemble ensemble = simulate_ensemble(client, Backend::cpu(), {}, {}, {});
    for (auto& [name, values] : ensemble.scalars)
        if (name == "greying_rate" || name == "loss_rate") values.assign(values.size(), 0);
    const Months months = months_of(client, ensemble.time_day.back());
    const auto stays = windows_of(client, ensemble, ensemble, months);
    for (auto& [name, values] : ensemble.scalars)
        if (name == "greying_rate") values.assign(values.size(), .31);  // by the end of a year
    const auto greys = windows_of(client, ensemble, ensemble, months);
    for (int m = 0; m < ensemble.members; ++m) {
        EXPECT_EQ(greys[m].latest, std::min(stays[m].latest, 12));
        EXPECT_EQ(greys[m].earliest, stays[m].earliest);
        if (stays[m].latest > 12) {
            EXPECT_EQ(greys[m].ended_by, Limit::greying);
        }
    }
}
