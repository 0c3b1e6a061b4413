#include <fadecast/statistics.hpp>

#include "support/on_every_backend.hpp"

struct Statistics : OnEveryBackend {};
ON_EVERY_BACKEND(Statistics);

TEST_P(Statistics, SortsEveryRowOnItsOwnAndLeavesEqualValuesInOrder) {
    const std::vector<float> rows{3, -1, 0, -2.5f, 1e30f, 7, -1e-30f, 7};
    EXPECT_EQ(fadecast::sorted_positions(backend, rows, 4),
              (std::vector<std::uint32_t>{3, 1, 2, 0, 2, 1, 3, 0}));
}

TEST_P(Statistics, RefusesRowsThatDoNotFit) {
    EXPECT_THROW(fadecast::sorted_positions(backend, {1, 2, 3}, 2), fadecast::Error);
    EXPECT_THROW(fadecast::sorted_positions(backend, {1, 2, 3}, 0), fadecast::Error);
}
