// Designs: Sobol's sequence against another program and its own laws, and what each design promises.

#include "sweep/sobol_sequence.hpp"

#include "support/message_of.hpp"

#include <fadecast/study.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

using namespace fadecast;
using test::message_of;

namespace {

constexpr std::uint64_t seeds[] = {0, 1, 7, 9007199254740991ull};

Design design_of(DesignKind kind, std::int64_t samples, int factors, std::uint64_t seed = 1) {
    return {kind, samples, seed, std::vector<int>(factors, 0)};
}

}  // namespace

TEST(SobolSequence, EqualsThatOfSciPy) {
    // scipy 1.10.1, stats.qmc.Sobol(d=161, scramble=False).random(4096), times 4096: exact, as all
    // coordinates of the first 4096 points are multiples of 1/4096.
    constexpr int dimensions[] = {0, 1, 2, 9, 50, 160};
    const std::map<std::uint32_t, std::array<std::uint32_t, 6>> scipy{
        {0, {0, 0, 0, 0, 0, 0}},
        {1, {2048, 2048, 2048, 2048, 2048, 2048}},
        {2, {3072, 1024, 1024, 3072, 1024, 3072}},
        {3, {1024, 3072, 3072, 1024, 3072, 1024}},
        {5, {3584, 3584, 512, 512, 2560, 3584}},
        {100, {1696, 1056, 3168, 2848, 3616, 1120}},
        {1000, {900, 396, 2124, 284, 1444, 3516}},
        {4095, {1, 3855, 1369, 1009, 1905, 2819}}};
    for (const auto& [index, expected] : scipy)
        for (int d = 0; d < 6; ++d)
            EXPECT_EQ(sobol_bits(dimensions[d], index), expected[d] << 20) << index << " " << dimensions[d];
}

TEST(SobolSequence, HasStartsThatAreOddAndBelowTheirPowerOfTwo) {
    // Without that the matrices would not be regular. Degrees ascend, and no polynomial comes twice.
    std::set<int> polynomials;
    int before = 1;
    for (const SobolDirection& direction : sobol_directions) {
        const int degree = std::bit_width(direction.polynomial) - 1;
        EXPECT_GE(degree, before);
        before = degree;
        EXPECT_TRUE(polynomials.insert(direction.polynomial).second);
        for (int i = 0; i < 10; ++i)
            if (i < degree) {
                EXPECT_EQ(direction.starts[i] % 2, 1);
                EXPECT_LT(direction.starts[i], 2 << i);
            } else {
                EXPECT_EQ(direction.starts[i], 0);
            }
    }
    EXPECT_EQ(polynomials.size(), 160u);  // 1 + 1 + 2 + 2 + 6 + 6 + 18 + 16 + 48 + 60 of degree 1 to 10
}

TEST(SobolSequence, StaysANetInEveryDimensionWhenScrambled) {
    // A (0,m,1)-net: of the first 2^m points every interval of 2^-m has exactly one.
    for (const std::uint64_t seed : seeds)
        for (int dimension = 0; dimension < most_sobol_dimensions; dimension += seed == 1 ? 1 : 13)
            for (const int m : {1, 4, 7}) {
                std::set<int> intervals;
                for (std::uint32_t i = 0; i < 1u << m; ++i)
                    intervals.insert(int(sobol_place(dimension, i, seed) * (1 << m)));
                EXPECT_EQ(intervals.size(), std::size_t(1) << m) << "dimension " << dimension;
            }
}

TEST(SobolSequence, StaysANetInItsFirstTwoDimensionsWhenScrambled) {
    // A (0,m,2)-net: every box of area 2^-m, however it is cut, has exactly one point.
    constexpr int m = 8;
    for (const std::uint64_t seed : seeds)
        for (int cuts = 0; cuts <= m; ++cuts) {
            std::set<std::pair<int, int>> boxes;
            for (std::uint32_t i = 0; i < 1u << m; ++i)
                boxes.emplace(int(sobol_place(0, i, seed) * (1 << cuts)),
                              int(sobol_place(1, i, seed) * (1 << (m - cuts))));
            EXPECT_EQ(boxes.size(), std::size_t(1) << m) << cuts;
        }
}

TEST(SobolSequence, ScramblesEachBitByTheBitsAboveItOnly) {
    // Two places that share their first bits share them after scrambling, and differ in the next one.
    for (const std::uint64_t seed : seeds)
        for (int shared = 0; shared < 32; ++shared) {
            const std::uint32_t one = 0x5a3c96e1u, other = one ^ (0x80000000u >> shared);
            const std::uint32_t difference = owen_scrambled(one, 3, seed) ^ owen_scrambled(other, 3, seed);
            EXPECT_EQ(std::countl_zero(difference), shared);
            // Below, bits are flipped apart; a shift of all points alike would keep the difference.
            if (shared < 8) {
                EXPECT_NE(difference, one ^ other);
            }
        }
    EXPECT_NE(owen_scrambled(0, 0, 1), owen_scrambled(0, 0, 2));
    EXPECT_NE(owen_scrambled(0, 0, 1), owen_scrambled(0, 1, 1));
}

TEST(SobolSequence, IsUniformOverScramblings) {
    // A scrambled point is uniform over seeds: of 4096 seeds each sixteenth should get 256, with a standard
    // deviation of 15.5; 5 of them leave out one wrong verdict in 10^5.
    std::array<int, 16> count{};
    for (std::uint64_t seed = 0; seed < 4096; ++seed) ++count[int(16 * sobol_place(5, 77, seed))];
    for (const int each : count) EXPECT_NEAR(each, 256, 5 * 15.5);
}

TEST(Design, OfAGridHasEveryLevelWithEveryOtherAndTheLastFactorFastest) {
    const Design grid(DesignKind::grid, 0, 1, {2, 3, 2});
    ASSERT_EQ(grid.points(), 12);
    for (int p = 0; p < 12; ++p) {
        const auto place = grid.place(p);
        EXPECT_EQ(place, (std::vector<double>{(p / 6 + .5) / 2, (p / 2 % 3 + .5) / 3, (p % 2 + .5) / 2}));
    }
}

TEST(Design, OfALatinHypercubeHasEachSliceOfEachFactorOnce) {
    for (const std::uint64_t seed : seeds)
        for (const int n : {1, 2, 3, 5, 16, 100, 1000, 1025}) {
            const Design design = design_of(DesignKind::lhs, n, 5, seed);
            std::vector<std::set<int>> slices(5);
            for (int p = 0; p < n; ++p) {
                const auto place = design.place(p);
                for (int k = 0; k < 5; ++k) {
                    EXPECT_GT(place[k], 0);
                    EXPECT_LT(place[k], 1);
                    slices[k].insert(int(place[k] * n));
                }
            }
            for (const auto& each : slices) EXPECT_EQ(each.size(), std::size_t(n));
        }
}

TEST(Design, OfALatinHypercubeShufflesItsSlicesByChance) {
    // Over 4200 seeds the first point of 7 should lie in each slice 600 times, with a standard deviation
    // of 22.7.
    std::array<int, 7> count{};
    for (std::uint64_t seed = 0; seed < 4200; ++seed)
        ++count[int(7 * design_of(DesignKind::lhs, 7, 1, seed).place(0)[0])];
    for (const int each : count) EXPECT_NEAR(each, 600, 5 * 22.7);
    // Factors are shuffled apart from each other: a correlation of n pairs has a standard deviation of
    // 1/sqrt(n).
    const Design design = design_of(DesignKind::lhs, 1000, 2);
    double product = 0;
    for (int p = 0; p < 1000; ++p)
        product += (design.place(p)[0] - .5) * (design.place(p)[1] - .5) * 12 / 1000;
    EXPECT_NEAR(product, 0, 5 / std::sqrt(1000.));
}

TEST(Design, AtRandomIsUniformAndLengthens) {
    const Design design = design_of(DesignKind::random, 4096, 3),
                 longer = design_of(DesignKind::random, 9999, 3);
    std::array<std::array<int, 16>, 3> count{};
    for (int p = 0; p < 4096; ++p) {
        const auto place = design.place(p);
        EXPECT_EQ(place, longer.place(p));
        for (int k = 0; k < 3; ++k) ++count[k][int(16 * place[k])];
    }
    for (const auto& factor : count)
        for (const int each : factor) EXPECT_NEAR(each, 256, 5 * 15.5);  // as above
    EXPECT_NE(design.place(0), design_of(DesignKind::random, 4096, 3, 2).place(0));
}

TEST(Design, OfSaltelliTakesOneFactorFromTheOtherPointInEachRow) {
    const int k = 4;
    const Design design = design_of(DesignKind::saltelli, 64, k);
    ASSERT_EQ(design.block(), k + 2);
    ASSERT_EQ(design.points(), 64 * (k + 2));
    const Design sequence = design_of(DesignKind::sobol, 64, 2 * k);
    for (int block = 0; block < 64; ++block) {
        const auto both = sequence.place(block);
        const std::vector<double> a(both.begin(), both.begin() + k), b(both.begin() + k, both.end());
        EXPECT_EQ(design.place(block * (k + 2)), a);
        EXPECT_EQ(design.place(block * (k + 2) + 1), b);
        for (int i = 0; i < k; ++i) {
            std::vector<double> mixed = a;
            mixed[i] = b[i];
            EXPECT_EQ(design.place(block * (k + 2) + 2 + i), mixed);
        }
    }
}

TEST(Design, OfMorrisMovesEveryFactorOnceByTwoLevels) {
    const int k = 6;
    const Design design = design_of(DesignKind::morris, 200, k);
    ASSERT_EQ(design.points(), 200 * (k + 1));
    std::map<double, int> starts;
    std::array<std::array<int, 6>, 6> order{};  // [step][factor]
    for (int trajectory = 0; trajectory < 200; ++trajectory) {
        auto before = design.place(trajectory * (k + 1));
        for (const double place : before) ++starts[place];
        std::set<int> moved;
        for (int step = 1; step <= k; ++step) {
            const auto after = design.place(trajectory * (k + 1) + step);
            for (int i = 0; i < k; ++i)
                if (after[i] != before[i]) {
                    EXPECT_EQ(std::abs(after[i] - before[i]), .5);
                    EXPECT_TRUE(moved.insert(i).second);
                    ++order[step - 1][i];
                }
            EXPECT_EQ(moved.size(), std::size_t(step));
            before = after;
        }
    }
    // Starts lie on the four levels alike: 300 of 1200 each, standard deviation 15.
    EXPECT_EQ(starts.size(), 4u);
    for (const double place : {.125, .375, .625, .875}) EXPECT_NEAR(starts[place], 300, 5 * 15);
    // Each factor comes at each step alike: 33.3 of 200, standard deviation 5.3.
    for (const auto& step : order)
        for (const int each : step) EXPECT_NEAR(each, 33.3, 5 * 5.3);
}

TEST(Design, PutsFactorsWithLevelsIntoTheMiddleOfOne) {
    for (const DesignKind kind :
         {DesignKind::random, DesignKind::lhs, DesignKind::sobol, DesignKind::saltelli, DesignKind::morris}) {
        const Design design(kind, 64, 1, {3, 0, 2});
        std::set<double> three, two;
        for (int p = 0; p < design.points(); ++p) {
            three.insert(design.place(p)[0]);
            two.insert(design.place(p)[2]);
        }
        EXPECT_EQ(three, (std::set<double>{.5 / 3, 1.5 / 3, 2.5 / 3}));
        EXPECT_EQ(two, (std::set<double>{.25, .75}));
    }
    // A jump of Morris always changes the level.
    const Design morris(DesignKind::morris, 50, 1, {3, 2, 4});
    for (int p = 0; p < morris.points(); ++p)
        if (p % 4 != 0) {
            EXPECT_NE(morris.place(p), morris.place(p - 1));
        }
}

TEST(Design, OfMorrisTakesEveryLevelThatItAdmits) {
    for (int levels = 2; levels <= 4; ++levels) {
        const Design design(DesignKind::morris, 50, 1, {levels, 0});
        std::set<double> taken;
        for (int p = 0; p < design.points(); ++p) taken.insert(design.place(p)[0]);
        EXPECT_EQ(taken.size(), std::size_t(levels));
    }
    EXPECT_NE(message_of([] {
                  Design(DesignKind::morris, 50, 1, {2, 5});
              }).find("has 5 levels"),
              std::string::npos);
}

TEST(Design, RefusesWhatItCannotHold) {
    EXPECT_NE(message_of([] { design_of(DesignKind::lhs, 0, 2); }).find("at least 1"), std::string::npos);
    EXPECT_NE(message_of([] { design_of(DesignKind::grid, 0, 2); }).find("no levels"), std::string::npos);
    EXPECT_NE(message_of([] { design_of(DesignKind::sobol, 8, 0); }).find("no factors"), std::string::npos);
    EXPECT_NE(message_of([] { design_of(DesignKind::saltelli, 8, 81); }).find("162 dimensions"),
              std::string::npos);
    EXPECT_EQ(message_of([] { design_of(DesignKind::saltelli, 8, 80); }), "");
    EXPECT_NE(message_of([] { Design(DesignKind::grid, 0, 1, std::vector<int>(30, 2)); }).find("points"),
              std::string::npos);
    EXPECT_NE(message_of([] { design_of(DesignKind::sobol, 8, 1).place(8); }).find("point 8 is not"),
              std::string::npos);
}
