#include <fadecast/statistics.hpp>

#include "support/on_every_backend.hpp"

struct Statistics : OnEveryBackend {};
ON_EVERY_BACKEND(Statistics);

TEST_P(Statistics, SortsEveryRowOnItsOwn) {
    const std::vector<float> rows{3, -1, 0, -2.5f, 1e30f, -1e-30f, 7, 7};
    EXPECT_EQ(fadecast::sort_rows(backend, rows, 4),
              (std::vector<float>{-2.5f, -1, 0, 3, -1e-30f, 7, 7, 1e30f}));
}

TEST_P(Statistics, RefusesRowsThatDoNotFit) {
    EXPECT_THROW(fadecast::sort_rows(backend, {1, 2, 3}, 2), fadecast::Error);
    EXPECT_THROW(fadecast::sort_rows(backend, {1, 2, 3}, 0), fadecast::Error);
}
