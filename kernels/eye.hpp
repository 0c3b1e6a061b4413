#pragma once
// S-CIELAB of images that tile the plane: what an eye at some distance makes of them.

#include "eye_image.hpp"
#include "simd.hpp"

#include <fadecast/realism.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

namespace fadecast::eye {

// S-CIELAB's opponent channels and their blurs, Zhang and Wandell (1997): recalled, not read again.
struct Gaussian {
    double fwhm_degree, weight;
};
struct Channel {
    double of_xyz[3];
    std::array<Gaussian, 3> blur;  // narrowest first
};
inline constexpr Channel channels[3] = {
    {{.2787, .7218, -.1066}, {{{.05, .9207}, {.225, .105}, {7, -.108}}}},
    {{-.4488, .2898, .0772}, {{{.0685, .531}, {.826, .33}, {1, 0}}}},
    {{.086, -.59, .5011}, {{{.092, .4877}, {.6451, .3711}, {1, 0}}}},
};

inline double sigma_mm(Gaussian blur, double distance_m) {
    const double degree_mm = 1000 * distance_m * std::tan(std::numbers::pi / 180);
    return blur.fwhm_degree * degree_mm / (2 * std::sqrt(2 * std::numbers::ln2));
}

// What the channel lets through of a wave with this square of its frequency, 1/mm^2.
inline double transfer(const Channel& channel, double distance_m, double frequency2) {
    double sum = 0, weights = 0;
    for (const Gaussian& blur : channel.blur) {
        const double sigma = sigma_mm(blur, distance_m);
        sum += blur.weight * std::exp(-2 * std::numbers::pi * std::numbers::pi * sigma * sigma * frequency2);
        weights += blur.weight;
    }
    return sum / weights;
}

/// Cosines and sines that fit the patch, as orthonormal rows, up to the last frequency that a channel lets
/// through, and how much it lets through of each product of two. A blur is: to these waves, times `transfer`,
/// and back. Unlike kernels on pixels, of which one is many patches wide, that is exact, and four products of
/// matrices do for any number of Gaussians.
struct Waves {
    int count, width;  // without padding
    std::vector<float> wave, transposed,
        transfer;  // [padded count][padded width], its transpose, [count][count]

    Waves(const Channel& channel, int pixels, double pixel_mm, double distance_m) : width(pixels) {
        constexpr double unseen = 1e-6;  // float does not hold more
        const double side = pixels * pixel_mm, sigma = sigma_mm(channel.blur[0], distance_m);
        const double last = std::sqrt(-std::log(unseen) / 2) / (std::numbers::pi * sigma) * side;
        const int highest = int(std::min(double(pixels / 2), last));
        count = std::min(pixels, 2 * highest + 1);  // of the highest possible there is no sine
        const int p = padded(width), q = padded(count);
        wave.assign(std::size_t(p) * q, 0), transposed = wave, transfer.assign(std::size_t(q) * q, 0);
        const auto order = [](int k) { return (k + 1) / 2; };
        for (int k = 0; k < count; ++k)
            for (int x = 0; x < width; ++x) {
                const double angle = 2 * std::numbers::pi * (order(k) * x % width) / width;
                const double length = k == 0 || 2 * order(k) == width ? 1 : std::sqrt(2.);
                const double value =
                    length / std::sqrt(double(width)) * (k % 2 || k == 0 ? std::cos(angle) : std::sin(angle));
                wave[k * p + x] = transposed[x * q + k] = float(value);
            }
        for (int i = 0; i < count; ++i)
            for (int j = 0; j < count; ++j)
                transfer[i * q + j] = float(eye::transfer(
                    channel, distance_m, (order(i) * order(i) + order(j) * order(j)) / (side * side)));
    }
};

// From channels to X, Y and Z over those of white. Cramer's rule: rows of an inverse are cross products of
// the other columns.
inline void invert_channels(float (&inverse)[3][3]) {
    const auto m = [](int row, int column) { return channels[row % 3].of_xyz[column % 3]; };
    double determinant = 0;
    for (int j = 0; j < 3; ++j)
        determinant += m(0, j) * (m(1, j + 1) * m(2, j + 2) - m(1, j + 2) * m(2, j + 1));
    const auto white = colour::white<double>();
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j)
            inverse[i][j] = float((m(j + 1, i + 1) * m(j + 2, i + 2) - m(j + 1, i + 2) * m(j + 2, i + 1)) /
                                  (determinant * (i == 0   ? white.x
                                                  : i == 1 ? white.y
                                                           : white.z)));
}

inline void check(const Images& images) {
    const std::size_t values = std::size_t(std::max(0, images.count)) * 3 * images.width * images.width;
    if (images.count < 0 || images.width < 1 || images.xyz.size() != values)
        throw Error("realism: " + std::to_string(images.count) + " images of " +
                    std::to_string(images.width) + " pixels along a side need " + std::to_string(values) +
                    " values of X, Y and Z, not " + std::to_string(images.xyz.size()));
    if (!(images.pixel_mm > 0 && std::isfinite(images.pixel_mm)))
        throw Error("realism: a pixel of " + std::to_string(images.pixel_mm) + " mm; it must be above 0");
}

/// Calls use(first, lab) for some images at a time, so that thousands take little memory.
template <typename Use>
void for_seen(const Backend& backend, const Images& images, double distance_m, const Use& use) {
    check(images);
    if (!(distance_m > 0 && std::isfinite(distance_m)))
        throw Error("realism: a distance of " + std::to_string(distance_m) + " m; it must be above 0");
    SeeImage see{images.width, padded(images.width), {}, {}, nullptr, nullptr};
    invert_channels(see.to_relative_xyz);
    std::vector<Buffer<float>> matrices;
    const auto there = [&](const std::vector<float>& matrix) {
        matrices.emplace_back(backend, std::span<const float>(matrix));
        return std::as_const(matrices.back()).data();
    };
    for (int c = 0; c < 3; ++c) {
        const double(&of_xyz)[3] = channels[c].of_xyz;
        const Waves waves(channels[c], images.width, images.pixel_mm, distance_m);
        see.blur[c] = {waves.count,
                       padded(waves.count),
                       {float(of_xyz[0]), float(of_xyz[1]), float(of_xyz[2])},
                       there(waves.wave),
                       there(waves.transposed),
                       there(waves.transfer)};
    }
    constexpr int pixels_at_a_time = 1 << 20;
    const Index values = Index(3) * images.width * images.width;
    const int most = std::max(1, int(3 * pixels_at_a_time / values));
    for (int first = 0; first < images.count; first += most) {
        const int count = std::min(most, images.count - first);
        const Buffer<float> xyz(backend, std::span(images.xyz).subspan(first * values, count * values));
        Buffer<float> lab(backend, count * values);
        see.xyz = xyz.data(), see.lab = lab.data();
        for_each_team(backend, count, see.bytes(), see, wide_eye());
        backend.wait();
        use(first, lab.to_host());
    }
}

}  // namespace fadecast::eye
