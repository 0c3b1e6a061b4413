// Virtual clients of several cases in one population, against each in the ensemble of its own case.

#include <fadecast/config.hpp>
#include <fadecast/ensemble.hpp>

#include <gtest/gtest.h>

namespace fadecast {
namespace {

Case example(std::vector<std::string> settings) {
    settings.insert(settings.end(), {"--members=18", "forecast.horizon=3 year", "--accuracy=draft"});
    return read_case(FADECAST_SOURCE_DIR "/configs/clients/example.toml", settings);
}

// Dots are seen a pack at a time: members of one case fill it there, of all three cases here.
TEST(ClientsTogether, HaveTheSameBitsAsAlone) {
    constexpr int members = 18;
    const std::vector<Case> cases{
        example({}), example({"skin.fitzpatrick=6", "session.1.shade=0.3"}),
        example({"slow_clearance=0.5 1/year", "dot_density=90 1/cm2", "sun.hat=0"})};
    std::vector<VirtualClient> clients;
    for (int i = 0; i < members; ++i) clients.push_back({&cases[i % 3], i * 5 % members});
    const Ensemble together = simulate_clients(clients, Backend::cpu(), {}, {});
    ASSERT_EQ(together.members, members);
    for (int c = 0; c < 3; ++c) {
        const Ensemble alone = simulate_ensemble(cases[c], Backend::cpu(), {}, {}, {});
        const std::size_t times = alone.time_day.size();
        for (int i = c; i < members; i += 3) {
            const int m = clients[i].member;
            for (std::size_t s = 0; s < alone.series.size(); ++s)
                for (std::size_t t = 0; t < times; ++t)
                    EXPECT_EQ(together.series[s].values[i * times + t], alone.series[s].values[m * times + t])
                        << alone.series[s].name << ", member " << m << ", time " << t;
            for (std::size_t s = 0; s < alone.scalars.size(); ++s)
                EXPECT_EQ(together.scalars[s].second[i], alone.scalars[s].second[m])
                    << alone.scalars[s].first;
            EXPECT_EQ(together.discrepancy[i], alone.discrepancy[m]);
        }
    }
}

TEST(ClientsTogether, TheTypicalOneDoesNotDependOnItsCompany) {
    Case typical = example({}), other = example({"deposit_bottom=1 mm"});
    typical.forecast.dots = other.forecast.dots = 1;
    const EnsembleOptions options{.realism = false};
    const Ensemble alone = simulate_clients({{&typical, nominal_member}}, Backend::cpu(), options, {});
    const Ensemble among = simulate_clients(
        {{&other, 3}, {&other, nominal_member}, {&typical, nominal_member}}, Backend::cpu(), options, {});
    const auto &one = alone.of("contrast").values, &all = among.of("contrast").values;
    EXPECT_EQ(std::vector(all.end() - std::ptrdiff_t(one.size()), all.end()), one);
    EXPECT_EQ(among.scalar("slow_clearance")[2], info(Parameter::slow_clearance).nominal);
    EXPECT_NE(std::vector(all.begin(), all.begin() + std::ptrdiff_t(one.size())), one);
}

TEST(ClientsTogether, OfOtherDaysOrInksAreRefused) {
    const Case one = example({}), ink = example({"session.2.pigment=iron-oxide-black"}),
               day = example({"session.2.date=2026-03-20"}), lasered = [] {
                   Case client = example({});
                   client.lasers = {add_months(client.sessions.back().date, 12)};
                   return client;
               }();
    EXPECT_TRUE(go_together(one, example({"session.1.shade=2", "sun.hat=0"})));
    for (const Case* other : {&ink, &day, &lasered}) {
        EXPECT_FALSE(go_together(one, *other));
        EXPECT_THROW(simulate_clients({{&one, 0}, {other, 0}}, Backend::cpu(), {}, {}), Error);
    }
}

}  // namespace
}  // namespace fadecast
