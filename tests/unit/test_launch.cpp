// What every kernel may rely on, however it is launched.

#include <launch.hpp>

#include <gtest/gtest.h>

using namespace fadecast;

namespace {

struct Square {
    const float* from;
    float* to;
    void operator()(Index i) const { to[i] = from[i] * from[i]; }
    template <int W>
    void operator()(Index pack, Lanes<W> lanes) const {
        for (int l = lanes.first; l < lanes.last(); ++l) (*this)(pack * pack_width + l);
    }
    template <int W>
    void operator()(const Team<W>& team) const {
        team.for_lanes([&](auto lanes) { (*this)(team.index, lanes); });
    }
};

}  // namespace

TEST(Launch, FlushesFloatsBelowTheSmallestNormalOneHoweverAKernelRuns) {
    constexpr Index packs = 40, count = packs * pack_width;
    const std::vector<float> small(count, 1e-20f);  // its square, 1e-40, has no normal float
    volatile float outside = small[0];
    ASSERT_GT(outside * outside, 0) << "the compiler flushes by itself";
    {
        const launch::FlushDenormals flush;
        if (outside * outside > 0) GTEST_SKIP() << "nothing is flushed on this processor";
    }
    for (const Backend& backend : {Backend::reference(), Backend::cpu()}) {
        const auto expect_zeros = [&](const auto& run) {
            std::vector<float> squares(count, 1);
            run(Square{small.data(), squares.data()});
            EXPECT_EQ(squares, std::vector<float>(count, 0)) << backend.describe();
        };
        expect_zeros([&](const Square& square) { for_each(backend, count, square); });
        expect_zeros([&](const Square& square) { for_each_pack(backend, packs, square); });
        expect_zeros([&](const Square& square) { for_each_team(backend, packs, 1, square); });
    }
    EXPECT_GT(outside * outside, 0) << "the caller's own arithmetic is left as it was";
}
