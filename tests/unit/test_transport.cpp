#include <fadecast/transport.hpp>

#include "support/nominal_dot.hpp"
#include "support/on_every_backend.hpp"
#include "support/same_scalars.hpp"

#include <omp.h>

#include <cmath>

using namespace fadecast;
using test::nominal_dot;
using test::Scalars;
using test::spreading_dot;
using test::year;

struct Transport : OnEveryBackend {
    Scalars run(const std::vector<DotInput>& dots, const Schedule& schedule, GridShape grid = {}) {
        return Scalars(transport(backend, grid, schedule, {{1, 0}}, dots));
    }
};
ON_EVERY_BACKEND(Transport);

// Everything that was deposited is in the skin, in the scab or in the ledger. Tolerance: float fields over
// ~200 steps.
TEST_P(Transport, LedgerClosesAtEveryTime) {
    std::vector<double> days;
    for (double day = 0; day <= 60; day += 2) days.push_back(day);
    for (double y = 1; y <= 5; ++y) days.push_back(y * year);
    DotInput dot = nominal_dot();
    dot.bleaching_per_day[0] = .05 / year;
    const Scalars s = run({dot}, make_schedule({0}, days));
    for (int t = 0; t < int(days.size()); ++t) {
        const double held = s.at(t, Snapshots::retained_mass) + s.at(t, Snapshots::scab_mass);
        const double lost = s.at(t, Snapshots::shed_mass) + s.at(t, Snapshots::lymph_mass) +
                            s.at(t, Snapshots::bleached_mass);
        ASSERT_NEAR((held + lost) / 34, 1, 1e-5) << "day " << days[t];
    }
}

// The same at the corners of the ranges, over 20 years, three sessions and two components.
TEST_P(Transport, LedgerClosesAtTheCorners) {
    std::vector<DotInput> dots;
    for (double spread : {1e-6, 7.5e-2})
        for (double bleaching : {0., 20.})
            for (int session : {0, 1, 2}) {
                DotInput dot = nominal_dot();
                dot.session = session;
                dot.mass_ng = {20, 14};
                dot.bottom_mm = .15 + .3 * session;
                dot.column_sigma_mm = .05;
                dot.exudate_share = .25 * session;
                dot.lateral_mm2_per_day = dot.vertical_mm2_per_day = spread / year;
                dot.bleaching_per_day = {bleaching / year, .01 / year};
                dots.push_back(dot);
            }
    const Schedule schedule = make_schedule({-28, -14, 0}, {0, 3, 42, year, 20 * year});
    const Scalars s(transport(backend, {}, schedule, {{1, 5.5e-3}, {.3, 1e-3}}, dots));
    for (int d = 0; d < int(dots.size()); ++d)
        for (int t = 0; t < 5; ++t) {
            const double held = s.at(t, Snapshots::retained_mass, d) + s.at(t, Snapshots::scab_mass, d);
            const double lost = s.at(t, Snapshots::shed_mass, d) + s.at(t, Snapshots::lymph_mass, d) +
                                s.at(t, Snapshots::bleached_mass, d);
            ASSERT_NEAR((held + lost) / 34, 1, 1e-5) << "dot " << d << ", time " << t;
        }
}

// FWHM^2 grows by 16 ln 2 D t. Tolerance 1 %: second-order error of rings about a tenth of the width.
TEST_P(Transport, FreeGaussianWidensAsTheory) {
    const std::vector<double> years{1, 3, 5, 10, 20}, expected{.213, .238, .260, .309, .388};
    std::vector<double> days;
    for (double y : years) days.push_back(y * year);
    const Scalars s = run({spreading_dot(.20, 5e-4)}, make_schedule({0}, days));
    for (std::size_t t = 0; t < years.size(); ++t) {
        const double exact = std::sqrt(.04 + 16 * std::numbers::ln2 * 5e-4 * years[t]);
        EXPECT_NEAR(s.at(int(t), Snapshots::pigment_fwhm_mm), exact, .01 * exact);
        EXPECT_NEAR(exact, expected[t], 6e-4);
    }
}

// Dermal mass relative to day 42 against the closure's numbers, each within .03.
TEST_P(Transport, FollowsTheClosure) {
    const std::vector<double> years{.5, 1, 5, 10, 20}, expected{.891, .820, .561, .379, .194};
    std::vector<double> days{7, 28, 42};
    for (double y : years) days.push_back(42 + y * year);
    const Scalars s = run({nominal_dot()}, make_schedule({0}, days));
    const double healed = s.at(2, Snapshots::dermal_mass);
    for (std::size_t i = 0; i < years.size(); ++i)
        EXPECT_NEAR(s.at(int(i) + 3, Snapshots::dermal_mass) / healed, expected[i], .03) << years[i] << " y";
    EXPECT_NEAR(s.at(1, Snapshots::dermal_mass) / s.at(0, Snapshots::dermal_mass), 1,
                .1);  // flat after day 7
    const double dermal_deposit = s.at(0, Snapshots::dermal_mass) + s.at(0, Snapshots::lymph_mass);
    EXPECT_NEAR(s.at(2, Snapshots::lymph_mass) / dermal_deposit, .026, .01);
    EXPECT_NEAR(s.at(2, Snapshots::retained_mass) / 34, .68, .03);
}

// What leaves with exudate is the dot's share of its dermal pigment. Tolerance: lymph of pigment that left
// the dermis.
TEST_P(Transport, ExudateTakesItsShare) {
    for (double share : {.02, .08, .25, .5})
        for (double uptake_day : {.75, 3.}) {
            DotInput dot = nominal_dot();
            dot.residence.uptake_per_day = std::numbers::ln2 / (5 * uptake_day);
            dot.exudate_share = share;
            const Scalars s = run({dot}, make_schedule({0}, {0, 14}));
            const double dermal = s.at(0, Snapshots::dermal_mass);
            const double left = dermal - s.at(1, Snapshots::dermal_mass) - s.at(1, Snapshots::lymph_mass);
            EXPECT_NEAR(left / dermal, share, .01) << "uptake half-time " << uptake_day << " d";
        }
}

TEST_P(Transport, AblatedPigmentIsRecapturedAndStays) {
    const double ablation = 42 + year;
    const Schedule schedule = make_schedule({0}, {ablation - 1, ablation + 60}, {}, ablation);
    FieldRecord fields;
    const GridShape grid;
    const Scalars s(transport(backend, grid, schedule, {{1, 0}}, {nominal_dot()}, &fields));
    const auto pool = [&](int time, int which) {
        double sum = 0;
        const auto r = radial_faces(grid, nominal_dot());
        const auto z = depth_faces(grid, nominal_dot().epidermis_mm, nominal_dot().skin_mm);
        for (int k = 0; k < grid.depth_cells; ++k)
            for (int i = 0; i < grid.radial_cells; ++i)
                sum +=
                    fields
                        .pools[((std::size_t(time) * 3 + which) * grid.depth_cells + k) * grid.radial_cells +
                               i] *
                    (r[i + 1] * r[i + 1] - r[i] * r[i]) * (z[k + 1] - z[k]) * std::numbers::pi;
        return sum;
    };
    const double freed = pool(0, 1);
    const double recaptured = (pool(1, 1) + pool(1, 2) - pool(0, 2)) / freed;
    RecordProperty("recaptured", std::to_string(recaptured));
    EXPECT_GT(recaptured, .85);
    EXPECT_GT(s.at(1, Snapshots::dermal_mass) / s.at(0, Snapshots::dermal_mass), .9);
}

// Direct bleaching alone, ten years of heavy sun against none: carbon black hardly, an azo toner
// several-fold.
TEST_P(Transport, CarbonBlackOutlastsTheSunAndAzoDoesNot) {
    const double heavy = 6 / 3.0;  // dose over the reference dose
    std::vector<DotInput> dots(3, nominal_dot());
    dots[1].bleaching_per_day[0] = .004 / year * heavy;
    dots[2].bleaching_per_day[0] = .10 / year * heavy;
    const Scalars s = run(dots, make_schedule({0}, {42 + 10 * year}));
    const double dark = s.at(0, Snapshots::dermal_mass, 0);
    EXPECT_GT(s.at(0, Snapshots::dermal_mass, 1) / dark, .90);
    EXPECT_LT(s.at(0, Snapshots::dermal_mass, 2) / dark, 1 / 2.5);
}

// Pigment shades what lies below it, so a dark dot bleaches more slowly.
TEST_P(Transport, PigmentShadesItself) {
    DotInput dot = nominal_dot();
    dot.bleaching_per_day[0] = .2 / year;
    const Schedule schedule = make_schedule({0}, {42, year, 2 * year, 5 * year});
    const auto bleached = [&](double absorption) {
        return Scalars(transport(backend, {}, schedule, {{1, absorption}}, {dot}))
            .at(3, Snapshots::bleached_mass);
    };
    EXPECT_LT(bleached(5.5e-3), .9 * bleached(0));
}

// What is written out does not change what happens: shade is renewed on the schedule's own marks. Tolerance:
// the steps that end at the extra snapshots.
TEST_P(Transport, DoesNotDependOnTheDaysWrittenOut) {
    DotInput dot = nominal_dot();
    dot.bleaching_per_day[0] = .2 / year;
    const auto last = [&](std::vector<double> days) {
        const int time = int(days.size()) - 1;
        return Scalars(transport(backend, {}, make_schedule({-14, 0}, days), {{1, 5.5e-3}}, {dot}))
            .at(time, Snapshots::dermal_mass);
    };
    EXPECT_NEAR(last({0, 7, 42, 200, 400, 800, 3 * year}) / last({3 * year}), 1, 2e-3);
    const auto on_day_1 = [&](std::vector<double> days) {
        return run({nominal_dot()}, make_schedule({0}, days)).at(0, Snapshots::dermal_mass);
    };
    EXPECT_NEAR(on_day_1({1, 42}) / on_day_1({1}), 1, 1e-6);  // the same steps until then
}

// Exudate takes from the channel alone: a blowout lies mostly beside it.
TEST_P(Transport, ExudateLeavesPigmentBesideTheChannel) {
    DotInput dot = nominal_dot();
    dot.residence.uptake_per_day = 0;
    dot.residence.slow_per_day = dot.residence.labile_share = dot.residence.permanent_share = 0;
    dot.blowout_share = .9;
    dot.blowout_sigma_mm = .8;
    dot.exudate_share = .05;
    FieldRecord fields;
    const GridShape grid;
    transport(backend, grid, make_schedule({0}, {0, 14}), {{1, 0}}, {dot}, &fields);
    const auto face = radial_faces(grid, dot);
    int ring = 0;
    while (face[ring] < .5) ++ring;
    const auto depth = depth_faces(grid, dot.epidermis_mm, dot.skin_mm);
    const auto column = [&](int time) {  // dermal pigment of the ring, per area
        double sum = 0;
        for (int z = grid.epidermis_cells; z < grid.depth_cells; ++z)
            sum += (depth[z + 1] - depth[z]) *
                   fields.pools[(std::size_t(time) * 3 * grid.depth_cells + z) * grid.radial_cells + ring];
        return sum;
    };
    EXPECT_NEAR(column(1) / column(0), 1, .003);
}

// Another session speeds up the release of what is there; more of it escapes.
TEST_P(Transport, AnotherSessionReleasesOldPigment) {
    std::vector<DotInput> dots(2, nominal_dot());
    dots[1].session = 1;
    const Scalars once = run({dots[0]}, make_schedule({0}, {800}));
    const Scalars twice = run(dots, make_schedule({0, 700}, {800}));
    EXPECT_LT(twice.at(0, Snapshots::dermal_mass, 0), .999 * once.at(0, Snapshots::dermal_mass, 0));
    EXPECT_GT(twice.at(0, Snapshots::dermal_mass, 1),
              once.at(0, Snapshots::dermal_mass, 0));  // the younger dot
}

// No value below zero, and nothing but numbers, for the corners of the ranges.
TEST_P(Transport, StaysPositiveAtTheCorners) {
    std::vector<DotInput> dots;
    for (double bottom : {.10, 1.6})
        for (double spread : {1e-6, 2e-2})
            for (double uptake_h : {2.0, 200.0})
                for (double exudate : {0.0, .6}) {
                    DotInput dot = nominal_dot();
                    dot.bottom_mm = bottom;
                    dot.lateral_mm2_per_day = dot.vertical_mm2_per_day = spread / year;
                    dot.residence.uptake_per_day = std::numbers::ln2 / (5 * uptake_h / 24);
                    dot.exudate_share = exudate;
                    dots.push_back(dot);
                }
    const Schedule schedule = make_schedule({0}, {1, 42, 5 * year});
    const Snapshots snapshots = transport(backend, {}, schedule, {{1, 0}}, dots);
    for (Real value : snapshots.pigment.to_host()) ASSERT_GE(value, 0);
    for (const DotInput& dot : dots) {
        FieldRecord record;
        transport(Backend::cpu(), {}, schedule, {{1, 0}}, {dot}, &record);
        for (Real value : record.pools) ASSERT_GE(value, 0);
    }
    for (Real value : snapshots.scalars.to_host()) ASSERT_TRUE(std::isfinite(value));
}

TEST(TransportOnce, DoesNotDependOnTheThreadCount) {
    std::vector<DotInput> dots(3 * pack_width, nominal_dot());
    for (std::size_t i = 0; i < dots.size(); ++i) dots[i].bottom_mm = .2 + .005 * double(i);
    const Schedule schedule = make_schedule({-14, 0}, {42, year});
    const int usual = omp_get_max_threads();
    const auto run = [&](int threads) {
        omp_set_num_threads(threads);
        return transport(Backend::cpu(), {}, schedule, {{1, 0}}, dots).pigment.to_host();
    };
    EXPECT_EQ(run(1), run(2));
    omp_set_num_threads(usual);
}

// The GPU's two decompositions, a pack per block and a dot per block: line by line and lane by lane,
// backwards. All do the same operations on the same numbers, and contraction is off, so they agree to the
// last bit but for the order in which what left is summed.
TEST(TransportOnce, ReferenceEqualsCpuInBothMappings) {
    std::vector<DotInput> dots(40, nominal_dot());  // more than a pack, of two sessions
    for (std::size_t i = 0; i < dots.size(); ++i) {
        dots[i].bottom_mm = .2 + .02 * double(i);
        dots[i].session = int(i % 2);
        dots[i].mass_ng[1] = 5;
    }
    const Schedule schedule = make_schedule({-14, 0}, {0, 7, 42, year}, {.growth = .6, .extrapolate = true});
    const auto run = [&](const Backend& backend, Mapping mapping) {
        return transport(backend, {}, schedule, {{1, 1e-3}, {.5, 2e-3}}, dots, nullptr, mapping);
    };
    const Snapshots cpu = run(Backend::cpu(), Mapping::pack);
    for (const Mapping mapping : {Mapping::pack, Mapping::dot}) {
        const Snapshots reference = run(Backend::reference(), mapping);
        EXPECT_EQ(cpu.pigment.to_host(), reference.pigment.to_host());
        test::expect_same_scalars(cpu, reference);
    }
}

TEST(TransportOnce, EveryInstructionSetGivesTheSameBits) {
    std::vector<DotInput> dots(pack_width, nominal_dot());
    for (std::size_t i = 0; i < dots.size(); ++i) dots[i].bottom_mm = .2 + .02 * double(i);
    const Schedule schedule = make_schedule({-14, 0}, {0, 7, 42, year});
    const auto run = [&](Simd set) {
        use_simd(set);
        return transport(Backend::cpu(), {}, schedule, {{1, 1e-3}}, dots).pigment.to_host();
    };
    const auto baseline = run(Simd::baseline);
    for (Simd set : {Simd::avx2, Simd::avx512}) {
        if (set > widest_simd()) continue;
        EXPECT_EQ(run(set), baseline) << name_of(set);
    }
    use_simd(widest_simd());
    if (widest_simd() < Simd::avx512) {
        EXPECT_THROW(use_simd(Simd::avx512), Error);
    }
}

TEST(TransportOnce, DotsInTheSamePackDoNotDisturbEachOther) {
    std::vector<DotInput> dots(5, nominal_dot());
    dots[1].bottom_mm = 1.2;
    dots[2].column_sigma_mm = .3;
    const Schedule schedule = make_schedule({0}, {42});
    const auto alone = transport(Backend::cpu(), {}, schedule, {{1, 0}}, {nominal_dot()}).scalars.to_host();
    const auto among = transport(Backend::cpu(), {}, schedule, {{1, 0}}, dots).scalars.to_host();
    for (int k = 0; k < Snapshots::scalar_count; ++k)
        EXPECT_EQ(alone[k * pack_width], among[k * pack_width]) << k;
}

TEST(TransportOnce, RefusesWhatItCannotDo) {
    const Schedule schedule = make_schedule({0}, {1});
    EXPECT_THROW(transport(Backend::cpu(), {}, schedule, {{1, 0}}, {}), Error);
    EXPECT_THROW(transport(Backend::cpu(), {}, schedule, {}, {nominal_dot()}), Error);
    DotInput dot = nominal_dot();
    dot.session = 1;
    EXPECT_THROW(transport(Backend::cpu(), {}, schedule, {{1, 0}}, {dot}), Error);
    EXPECT_THROW(make_schedule({0, 0}, {1}), Error);
    EXPECT_THROW(make_schedule({0}, {-1}), Error);
    EXPECT_THROW(make_schedule({0}, {1}, {.shortest_day = 0}), Error);
    EXPECT_THROW(transport(Backend::cpu(), {}, schedule, {{1, 0, 1}}, {nominal_dot()}), Error);
}
