#pragma once
// Photons on their way. W of them fly side by side: all lanes do the same flight, collision and surface, and
// keep what applies. A lane whose photon ends takes the next one of its task, so lanes stay busy. What is
// rare (another layer, roulette, the end) is done lane by lane. On the GPU a thread is one lane.

#include "fast_math.hpp"
#include "launch.hpp"
#include "photon_medium.hpp"
#include "random.hpp"

namespace fadecast {

namespace photon {

inline constexpr std::int32_t weak = unit_weight / 10000;  ///< below it roulette decides
inline constexpr std::int32_t survivors = 8;               ///< one of 8, with 8 times the weight
inline constexpr float unknown_way = -1;                   ///< the optical depth is drawn at the next flight

FADECAST_HD inline float uniform(std::uint32_t bits) {
    return (float(std::int32_t(bits >> 9)) + .5f) * 1.1920929e-7f;  // 2^-23, as in Random
}
FADECAST_HD inline float least(float a, float b) { return a < b ? a : b; }
FADECAST_HD inline float most(float a, float b) { return a > b ? a : b; }

/// What a surface does to light that meets it at cosine `in`, coming from an index `ratio` times that behind.
/// @param out  cosine behind, 0 where all is reflected. 1 - ratio^2 is apart so that grazing light keeps its
/// digits.
FADECAST_HD inline float fresnel(float in, float ratio, float& out) {
    const float square = (1 - ratio) * (1 + ratio) + ratio * ratio * in * in;
    out = std::sqrt(most(square, 0.f));
    const float a = ratio * in, b = ratio * out;
    const float s = (a - out) * (b + in), p = (b - in) * (a + out), both = (a + out) * (b + in);
    return square > 0 ? .5f * (s * s + p * p) / (both * both) : 1.f;
}

/// 1 - cosine of Henyey-Greenstein scattering, free of cancellation for every anisotropy:
/// 2 v (1 - g)^2 (1 + g (1 - v)) / (1 + g - 2 g v)^2, v uniform.
FADECAST_HD inline float henyey_greenstein(float g, float v) {
    const float scale = 1 + g - 2 * g * v;
    return 2 * v * (1 - g) * (1 - g) * (1 + g * (1 - v)) / (scale * scale);
}

}  // namespace photon

/// Who else adds to a flight's tallies: nobody, the threads of its block, all threads.
enum class Sharing { none, block, all };

/// Photons [next, end) of one group.
template <int W, bool Pigment, Sharing sharing>
class PhotonFlight {
public:
    FADECAST_HD PhotonFlight(const PhotonMedium& medium, std::uint64_t seed, std::int64_t next,
                             std::int64_t end, unsigned long long* tallies)
        : medium_(medium), seed_(seed), next_(next), end_(end), tallies_(tallies) {}

    FADECAST_HD void run() {
        for (int l = 0; l < W; ++l) start(l);
        while (flying_ > 0) {
            fly();
            for (int l = 0; l < W; ++l) tally(l);
            int count = 0;
            int waiting[W];
            for (int l = 0; l < W; ++l) waiting[count] = l, count += attention_[l];
            for (int i = 0; i < count; ++i) attend(waiting[i]);
        }
        if constexpr (W == 1) flush();
        add(tally_won, (unsigned long long)won_);
        add(tally_specular, specular_);
    }

private:
    FADECAST_HD void add(int tally, unsigned long long value) {
        if constexpr (sharing == Sharing::all)
            atomic_add(tallies_ + tally, value);
        else if constexpr (sharing == Sharing::block)
            block_add(tallies_ + tally, value);
        else
            tallies_[tally] += value;
    }

    /// Books a flight. A thread's own photon often stays in its cell, and additions that are shared are slow.
    FADECAST_HD void tally(int l) {
        if constexpr (W == 1) {
            if (cell_[0] != pending_cell_) {
                flush();
                pending_cell_ = cell_[0];
            }
            pending_absorbed_ += std::uint32_t(absorbed_[0]),
                pending_collided_ += std::uint32_t(collided_[0]);
        } else {
            add(cells_tally_ + 2 * cell_[l], std::uint32_t(absorbed_[l]));
            add(cells_tally_ + 2 * cell_[l] + 1, std::uint32_t(collided_[l]));
        }
    }
    FADECAST_HD void flush() {
        if (pending_absorbed_) add(cells_tally_ + 2 * pending_cell_, pending_absorbed_);
        if (pending_collided_) add(cells_tally_ + 2 * pending_cell_ + 1, pending_collided_);
        pending_absorbed_ = pending_collided_ = 0;
    }

    /// One flight of every lane, to its next collision or to the surface in front of it.
    FADECAST_HD void fly() {
        using namespace photon;
        const std::uint32_t key = std::uint32_t(seed_), key_high = std::uint32_t(seed_ >> 32);
        const float rings_per_mm = medium_.rings_per_mm, last_ring = float(medium_.inner_rings - 1);
        const int inner_rings = medium_.inner_rings;
        const PigmentGrid grid = medium_.grid;
        const float around = grid.axisymmetric ? 1.f : 0.f, across = 1 - around;
        FADECAST_SIMD
        for (int l = 0; l < W; ++l) {
            const Uint4 random =
                philox_block({step_[l], low_[l], std::uint32_t(Purpose::photon), high_[l]}, key, key_high);
            const float u = uniform(random.x), v = uniform(random.y), chance = uniform(random.w);
            float cos_turn, sin_turn;
            fast::random_direction(random.z, cos_turn, sin_turn);
            step_[l] += 1;
            dice_[l] = random.w;

            // The flight.
            const float ux = ux_[l], uy = uy_[l], uz = uz_[l], top = top_[l], bottom = bottom_[l];
            const float depth = z_[l], waiting = tau_[l], ratio_up = ratio_up_[l],
                        ratio_down = ratio_down_[l];
            const bool up = uz < 0;
            const float gap = up ? depth - top : bottom - depth, in = std::fabs(uz);
            const float reach = most(gap, 0.f) / most(in, 1e-12f);
            const float optical = waiting < 0 ? -fast::log(u) : waiting;
            const float freely = optical * inverse_extinction_[l];
            const bool hits = reach <= freely;
            const float way = hits ? reach : freely;
            const float x = x_[l] + way * ux, y = y_[l] + way * uy;
            const float z = hits ? (up ? top : bottom) : depth + way * uz;
            x_[l] = x, y_[l] = y, z_[l] = z;
            tau_[l] = hits ? most(optical - way * extinction_[l], 0.f) : unknown_way;

            // A collision: part of the weight is absorbed.
            float g = anisotropy_[l], share = absorbed_share_[l];
            bool scatters = true;
            const float radius = std::sqrt(x * x + y * y);
            if constexpr (Pigment) {
                // Of the flight's extinction, what is neither layer nor pigment here stops nothing.
                const int cell = grid.cell(around * radius + across * x, across * y, z);
                const float absorption = absorption_[l] + pigmented_[l] * grid.absorption[cell];
                const float isotropic = pigmented_[l] * grid.scattering[cell];
                const float rest = chance * (extinction_[l] - absorption);
                share = absorption * inverse_extinction_[l];
                g = rest < scattering_[l] ? g : 0.f;
                scatters = rest < scattering_[l] + isotropic;
            }
            const std::int32_t weight = weight_[l];
            const std::int32_t rounded = std::int32_t(float(weight) * share + .5f);
            const std::int32_t absorbed = hits ? 0 : rounded < weight ? rounded : weight;
            absorbed_[l] = absorbed;
            collided_[l] = hits ? 0 : (weight + (1 << (collided_shift - 1))) >> collided_shift;
            weight_[l] = weight - absorbed;
            const std::int32_t slice =
                std::int32_t(least((z - top) * slice_scale_[l], float(last_slice_[l])));
            const std::int32_t ring = std::int32_t(least(radius * rings_per_mm, last_ring));
            cell_[l] = (first_slice_[l] + (slice > 0 ? slice : 0)) * inner_rings + ring;

            // A new direction around the old one: Duff et al., J. Comput. Graph. Tech. 6 (2017) 1.
            const float fall = henyey_greenstein(g, v), cosine = 1 - fall;
            const float sine = std::sqrt(most(fall * (2 - fall), 0.f));
            const float a = sine * cos_turn, b = sine * sin_turn;
            const float sign = up ? -1.f : 1.f, c = -1 / (sign + uz), d = ux * uy * c;
            const float sx = a * (1 + sign * ux * ux * c) + b * d + cosine * ux;
            const float sy = a * sign * d + b * (sign + uy * uy * c) + cosine * uy;
            const float sz = -a * sign * ux - b * uy + cosine * uz;

            // A surface: reflected or refracted, as a whole.
            const float ratio = up ? ratio_up : ratio_down;
            float out;
            const bool reflected = chance < fresnel(in, ratio, out);
            const bool crosses = hits && !reflected;
            const float stretch = reflected ? 1.f : ratio, turned = reflected ? -uz : sign * out;

            const float nx = hits ? stretch * ux : scatters ? sx : ux;
            const float ny = hits ? stretch * uy : scatters ? sy : uy;
            const float nz = hits ? turned : scatters ? sz : uz;
            const float normed = 1.5f - .5f * (nx * nx + ny * ny + nz * nz);
            ux_[l] = normed * nx, uy_[l] = normed * ny, uz_[l] = normed * nz;
            layer_change_[l] = crosses ? (up ? -1 : 1) : 0;
            attention_[l] = (crosses || weight_[l] < weak) ? 1 : 0;
        }
    }

    FADECAST_HD void attend(int l) {
        const int layer = layer_[l] + layer_change_[l];
        if (layer_change_[l] == 0) {
            const std::int32_t weight = weight_[l];
            weight_[l] = dice_[l] % photon::survivors == 0 ? weight * photon::survivors : 0;
            won_ += weight_[l] - weight;
            if (weight_[l] > 0) return;
        } else if (layer >= 0 && layer < medium_.layer_count) {
            return enter(l, layer);
        } else {
            const float rings = std::sqrt(x_[l] * x_[l] + y_[l] * y_[l]) * medium_.rings_per_mm;
            const int ring = int(photon::least(rings, float(medium_.rings - 1)));
            add(tally_rings + (layer < 0 ? 0 : medium_.rings) + ring, std::uint32_t(weight_[l]));
        }
        flying_ -= busy_[l];
        start(l);
    }

    /// The next photon of the task in this lane. An idle lane flies on without weight.
    FADECAST_HD void start(int l) {
        const bool any = next_ < end_;
        const std::int64_t photon = next_;
        next_ += any;
        flying_ += any, busy_[l] = any;
        low_[l] = std::uint32_t(photon), high_[l] = std::uint32_t(photon >> 32), step_[l] = 1;
        x_[l] = medium_.source_offset, y_[l] = 0, z_[l] = 0;
        ux_[l] = uy_[l] = 0, uz_[l] = 1;
        tau_[l] = photon::unknown_way;
        std::int32_t specular = medium_.specular;
        if (medium_.diffuse || medium_.source_radius > 0) specular = start_at_random(l);
        weight_[l] = any ? unit_weight - specular : 0;
        specular_ += any ? specular : 0;
        enter(l, 0);
    }

    /// Place and direction of a photon that has them from its source; returns the weight that is reflected.
    FADECAST_HD std::int32_t start_at_random(int l) {
        const Uint4 random = philox_block({0, low_[l], std::uint32_t(Purpose::photon), high_[l]},
                                          std::uint32_t(seed_), std::uint32_t(seed_ >> 32));
        float cosine, sine, cos_turn, sin_turn;
        fast::random_direction(random.x, cosine, sine);
        const float radius = medium_.source_radius * std::sqrt(photon::uniform(random.y));
        x_[l] += radius * cosine, y_[l] = radius * sine;
        if (!medium_.diffuse) return medium_.specular;
        const float square = photon::uniform(random.z), ratio = medium_.index_above;
        fast::random_direction(random.w, cos_turn, sin_turn);
        float inside;
        const float reflected = photon::fresnel(std::sqrt(square), ratio, inside);
        const float across = std::sqrt(photon::most(1 - inside * inside, 0.f));
        ux_[l] = across * cos_turn, uy_[l] = across * sin_turn, uz_[l] = inside;
        return std::int32_t(float(unit_weight) * reflected);
    }

    FADECAST_HD void enter(int l, int index) {
        const PhotonLayer& layer = medium_.layers[index];
        layer_[l] = index;
        top_[l] = layer.top, bottom_[l] = layer.bottom;
        extinction_[l] = layer.extinction, inverse_extinction_[l] = layer.inverse_extinction;
        absorption_[l] = layer.absorption, scattering_[l] = layer.scattering;
        absorbed_share_[l] = layer.absorbed_share, anisotropy_[l] = layer.anisotropy;
        ratio_up_[l] = layer.ratio_up, ratio_down_[l] = layer.ratio_down;
        slice_scale_[l] = layer.slice_scale, pigmented_[l] = layer.pigmented;
        first_slice_[l] = layer.first_slice, last_slice_[l] = layer.last_slice - layer.first_slice;
    }

    const PhotonMedium& medium_;
    std::uint64_t seed_;
    std::int64_t next_, end_;
    unsigned long long* tallies_;
    int flying_ = 0;
    int cells_tally_ = tally_rings + 2 * medium_.rings;
    std::int64_t won_ = 0, specular_ = 0;
    int pending_cell_ = 0;
    unsigned long long pending_absorbed_ = 0, pending_collided_ = 0;

    // The photons, one lane each: place, direction, optical depth still to fly, weight, random numbers used.
    alignas(64) float x_[W], y_[W], z_[W], ux_[W], uy_[W], uz_[W], tau_[W];
    std::int32_t weight_[W], layer_[W], busy_[W];
    std::uint32_t low_[W], high_[W], step_[W];
    // Their layers.
    float top_[W], bottom_[W], extinction_[W], inverse_extinction_[W], absorption_[W], scattering_[W],
        absorbed_share_[W], anisotropy_[W], ratio_up_[W], ratio_down_[W], slice_scale_[W], pigmented_[W];
    std::int32_t first_slice_[W], last_slice_[W];
    // What the last flight came to.
    std::int32_t absorbed_[W], collided_[W], cell_[W], layer_change_[W], attention_[W];
    std::uint32_t dice_[W];
};

/// Photons [0, photons) in groups, groups in tasks.
struct PhotonTasks {
    std::int64_t photons;
    std::int32_t groups, tasks_per_group;
    FADECAST_HD std::int64_t first_of_group(std::int64_t group) const {
        return photons / groups * group + photons % groups * group / groups;
    }
    FADECAST_HD std::int64_t blocks_per_group(int tasks_per_block) const {
        return (tasks_per_group + tasks_per_block - 1) / tasks_per_block;
    }
    FADECAST_HD std::int64_t first_of_task(std::int64_t group, std::int64_t task) const {
        const std::int64_t first = first_of_group(group), count = first_of_group(group + 1) - first;
        return first + count * task / tasks_per_group;
    }
};

/// One task per call, or on a GPU a block of tasks of one group whose tallies meet in its shared memory
/// first.
struct PhotonTracer {
    static constexpr int tasks_per_block = 256;

    PhotonMedium medium;
    std::uint64_t seed;
    PhotonTasks tasks;
    Index first;                  ///< task or block of this launch
    unsigned long long* tallies;  ///< [groups][medium.tallies()]

    template <int W, Sharing sharing>
    FADECAST_HD void trace(Index group, Index t, unsigned long long* sums) const {
        const Index next = tasks.first_of_task(group, t), end = tasks.first_of_task(group, t + 1);
        if (medium.grid.empty_cell() > 0)
            PhotonFlight<W, true, sharing>(medium, seed, next, end, sums).run();
        else
            PhotonFlight<W, false, sharing>(medium, seed, next, end, sums).run();
    }
    FADECAST_HD unsigned long long* row(Index group) const { return tallies + group * medium.tallies(); }
    FADECAST_HD void add_up(Index group, const unsigned long long* own, int from, int to) const {
        for (int i = from; i < to; ++i)
            if (own[i]) atomic_add(row(group) + i, own[i]);
    }

    /// A task alone, where a block's tallies do not fit.
    FADECAST_HD void operator()(Index i) const {
        const Index group = (first + i) / tasks.tasks_per_group;
        trace<1, Sharing::all>(group, (first + i) % tasks.tasks_per_group, row(group));
    }

    FADECAST_HD void operator()(const Block& block) const {
        const Index blocks = tasks.blocks_per_group(tasks_per_block), at = first + block.index;
        const Index group = at / blocks, task = at % blocks * tasks_per_block;
        const int count = medium.tallies(), left = int(tasks.tasks_per_group - task);
        auto* own = reinterpret_cast<unsigned long long*>(block.memory);
        block.for_lines(count, [&](int from, int to, auto) {
            for (int i = from; i < to; ++i) own[i] = 0;
        });
        block.for_lines(left < tasks_per_block ? left : tasks_per_block, [&](int from, int to, auto) {
            for (int t = from; t < to; ++t) trace<1, Sharing::block>(group, task + t, own);
        });
        block.for_lines(count, [&](int from, int to, auto) { add_up(group, own, from, to); });
    }

    void operator()(const Team<pack_width>& team) const {
        const Index group = (first + team.index) / tasks.tasks_per_group;
        const int count = medium.tallies();
        auto* own = reinterpret_cast<unsigned long long*>(team.memory);
        for (int i = 0; i < count; ++i) own[i] = 0;
        trace<pack_width, Sharing::none>(group, (first + team.index) % tasks.tasks_per_group, own);
        add_up(group, own, 0, count);
    }
};

}  // namespace fadecast
