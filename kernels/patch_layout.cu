// Where a hand sets dots and where hair grows.

#include "launch.hpp"
#include "patch_geometry.hpp"
#include "random.hpp"

#include <fadecast/patch.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace fadecast {
namespace {

constexpr int most_candidates = 64;  // beyond these the spacing hardly evens out further

/// Two independent normals of a standard deviation; Box and Muller's transform.
void jitter(Random& random, double sigma, float& x, float& y) {
    const double length = sigma * std::sqrt(-2 * std::log(double(random.uniform())));
    const double angle = 2 * std::numbers::pi * random.uniform();
    x += float(length * std::cos(angle)), y += float(length * std::sin(angle));
}

/// Points of one kind, set one after the other into the widest gaps.
class Setter {
public:
    explicit Setter(const PatchOptions& options)
        : options_(options),
          side_(float(options.side_mm)),
          along_side_(std::max(1, int(options.side_mm / cell_mm))),
          cells_(std::size_t(along_side_) * along_side_) {}

    /// @param density  0..1 at a place: how often it is chosen, and how near its neighbours may be.
    template <typename Density>
    void set(Random& random, double error_mm, const Density& density, float& x, float& y) {
        const int wanted = std::min(most_candidates, 2 * placed_ + 1);
        float widest = -1;
        for (int candidate = 0, tried = 0; candidate < wanted && tried < 100 * most_candidates; ++tried) {
            const float at_x = side_ * random.uniform(), at_y = side_ * random.uniform();
            const float here = density(at_x, at_y);
            if (here < 1 && random.uniform() >= here) continue;
            ++candidate;
            const float gap = squared_gap(at_x, at_y);
            if (gap * here > widest) x = at_x, y = at_y, widest = gap * here;
        }
        jitter(random, error_mm, x, y);
        x = inside(x), y = inside_down(y);
        avoid(x, y);
    }
    void avoid(float x, float y) {
        cells_[std::size_t(cell_of(y)) * along_side_ + cell_of(x)].emplace_back(x, y);
        ++placed_;
    }
    float inside(float at) const { return std::clamp(at - side_ * std::floor(at / side_), 0.f, side_); }
    float inside_down(float at) const {
        return repeats_downward(options_.pattern) ? inside(at) : std::clamp(at, 0.f, side_);
    }

private:
    static constexpr double cell_mm = .7;

    int cell_of(float at) const {
        return std::clamp(int(at / side_ * float(along_side_)), 0, along_side_ - 1);
    }

    /// To the nearest point: cell by cell around a place, until what is left is farther away.
    float squared_gap(float x, float y) const {
        const int column = cell_of(x), row = cell_of(y);
        const float cell = side_ / float(along_side_);
        float gap = 2 * side_ * side_;
        for (int ring = 0; ring <= along_side_ / 2 + 1; ++ring) {
            for (int down = -ring; down <= ring; ++down)
                for (int across = -ring; across <= ring; ++across) {
                    if (std::max(std::abs(down), std::abs(across)) < ring) continue;
                    const int at = (row + down + 2 * along_side_) % along_side_ * along_side_ +
                                   (column + across + 2 * along_side_) % along_side_;
                    for (const auto& [other_x, other_y] : cells_[at]) {
                        const float dx = wrapped(x - other_x, side_), dy = wrapped(y - other_y, side_);
                        gap = std::min(gap, dx * dx + dy * dy);
                    }
                }
            if (gap <= float(ring * ring) * cell * cell) break;
        }
        return gap;
    }

    const PatchOptions& options_;
    float side_;
    int along_side_, placed_ = 0;
    std::vector<std::vector<std::pair<float, float>>> cells_;  // [row][column]
};

void set_hairs(const PatchOptions& options, PatchLayout& layout) {
    const double all = options.full_hairs_per_cm2 * options.side_mm * options.side_mm / 100;
    const int units = int(std::lround(all / options.hairs_per_unit));
    Setter setter(options);
    // Hair leans one way, within some 15 degrees, but round the middle of a crown.
    Random common(options.seed, Purpose::hair_layout, 0);
    const double main_angle = 2 * std::numbers::pi * common.uniform();
    for (int unit = 0; unit < units; ++unit) {
        Random random(options.seed, Purpose::hair_layout, std::uint32_t(unit + 1));
        float x = 0, y = 0;
        setter.set(
            random, options.unit_error_mm, [](float, float) { return 1.f; }, x, y);
        // One to four hairs: 1 + three chances, whose mean is the wanted one.
        int hairs = 1;
        for (int chance = 0; chance < 3; ++chance)
            hairs += random.uniform() < (options.hairs_per_unit - 1) / 3;
        const float from_middle_x = x - float(options.side_mm / 2),
                    from_middle_y = y - float(options.side_mm / 2);
        const double whorl = std::atan2(from_middle_y, from_middle_x) + .4 * std::numbers::pi;
        float spread_angle = 0, unused = 0;
        jitter(random, .25, spread_angle, unused);
        const double angle = (options.pattern == Pattern::crown ? whorl : main_angle) + spread_angle;
        for (int hair = 0; hair < hairs; ++hair) {
            float hair_x = x, hair_y = y;
            if (hair > 0) jitter(random, unit_width_mm, hair_x, hair_y);
            layout.hair_x_mm.push_back(setter.inside(hair_x));
            layout.hair_y_mm.push_back(setter.inside_down(hair_y));
            layout.hair_rank.push_back(random.uniform());
            layout.hair_grey.push_back(random.uniform());
            layout.hair_size.push_back(random.uniform());
            layout.lean_x.push_back(float(std::cos(angle)));
            layout.lean_y.push_back(float(std::sin(angle)));
        }
    }
}

}  // namespace

int dot_count(const PatchOptions& options) {
    constexpr int grid = 200;
    double covered = 0;
    for (int row = 0; row < grid; ++row)
        for (int column = 0; column < grid; ++column)
            covered += dots_at(options.pattern, float((column + .5) / grid), float((row + .5) / grid),
                               float(options.side_mm));
    return int(std::lround(options.dots_per_cm2 * options.side_mm * options.side_mm / 100 * covered /
                           (grid * grid)));
}

float share_of_hair_at(const PatchOptions& options, float x_mm, float y_mm, float left) {
    const float side = float(options.side_mm);
    return hair_at(options.pattern, x_mm / side, y_mm / side, side, left);
}

PatchLayout lay_out_patch(const PatchOptions& options, std::span<const int> session) {
    if (!(options.side_mm > 0) || !(options.pixel_mm > 0))
        throw Error("lay_out_patch: side and pixel of a patch must be above 0 mm");
    const float side = float(options.side_mm);
    PatchLayout layout;
    layout.options = options;
    set_hairs(options, layout);

    Setter setter(options);
    const float left = float(options.hairs_per_cm2 / std::max(options.full_hairs_per_cm2, 1e-9));
    for (std::size_t hair = 0; hair < layout.hair_x_mm.size(); ++hair)
        if (layout.hair_rank[hair] <
            share_of_hair_at(options, layout.hair_x_mm[hair], layout.hair_y_mm[hair], left))
            setter.avoid(layout.hair_x_mm[hair], layout.hair_y_mm[hair]);

    std::vector<int> order(session.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return session[a] < session[b]; });
    layout.x_mm.resize(session.size()), layout.y_mm.resize(session.size());
    layout.luck.resize(session.size());
    const auto density = [&](float x, float y) { return dots_at(options.pattern, x / side, y / side, side); };
    for (std::size_t placed = 0; placed < order.size(); ++placed) {
        Random random(options.seed, Purpose::patch_layout, std::uint32_t(placed));
        const int dot = order[placed];
        setter.set(random, options.hand_error_mm, density, layout.x_mm[dot], layout.y_mm[dot]);
        layout.luck[dot] = random.uniform();
    }
    return layout;
}

}  // namespace fadecast
