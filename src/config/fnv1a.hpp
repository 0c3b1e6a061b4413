#pragma once
// FNV-1a, 64 bits (Fowler, Noll and Vo): the hash by which cases and kept histories are named. Not for
// secrets.

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace fadecast {

/// @param start  another one makes another, independent hash
constexpr std::uint64_t fnv1a(std::string_view text, std::uint64_t start = 0xcbf29ce484222325ull) {
    for (const unsigned char byte : text) start = (start ^ byte) * 0x100000001b3ull;
    return start;
}

/// 16 hexadecimal digits.
inline std::string fnv1a_text(std::string_view text) { return fmt::format("{:016x}", fnv1a(text)); }

}  // namespace fadecast
