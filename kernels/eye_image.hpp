#pragma once
// What an eye at some distance makes of one image: its channels blurred, wave by wave, and L*a*b* of that.

#include "colour.hpp"
#include "launch.hpp"

namespace fadecast::eye {

// A product of matrices is worked out in tiles of 4 x 8 elements, one for each lane of a team: on the CPU
// these sums fit the registers of SSE2. Matrices are padded to whole tiles.
inline constexpr int tile_rows = 4, tile_columns = 8;
static_assert(tile_rows * tile_columns == pack_width);
inline int padded(int size) { return (size + tile_columns - 1) / tile_columns * tile_columns; }

/// One image, by one team.
struct SeeImage {
    struct Blur {
        int count, padded;  // waves
        float of_xyz[3];
        const float *wave, *transposed, *transfer;
    };
    int width, padded;  // pixels along a side
    Blur blur[3];
    float to_relative_xyz[3][3];
    const float* xyz;  // [images][3][width][width]
    float* lab;        // the same

    /// Of a team: three opponent channels and two working planes.
    std::size_t bytes() const { return std::size_t(5) * padded * padded * sizeof(float); }

    template <typename TeamT>
    FADECAST_HD void operator()(const TeamT& team) const {
        const Index pixels = Index(width) * width, plane = Index(padded) * padded;
        const float* image = xyz + team.index * 3 * pixels;
        float* seen = lab + team.index * 3 * pixels;
        float *opponent = reinterpret_cast<float*>(team.memory), *one = opponent + 3 * plane,
              *other = one + plane;
        for (int channel = 0; channel < 3; ++channel) {
            const Blur& b = blur[channel];
            for_pixels(team, [&](int y, int x) {
                const float* at = image + Index(y) * width + x;
                one[y * padded + x] =
                    b.of_xyz[0] * at[0] + b.of_xyz[1] * at[pixels] + b.of_xyz[2] * at[2 * pixels];
            });
            // To waves down the columns, along the rows; back down the columns, along the rows.
            multiply(team, b.padded, padded, width, b.wave, padded, one, nullptr, other);
            multiply(team, b.padded, b.padded, width, other, padded, b.transposed, b.transfer, one);
            multiply(team, padded, b.padded, b.count, b.transposed, b.padded, one, nullptr, other);
            multiply(team, padded, padded, b.count, other, b.padded, b.wave, nullptr,
                     opponent + channel * plane);
        }
        for_pixels(team, [&](int y, int x) {
            const float* at = opponent + y * padded + x;
            const auto relative = [&](int axis) {
                const float value = to_relative_xyz[axis][0] * at[0] + to_relative_xyz[axis][1] * at[plane] +
                                    to_relative_xyz[axis][2] * at[2 * plane];
                return value > 0 ? value : 0;
            };
            const auto colour =
                colour::lab_of_relative_xyz(colour::Triple<float>{relative(0), relative(1), relative(2)});
            float* out = seen + Index(y) * width + x;
            out[0] = colour.x, out[pixels] = colour.y, out[2 * pixels] = colour.z;
        });
    }

private:
    template <typename TeamT, typename Body>
    FADECAST_HD void for_pixels(const TeamT& team, const Body& body) const {
        team.for_lines(width, [&](int first, int last, auto lanes) {
            for (int y = first; y < last; ++y)
                for (int start = 0; start < width; start += pack_width) {
                    const int end = start + lanes.last() < width ? start + lanes.last() : width;
                    FADECAST_LANES
                    for (int x = start + lanes.first; x < end; ++x) body(y, x);
                }
        });
    }

    /// out [rows][columns] = left [rows][inner] x right [inner][columns], times scale, element by element, if
    /// any. Elements of the padding may hold anything where no sum reaches them.
    template <typename TeamT>
    FADECAST_HD static void multiply(const TeamT& team, int rows, int columns, int inner, const float* left,
                                     int left_stride, const float* right, const float* scale, float* out) {
        const int across = columns / tile_columns;
        team.for_lines(rows / tile_rows * across, [=](int first, int last, auto lanes) {
            constexpr bool whole = lanes.width == pack_width;
            constexpr int height = whole ? tile_rows : 1, width = whole ? tile_columns : 1;
            for (int tile = first; tile < last; ++tile) {
                const int row = tile / across * tile_rows + lanes.first / tile_columns,
                          column = tile % across * tile_columns + lanes.first % tile_columns;
                const float *a = left + row * left_stride, *b = right + column;
                float sum[height][width] = {};
                for (int k = 0; k < inner; ++k) {
                    FADECAST_SIMD
                    for (int c = 0; c < width; ++c)
                        for (int r = 0; r < height; ++r)
                            sum[r][c] += a[r * left_stride + k] * b[k * columns + c];
                }
                for (int r = 0; r < height; ++r)
                    for (int c = 0; c < width; ++c) {
                        const int at = (row + r) * columns + column + c;
                        out[at] = scale ? sum[r][c] * scale[at] : sum[r][c];
                    }
            }
        });
    }
};

}  // namespace fadecast::eye
