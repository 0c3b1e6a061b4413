#include <gtest/gtest.h>

#include <random.hpp>

// Known answers of Random123 1.14, file kat_vectors, "philox4x32 10".
TEST(Philox, MatchesThePublishedVectors) {
    const auto zero = fadecast::philox_block({0, 0, 0, 0}, 0, 0);
    EXPECT_EQ(zero.x, 0x6627e8d5u);
    EXPECT_EQ(zero.y, 0xe169c58du);
    EXPECT_EQ(zero.z, 0xbc57ac4cu);
    EXPECT_EQ(zero.w, 0x9b00dbd8u);
    const auto ones = fadecast::philox_block({~0u, ~0u, ~0u, ~0u}, ~0u, ~0u);
    EXPECT_EQ(ones.x, 0x408f276du);
    EXPECT_EQ(ones.y, 0x41c83b0eu);
    EXPECT_EQ(ones.z, 0xa20bc7c6u);
    EXPECT_EQ(ones.w, 0x6d5451fdu);
}
