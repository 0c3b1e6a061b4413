// What happens to dots after they were made: a second pass, a laser, the death of all macrophages.

#include <fadecast/transport.hpp>

#include "dose.hpp"
#include "reservoir.hpp"
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

namespace {

const GridShape coarse{.radial_cells = 16,
                       .depth_cells = 24,
                       .epidermis_cells = 6,
                       .slice_count = 4,
                       .epidermis_slice_count = 1};

enum Pools { free_pigment, in_macrophages, in_matrix };

/// Fields of dot 0 of a run, by component and pool.
struct Fields {
    GridShape grid;
    DotInput dot;
    int components;
    FieldRecord record;

    const Real* at(int time, int component, int pool) const {
        return &record.pools[((std::size_t(time) * components + component) * 3 + pool) * grid.cells()];
    }
    double mass(int time, int component, int pool) const {  // ng, of epidermis and dermis
        const auto r = radial_faces(grid, dot), z = depth_faces(grid, dot.epidermis_mm, dot.skin_mm);
        const Real* field = at(time, component, pool);
        double sum = 0;
        for (int k = 0; k < grid.cells(); ++k) {
            const int i = k % grid.radial_cells, j = k / grid.radial_cells;
            sum += field[k] * std::numbers::pi * (r[i + 1] * r[i + 1] - r[i] * r[i]) * (z[j + 1] - z[j]);
        }
        return sum;
    }
    double mass(int time, int component) const {
        return mass(time, component, free_pigment) + mass(time, component, in_macrophages) +
               mass(time, component, in_matrix);
    }
};

/// Nothing but the labile share leaves: no release, no lymph, no exudate; taken up within hours.
DotInput migrating_dot() {
    DotInput dot = nominal_dot();
    dot.residence.uptake_per_day = 10;
    dot.residence.slow_per_day = dot.residence.permanent_per_day = 0;
    dot.residence.release_surge = 1;
    dot.exudate_share = 0;
    return dot;
}

/// Every event at once, among dots without any: three sessions, two of them onto dots of the first, two laser
/// treatments, and all macrophages killed.
struct Busy {
    std::vector<double> days{0, 1, 14, 42, 60, 100, 101, 130, 200, 201, 230, 400};
    Schedule schedule = make_schedule({-30, -14, 0}, days, {}, 200, {60, 100});
    std::vector<ComponentInput> components{{.7, 5e-3, 2}, {.1, 1e-3, -1}, {4, 6e-3, -1}};
    std::vector<DotInput> dots;
    Busy() {
        for (int d = 0; d < 12; ++d) {
            DotInput dot = nominal_dot();
            dot.session = d % 3;
            dot.mass_ng = {20, 14, 0};
            dot.bottom_mm = .25 + .03 * d;
            dot.blowout_share = d == 7 ? .4 : 0;
            dot.mesh_radius_mm = 2;
            dot.bleaching_per_day = {.02 / year, .1 / year, .02 / year};
            dot.fragmented_share = .05 * d;
            if (dot.session == 0 && d > 0) dot.again[1] = 1.3;
            if (dot.session < 2 && d % 2) dot.again[2] = .5;
            dots.push_back(dot);
        }
    }
    Snapshots run(const Backend& backend, Mapping mapping = Mapping::pack) const {
        return transport(backend, coarse, schedule, components, dots, nullptr, mapping);
    }
};

struct Events : OnEveryBackend {
    Fields fields(const DotInput& dot, const Schedule& schedule,
                  const std::vector<ComponentInput>& components = {{1, 0}}) {
        Fields result{coarse, dot, int(components.size()), {}};
        transport(backend, result.grid, schedule, components, {dot}, &result.record);
        return result;
    }
};
ON_EVERY_BACKEND(Events);

}  // namespace

// What was deposited in all passes is held, in the scab or in the ledger. Tolerance: float fields over some
// hundred steps.
TEST_P(Events, LedgerClosesThroughAllOfThem) {
    const Busy busy;
    const Scalars s(busy.run(backend));
    for (int d = 0; d < int(busy.dots.size()); ++d) {
        const DotInput& dot = busy.dots[d];
        const double deposited = 34 * (1 + dot.again[1] + dot.again[2]);
        for (int t = 0; t < int(busy.days.size()); ++t) {
            const double held = s.at(t, Snapshots::retained_mass, d) + s.at(t, Snapshots::scab_mass, d);
            const double lost = s.at(t, Snapshots::shed_mass, d) + s.at(t, Snapshots::lymph_mass, d) +
                                s.at(t, Snapshots::bleached_mass, d);
            ASSERT_NEAR(s.at(t, Snapshots::deposited_mass, d) / deposited, 1, 1e-6) << d;
            ASSERT_NEAR((held + lost) / deposited, 1, 1e-5) << "dot " << d << ", day " << busy.days[t];
        }
    }
}

// Spread and unshaded bleaching are linear, so a dot made twice holds what two dots hold. All step by whole
// days, so that only rounding of some hundred steps is left. In the dermis: the wound hurries the epidermis.
TEST_P(Events, SecondPassSuperposesWhatIsLinear) {
    const StepControl daily{.growth = 0, .shortest_day = 1, .disturbed_day = 1, .longest_day = 1};
    const Schedule schedule = make_schedule({0, 60}, {60, 61, 90, 200}, daily);
    DotInput both = spreading_dot(.20, 5e-3), first = both, second = both;
    both.bleaching_per_day[0] = first.bleaching_per_day[0] = second.bleaching_per_day[0] = .3 / year;
    both.again[1] = .4;
    second.session = 1;
    const Fields twice = fields(both, schedule), one = fields(first, schedule),
                 other = fields(second, schedule);
    const GridShape& grid = twice.grid;
    for (int t = 0; t < 4; ++t) {
        const Real *a = one.at(t, 0, free_pigment), *b = other.at(t, 0, free_pigment),
                   *sum = twice.at(t, 0, free_pigment);
        const int dermis = grid.epidermis_cells * grid.radial_cells;
        const double axis = sum[dermis];
        for (int k = dermis; k < grid.cells(); ++k) ASSERT_NEAR(sum[k], a[k] + .4 * b[k], 1e-5 * axis) << k;
    }
}

// The labile share of each pass leaves in its own time though all lie together, and the matrix keeps its
// share of each: what is held is the sum of two dots. Tolerance: the hours that uptake takes, and the steps.
TEST_P(Events, LabileSharesOfBothPassesLeaveInTheirOwnTime) {
    const double amount = .6, pass = 100;
    std::vector<double> days{pass + 42};
    for (double y : {.5, 1., 2., 5.}) days.push_back(pass + y * year);
    const StepControl fine{.growth = .05, .disturbed_day = .5, .longest_day = 30};
    const Schedule schedule = make_schedule({0, pass}, days, fine);
    DotInput both = migrating_dot(), second = migrating_dot();
    both.again[1] = amount;
    second.session = 1;
    const std::vector<ComponentInput> no_lymph{{0, 0}};
    const Scalars twice(transport(backend, coarse, schedule, no_lymph, {both})),
        one(transport(backend, coarse, schedule, no_lymph, {migrating_dot()})),
        other(transport(backend, coarse, schedule, no_lymph, {second}));
    for (int t = 0; t < int(days.size()); ++t) {
        const double sum = one.at(t, Snapshots::dermal_mass) + amount * other.at(t, Snapshots::dermal_mass);
        EXPECT_NEAR(twice.at(t, Snapshots::dermal_mass) / sum, 1, 3e-5) << days[t];
    }
}

// A second pass opens the wound again, and of what it deposited the dot's share leaves with the exudate.
// Tolerance: as for a first pass.
TEST_P(Events, SecondPassOpensTheWoundAgain) {
    DotInput dot = nominal_dot();
    dot.exudate_share = .2;
    dot.again[1] = 1.5;
    const Scalars s(transport(backend, {}, make_schedule({-60, 0}, {0, 14}), {{1, 0}}, {dot}));
    EXPECT_EQ(s.at(0, Snapshots::open_share), 1);
    EXPECT_LT(s.at(1, Snapshots::open_share), .01);
    const double deposit = 1.5 * 34 * (1 - dot.epidermis_mm / dot.bottom_mm);
    const double left = s.at(0, Snapshots::dermal_mass) - s.at(1, Snapshots::dermal_mass) +
                        (s.at(0, Snapshots::lymph_mass) - s.at(1, Snapshots::lymph_mass));
    EXPECT_NEAR(left / deposit, .2, .01);
}

// With fast uptake the free pigment is in balance with what macrophages release, so lymph takes k_ly k_rel M
// / (k_up m): another session changes that by its surge over the macrophages' activity m = 1 + 4 M^(t).
// Tolerance: the lag of the balance, minutes to an hour of two weeks, and the steps.
TEST_P(Events, AnotherSessionReleasesOldPigmentByItsSurge) {
    DotInput dot = nominal_dot();
    dot.residence.uptake_per_day = 40;
    dot.residence.labile_share = dot.residence.permanent_share = 0;
    dot.exudate_share = 0;
    const std::vector<double> days{700, 714};
    const StepControl fine{.disturbed_day = .1, .longest_day = 30};
    const auto lost = [&](std::vector<double> sessions) {
        const Scalars s(transport(backend, {}, make_schedule(sessions, days, fine), {{.05, 0}}, {dot}));
        return s.at(1, Snapshots::lymph_mass) - s.at(0, Snapshots::lymph_mass);
    };
    double expected = 0;
    for (int k = 0; k < 1400; ++k) expected += 3 / (1 + 4 * macrophage_answer((k + .5) / 100)) / 1400;
    EXPECT_NEAR(lost({0, 700}) / lost({0}), expected, .005 * expected);
}

// A pulse frees its share of what macrophages and matrix hold, cell by cell, and keeps every nanogram; what
// has no fragments stays what it is. Tolerance: one rounding.
TEST_P(Events, LaserFreesItsShareWhereItLies) {
    DotInput dot = nominal_dot();
    dot.mass_ng = {20, 10, 0};
    dot.fragmented_share = .4;
    const std::vector<ComponentInput> components{{1, 0, 2}, {.5, 0, -1}, {4, 0, -1}};
    const auto run = [&](std::vector<double> lasers) {
        return fields(dot, make_schedule({0}, {300}, {}, never_day, lasers), components);
    };
    const Fields before = run({}), after = run({300});
    for (int k = 0; k < before.grid.cells(); ++k) {
        const auto held = [&](const Fields& f, int c) {
            return double(f.at(0, c, in_macrophages)[k]) + f.at(0, c, in_matrix)[k];
        };
        const double most = held(before, 0) + held(before, 1) + 1e-20;
        for (int c : {0, 1}) ASSERT_NEAR(held(after, c), .6 * held(before, c), 1e-6 * most) << k;
        EXPECT_EQ(after.at(0, 0, free_pigment)[k], before.at(0, 0, free_pigment)[k]);
        ASSERT_NEAR(after.at(0, 1, free_pigment)[k], before.at(0, 1, free_pigment)[k] + .4 * held(before, 1),
                    1e-6 * most);
        ASSERT_NEAR(after.at(0, 2, free_pigment)[k], .4 * held(before, 0), 1e-6 * most) << k;
    }
    EXPECT_GT(after.mass(0, 2, free_pigment), 1);  // otherwise this would say nothing
}

// Years later fragments leave as escape per release tells, e = x / (1 + x) with x = k_ly / k_up; x falls with
// depth, so their rate over the parent's lies between those of the deepest and of the shallowest pigment.
TEST_P(Events, FragmentsLeaveFasterThanTheirParent) {
    DotInput dot = nominal_dot();
    dot.mass_ng = {30, 0};
    dot.residence.labile_share = dot.residence.permanent_share = 0;
    dot.fragmented_share = .5;
    const double faster = lymph_size_factor(30);
    EXPECT_EQ(faster, 4);  // the cap of what is assumed of sizes
    const Fields run = fields(dot, make_schedule({0}, {2 * year, 4 * year}, {}, never_day, {100}),
                              {{1, 0, 1}, {faster, 0, -1}});
    const auto rate = [&](int c) { return std::log(run.mass(0, c) / run.mass(1, c)); };
    const auto ratio_at = [&](double depth_mm) {
        const double x = .1 / .9 * mean_lymph_depth_factor(depth_mm, depth_mm + 1e-3);
        return faster * (1 + x) / (1 + faster * x);
    };
    EXPECT_GT(rate(1) / rate(0), ratio_at(dot.epidermis_mm));
    EXPECT_LT(rate(1) / rate(0), ratio_at(.55));
}

// A laser on pigment without smaller fragments frees it, and the macrophages take it up again.
TEST_P(Events, LaserWithoutFragmentsHardlyFades) {
    DotInput dot = nominal_dot();
    dot.fragmented_share = .8;
    const auto held = [&](std::vector<double> lasers) {
        return Scalars(
                   transport(backend, {}, make_schedule({0}, {700}, {}, never_day, lasers), {{1, 0}}, {dot}))
            .at(0, Snapshots::dermal_mass);
    };
    const double share = held({400}) / held({});
    EXPECT_LT(share, 1);
    EXPECT_GT(share, .85);  // about a tenth of what is freed escapes
}

// The decompositions of the GPU, one block per pack and one per dot, on dots of seven different histories.
TEST(EventsOnce, ReferenceEqualsCpuBitForBitInBothMappings) {
    const Busy busy;
    const Snapshots cpu = busy.run(Backend::cpu());
    for (const Mapping mapping : {Mapping::pack, Mapping::dot}) {
        const Snapshots reference = busy.run(Backend::reference(), mapping);
        EXPECT_EQ(cpu.pigment.to_host(), reference.pigment.to_host());
        EXPECT_EQ(cpu.scab.to_host(), reference.scab.to_host());
        test::expect_same_scalars(cpu, reference);
    }
}

TEST(EventsOnce, DoNotDependOnTheThreadCount) {
    Busy busy;
    for (int k = 0; k < 60; ++k) busy.dots.push_back(busy.dots[k]);
    const int before = omp_get_max_threads();
    const auto run = [&](int threads) {
        omp_set_num_threads(threads);
        return busy.run(Backend::cpu()).pigment.to_host();
    };
    EXPECT_EQ(run(1), run(3));
    omp_set_num_threads(before);
}

// Dots that share packs with others of another history end as they do alone.
TEST(EventsOnce, DoNotDisturbDotsWithoutThem) {
    Busy busy;
    const Scalars among(busy.run(Backend::cpu()));
    for (int d : {0, 5, 7}) {
        Busy alone;
        alone.dots = {busy.dots[d]};
        const Scalars s(alone.run(Backend::cpu()));
        for (int what = 0; what < Snapshots::scalar_count; ++what)
            for (int t = 0; t < int(busy.days.size()); ++t)
                EXPECT_EQ(s.at(t, Snapshots::Scalar(what)), among.at(t, Snapshots::Scalar(what), d));
    }
}

TEST(EventsOnce, RefusesLaserDaysOutOfOrder) {
    EXPECT_THROW(make_schedule({0}, {1}, {}, never_day, {30, 20}), Error);
}

// Of a lognormal of standard deviation s = ln gsd, the mean of (d / median)^p is e^(p^2 s^2 / 2). Quadrature
// with three nodes is exact for polynomials up to order 5; what is left is the sixth order of p s.
TEST(ParticleSizes, ThreeClassesStandForALognormal) {
    for (double gsd : {1.2, 1.5, 1.9}) {
        const double s = std::log(gsd);
        for (double p : {0., -1., -1.5, 1.}) {
            double mean = 0;
            for (const auto& [share, diameter] : size_classes(80, gsd))
                mean += share * std::pow(diameter / 80, p);
            EXPECT_NEAR(mean / std::exp(p * p * s * s / 2), 1, std::pow(p * s, 6) / 60 + 1e-12)
                << gsd << " " << p;
        }
    }
}

TEST(ParticleSizes, LargeOnesAbsorbLessAndEscapeLess) {
    EXPECT_EQ(size_absorption_factor(30), 1);
    EXPECT_EQ(size_absorption_factor(200), 1);
    EXPECT_DOUBLE_EQ(size_absorption_factor(500), .4);
    EXPECT_GT(lymph_size_factor(30), lymph_size_factor(80));
    EXPECT_GT(lymph_size_factor(80), lymph_size_factor(300));
}
