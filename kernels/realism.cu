// How real a dotted scalp looks: images as an eye sees them, pair correlations, the score.

#include "eye.hpp"

#include <fadecast/colour.hpp>
#include <fadecast/realism.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <numeric>
#include <string>
#include <vector>

namespace fadecast {
namespace {

/// What the judge keeps of a seen image.
constexpr int rank_groups = 64;
struct Look {
    std::array<Lab, rank_groups> by_rank{};
};

/// Pixels from dark to light, in the lower halves; equal ones keep their order. The bits of what is not
/// negative sort as it does: three passes over 11 of them each, from the lowest.
std::vector<std::uint64_t> by_lightness(std::span<const float> lightness) {
    constexpr int digit_bits = 11, digits = 1 << digit_bits;
    std::vector<std::uint64_t> order(lightness.size()), sorted(lightness.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = std::uint64_t(std::bit_cast<std::uint32_t>(std::max(0.f, lightness[i]))) << 32 | i;
    for (int shift = 32; shift < 64; shift += digit_bits) {
        const auto digit = [shift](std::uint64_t key) { return key >> shift & (digits - 1); };
        std::array<std::uint32_t, digits + 1> first{};
        for (const std::uint64_t key : order) ++first[digit(key) + 1];
        std::partial_sum(first.begin(), first.end(), first.begin());
        for (const std::uint64_t key : order) sorted[first[digit(key)]++] = key;
        order.swap(sorted);
    }
    return order;
}

Look look_at(std::span<const float> lab) {
    const std::size_t pixels = lab.size() / 3;
    const std::vector<std::uint64_t> order = by_lightness(lab.first(pixels));
    Look look;
    for (int group = 0; group < rank_groups; ++group) {
        const std::size_t first = group * pixels / rank_groups, last = (group + 1) * pixels / rank_groups;
        Lab& sum = look.by_rank[group];
        for (std::size_t rank = first; rank < last; ++rank) {
            const std::size_t pixel = order[rank] & 0xffffffffu;
            sum.lightness += lab[pixel], sum.a += lab[pixels + pixel], sum.b += lab[2 * pixels + pixel];
        }
        sum.lightness /= double(last - first), sum.a /= double(last - first), sum.b /= double(last - first);
    }
    return look;
}

double difference(const Look& first, const Look& second) {
    double sum = 0;
    for (int group = 0; group < rank_groups; ++group)
        sum += delta_e00(first.by_rank[group], second.by_rank[group]);
    return sum / rank_groups;
}

std::vector<Look> looks_from(const Backend& backend, const Images& images, double distance_m) {
    std::vector<Look> looks(images.count);
    const std::size_t values = std::size_t(3) * images.width * images.width;
    eye::for_seen(backend, images, distance_m, [&](int first, const std::vector<float>& lab) {
        launch::on_cpu(Index(lab.size() / values), [&](Index i) {
            looks[first + i] = look_at(std::span(lab).subspan(i * values, values));
        });
    });
    return looks;
}

/// What the judge keeps of a patch apart from how it looks from a distance.
struct Sight {
    Lab mean;
    std::array<double, pair_distances> pairs;
};

std::vector<Sight> sights_of(const Images& images, std::span<const Marks> marks) {
    if (marks.size() != std::size_t(images.count))
        throw Error("realism: " + std::to_string(marks.size()) + " sets of marks for " +
                    std::to_string(images.count) + " images");
    for (const Marks& each : marks)
        if (!each.x_mm.empty() && !(each.optical_fwhm_mm > 0))
            throw Error("realism: marks " + std::to_string(each.optical_fwhm_mm) +
                        " mm wide; their width must be above 0");
    std::vector<Sight> sights(images.count);
    const Index pixels = Index(images.width) * images.width;
    for (int image = 0; image < images.count; ++image) {
        double xyz[3] = {0, 0, 0};
        const float* at = images.xyz.data() + image * 3 * pixels;
        for (double& sum : xyz) {
            for (Index i = 0; i < pixels; ++i) sum += at[i];
            sum /= double(pixels), at += pixels;
        }
        if (!std::isfinite(xyz[0] + xyz[1] + xyz[2]))
            throw Error("realism: image " + std::to_string(image) + " holds a value that is not finite");
        sights[image] = {lab_of_xyz({xyz[0], xyz[1], xyz[2]}), pair_correlation(marks[image])};
    }
    return sights;
}

// Between what was found on fair and on dark skin.
double by_lightness(double skin_lightness, double fair, double dark) {
    constexpr double fair_lightness = 65, dark_lightness = 40;  // assumed
    const double share =
        std::clamp((fair_lightness - skin_lightness) / (fair_lightness - dark_lightness), 0., 1.);
    return fair + share * (dark - fair);
}

double squared(double value) { return value * value; }

double contrast_of(const Marks& marks) {
    return marks.x_mm.empty() ? 0 : delta_e00(marks.centre, marks.skin);
}

// Where a mark lies from skin in L*a*b*. Of a grey film that is one direction, however deep the film: dots
// are not punished twice for being pale. Of marks that hardly show it is hardly seen, and hair that is paler
// than skin foretells no direction of darker dots.
void compare_hues(Realism& realism, const Marks& dots, const Marks& hair) {
    using Vector = std::array<double, 3>;
    const auto from_skin = [](const Marks& m) {
        return Vector{m.centre.lightness - m.skin.lightness, m.centre.a - m.skin.a, m.centre.b - m.skin.b};
    };
    const auto dot = [](const Vector& a, const Vector& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; };
    const Vector d = from_skin(dots), h = from_skin(hair);
    const double of_dots = std::sqrt(dot(d, d)), of_hair = std::sqrt(dot(h, h));
    if (of_dots == 0 || of_hair == 0 || d[0] * h[0] < 0) return;
    const double seen = perceptible_delta_e(hair.skin.lightness);
    const Vector across{d[1] * h[2] - d[2] * h[1], d[2] * h[0] - d[0] * h[2], d[0] * h[1] - d[1] * h[0]};
    const double angle = std::atan2(std::sqrt(dot(across, across)), dot(d, h));
    realism.hue =
        angle * 180 / std::numbers::pi * std::min(1., of_dots / seen) * std::min(1., of_hair / seen);
    realism.bluer = h[2] * of_dots / of_hair - d[2];
}

}  // namespace

std::vector<float> seen_from(const Backend& backend, const Images& images, double distance_m) {
    std::vector<float> seen;
    seen.reserve(images.xyz.size());
    eye::for_seen(backend, images, distance_m, [&](int, const std::vector<float>& lab) {
        seen.insert(seen.end(), lab.begin(), lab.end());
    });
    return seen;
}

double rank_matched_difference(std::span<const float> first, std::span<const float> second) {
    for (const auto& each : {first, second})
        if (each.size() % 3 || each.size() / 3 < rank_groups)
            throw Error("rank_matched_difference: " + std::to_string(each.size()) +
                        " values; three for each of at least 64 pixels are needed");
    return difference(look_at(first), look_at(second));
}

std::array<double, pair_distances> pair_correlation(const Marks& marks) {
    constexpr double bin_mm = .1;
    constexpr double nearest_side_mm = 2 * pair_distances * bin_mm;
    const std::size_t count = marks.x_mm.size();
    if (marks.y_mm.size() != count || !(marks.side_mm >= nearest_side_mm))
        throw Error("pair_correlation: " + std::to_string(count) + " x_mm, " +
                    std::to_string(marks.y_mm.size()) + " y_mm on a side of " +
                    std::to_string(marks.side_mm) + " mm; it must be at least 4 mm");
    std::array<double, pair_distances> g{};
    if (count < 2) {
        g.fill(1);
        return g;
    }
    const float side = float(marks.side_mm), per_bin = float(1 / bin_mm);
    const auto across = [side](float distance) {
        return std::min(std::abs(distance), side - std::abs(distance));
    };
    constexpr float reach_mm = float(pair_distances * bin_mm);
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t j = 0; j < i; ++j) {
            const float x = across(marks.x_mm[i] - marks.x_mm[j]), y = across(marks.y_mm[i] - marks.y_mm[j]);
            const float square = x * x + y * y;
            if (square < reach_mm * reach_mm)
                ++g[std::min(pair_distances - 1, int(std::sqrt(square) * per_bin))];
        }
    const double pairs = double(count) * double(count - 1) / 2;
    for (int bin = 0; bin < pair_distances; ++bin) {
        const double ring = std::numbers::pi * bin_mm * bin_mm * (2 * bin + 1);
        g[bin] /= pairs * ring / (marks.side_mm * marks.side_mm);
    }
    return g;
}

double acceptable_delta_e(double skin_lightness) { return by_lightness(skin_lightness, 1.8, 2.6); }
double perceptible_delta_e(double skin_lightness) { return by_lightness(skin_lightness, .8, 1.3); }

std::vector<Realism> judge_realism(const Backend& backend, const Images& dots,
                                   std::span<const Marks> dot_marks, const Images& hair,
                                   std::span<const Marks> hair_marks) {
    eye::check(dots), eye::check(hair);
    if (dots.count == 0) return {};
    if (hair.count == 0 || dots.count % hair.count || std::min(dots.width, hair.width) < 8)
        throw Error("judge_realism: " + std::to_string(dots.count) + " patches of dots against " +
                    std::to_string(hair.count) +
                    " of hair; there must be a whole number of them for each, of at "
                    "least 8 pixels along a side");
    const auto dot_sights = sights_of(dots, dot_marks), hair_sights = sights_of(hair, hair_marks);
    const auto dots_near = looks_from(backend, dots, .5), dots_far = looks_from(backend, dots, 1),
               hair_near = looks_from(backend, hair, .5), hair_far = looks_from(backend, hair, 1);
    std::vector<Realism> judged(dots.count);
    for (int i = 0; i < dots.count; ++i) {
        const int reference = i / (dots.count / hair.count);
        const Marks &dot = dot_marks[i], &strand = hair_marks[reference];
        const Sight &dotted = dot_sights[i], &haired = hair_sights[reference];
        const double skin_lightness = strand.skin.lightness;
        Realism& realism = judged[i];
        realism.shade = delta_e00(dotted.mean, haired.mean);
        realism.darker = haired.mean.lightness - dotted.mean.lightness;
        // Contrast that is not perceived differs from none by nothing: that adds in squares to what is.
        const double unseen = squared(perceptible_delta_e(skin_lightness));
        realism.contrast =
            std::log((squared(contrast_of(dot)) + unseen) / (squared(contrast_of(strand)) + unseen)) / 2;
        const bool comparable = !dot.x_mm.empty() && !strand.x_mm.empty();
        if (comparable) {
            realism.size = std::log(dot.optical_fwhm_mm / strand.optical_fwhm_mm);
            compare_hues(realism, dot, strand);
            for (int bin = 0; bin < pair_distances; ++bin)
                realism.pattern += std::abs(dotted.pairs[bin] - haired.pairs[bin]) / pair_distances;
        }
        realism.seen_half_metre = difference(dots_near[i], hair_near[reference]);
        realism.seen_metre = difference(dots_far[i], hair_far[reference]);
        const double acceptable = acceptable_delta_e(skin_lightness);
        double parts = 3;
        double squares =
            (squared(realism.seen_half_metre) + squared(realism.seen_metre)) / 2 / squared(acceptable) +
            squared(realism.darker / acceptable) + squared(realism.contrast / tolerance::contrast);
        if (comparable) {
            parts += 3;
            squares += squared(realism.size / tolerance::size) + squared(realism.hue / tolerance::hue) +
                       squared(realism.pattern / tolerance::pattern);
        }
        realism.score = 100 / (1 + squares / parts);
        if (!std::isfinite(realism.score))
            throw Error("judge_realism: patch " + std::to_string(i) +
                        " or its marks hold a value that is not finite");
    }
    return judged;
}

}  // namespace fadecast
