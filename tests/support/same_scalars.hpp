#pragma once
// Two decompositions of the same transport.

#include <fadecast/snapshots.hpp>

#include <gtest/gtest.h>

#include <cmath>

namespace fadecast::test {

/// Bit for bit, but for what went to the lymph and to light: a CPU sums it by rows, a GPU by columns.
inline void expect_same_scalars(const Snapshots& one, const Snapshots& other) {
    const std::vector<Real> a = one.scalars.to_host(), b = other.scalars.to_host();
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        const std::size_t what = i / pack_width % Snapshots::scalar_count;
        if (what == Snapshots::lymph_mass || what == Snapshots::bleached_mass)
            ASSERT_NEAR(a[i], b[i], 1e-6 * (1 + std::abs(a[i])));
        else
            ASSERT_EQ(a[i], b[i]) << "scalar " << what;
    }
}

}  // namespace fadecast::test
