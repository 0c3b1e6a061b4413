#pragma once
// Sobol's sequence with the directions of Joe and Kuo (2008), any point of it at once, and Owen's scrambling.

#include <array>
#include <cstdint>

namespace fadecast {

inline constexpr int most_sobol_dimensions = 161;  ///< of all primitive polynomials up to degree 10, and van
                                                   ///< der Corput's sequence, the first

struct SobolDirection {
    std::uint16_t polynomial;              ///< primitive modulo 2, coefficients as bits
    std::array<std::uint16_t, 10> starts;  ///< odd m_1, m_2, ... below 2, 4, ..., as many as its degree
};
extern const std::array<SobolDirection, most_sobol_dimensions - 1> sobol_directions;  ///< from the second on

/// A coordinate of a point of the sequence in Gray code order, as 32 bits after the binary point.
/// @param dimension  from 0, below most_sobol_dimensions
std::uint32_t sobol_bits(int dimension, std::uint32_t index);

/// Owen's nested uniform scrambling (1995): every bit is flipped or not by a hash of the seed, the dimension,
/// its place and all bits above it. Each coordinate becomes uniform, and every net stays one.
std::uint32_t owen_scrambled(std::uint32_t bits, int dimension, std::uint64_t seed);

/// A scrambled coordinate in the middle of its 2^-32, so never 0 and never 1.
double sobol_place(int dimension, std::uint32_t index, std::uint64_t seed);

}  // namespace fadecast
