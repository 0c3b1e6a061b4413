// Sends the photons in rounds and reads the tallies.

#include "photon_flight.hpp"
#include "photon_prepare.hpp"
#include "simd.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>

namespace fadecast {
namespace {

/// Means over the groups and their standard errors.
class Sums {
public:
    Sums(const PhotonTasks& tasks, std::vector<unsigned long long> tallies)
        : tasks_(tasks), tallies_(std::move(tallies)), count_(int(tallies_.size() / tasks.groups)) {}

    /// @param of  from the tallies of one group to a sum of weights, in units of weight.
    template <typename Of>
    Estimate estimate(const Of& of) const {
        std::vector<double> sums;
        double total = 0, square = 0;
        for (int g = 0; g < tasks_.groups; ++g) {
            sums.push_back(of(&tallies_[std::size_t(g) * count_]) / unit_weight);
            total += sums.back();
        }
        const double n = double(tasks_.photons), mean = total / n;
        for (int g = 0; g < tasks_.groups; ++g) {
            const double photons = double(tasks_.first_of_group(g + 1) - tasks_.first_of_group(g));
            square += std::pow(sums[g] - photons * mean, 2);
        }
        const double groups = tasks_.groups;
        return {mean, groups > 1 ? std::sqrt(square * groups / (groups - 1)) / n : std::nan("")};
    }
    Estimate share(int first, int count = 1, int stride = 1) const {
        return estimate([&](const unsigned long long* group) {
            double sum = 0;
            for (int i = 0; i < count; ++i) sum += double(group[first + i * stride]);
            return sum;
        });
    }
    /// One value for each of `count` tallies, times `scale(i)`.
    template <typename Scale>
    Profile profile(int first, int count, int stride, const Scale& scale) const {
        Profile profile;
        for (int i = 0; i < count; ++i) {
            const Estimate each = share(first + i * stride);
            profile.value.push_back(each.value * scale(i));
            profile.standard_error.push_back(each.standard_error * scale(i));
        }
        return profile;
    }

private:
    PhotonTasks tasks_;
    std::vector<unsigned long long> tallies_;
    int count_;
};

PhotonResult read(const PhotonSetup& setup, const photon::Prepared& prepared, const Sums& sums) {
    const PhotonMedium& medium = prepared.medium;
    const int rings = medium.rings, inner = medium.inner_rings, slices = medium.slices;
    const int above = tally_rings, below = above + rings, cells = below + rings;
    PhotonResult result;
    result.specular = sums.share(tally_specular);
    result.diffuse_reflectance = sums.share(above, rings);
    result.transmittance = sums.share(below, rings);
    result.absorbed = sums.share(cells, slices * inner, 2);
    result.won_by_roulette =
        sums.estimate([](const unsigned long long* group) { return double(std::int64_t(group[tally_won])); });
    const auto scale_one = [](int) { return 1.; };
    result.reflectance = sums.profile(above, rings, 1, scale_one);
    result.transmission = sums.profile(below, rings, 1, scale_one);
    for (int i = 0; i <= rings; ++i)
        result.radius_faces_mm.push_back(i < rings ? i * setup.radius_step_mm : OpticalLayer::infinite);
    result.depth_faces_mm = prepared.depth_faces_mm;

    // Cells of one layer, of one slice; pigment took what the layer itself did not.
    const auto cell = [&](const unsigned long long* group, int slice, int ring, int which) {
        const double unit = which == 0 ? 1 : 1 << collided_shift;
        return unit * double(group[cells + 2 * (slice * inner + ring) + which]);
    };
    const auto over = [&](int first, int last, const auto& value) {
        return sums.estimate([&](const unsigned long long* group) {
            double sum = 0;
            for (int s = first; s < last; ++s)
                for (int r = 0; r < inner; ++r) sum += value(group, s, r);
            return sum;
        });
    };
    const auto absorbed = [&](const unsigned long long* group, int s, int r) { return cell(group, s, r, 0); };
    const auto by_pigment = [&](const unsigned long long* group, int s, int r) {
        return cell(group, s, r, 0) - cell(group, s, r, 1) * prepared.absorption_share[s];
    };
    const auto& layer_of = prepared.layer_of_slice;
    for (int i = 0; i < int(setup.layers.size()); ++i) {
        const int first = int(std::lower_bound(layer_of.begin(), layer_of.end(), i) - layer_of.begin());
        const int last = int(std::upper_bound(layer_of.begin(), layer_of.end(), i) - layer_of.begin());
        result.absorbed_by_layer.push_back(over(first, last, absorbed));
    }
    if (!setup.pigment.empty()) result.absorbed_by_pigment = over(0, slices, by_pigment);
    for (int s = 0; s < slices; ++s) {
        const double thickness = result.depth_faces_mm[s + 1] - result.depth_faces_mm[s];
        const double scale = prepared.inverse_extinction_mm[s] / thickness;
        const double known = std::isinf(thickness) ? std::nan("") : scale;
        const auto keep = [](Profile& profile, const Estimate& estimate, double factor) {
            profile.value.push_back(estimate.value * factor);
            profile.standard_error.push_back(estimate.standard_error * factor);
        };
        const auto collided = [&](const unsigned long long* group, int, int r) {
            return cell(group, s, r, 1);
        };
        keep(result.absorption, over(s, s + 1, absorbed), 1);
        keep(result.fluence, over(s, s + 1, collided), known);
        if (!setup.map) continue;
        for (int r = 0; r < rings; ++r) {
            const double area = M_PI * (2 * r + 1) * setup.radius_step_mm * setup.radius_step_mm;
            const int at = cells + 2 * (s * inner + r);
            keep(result.absorption_map, sums.share(at), 1);
            keep(result.fluence_map, sums.share(at + 1),
                 r + 1 < rings ? known / area * (1 << collided_shift) : std::nan(""));
        }
    }
    return result;
}

}  // namespace

PhotonResult trace_photons(const Backend& backend, const PhotonSetup& setup, std::int64_t photons,
                           std::uint64_t seed, const std::function<void(double)>& progress) {
    if (photons < 2 || photons > 10000000000)
        throw Error("photons: " + std::to_string(photons) + " of them; allowed: 2 to 1e10");
    photon::check(setup);
    photon::Prepared prepared(setup);
    const Buffer<float> absorption(backend, prepared.pigment_absorption),
        scattering(backend, prepared.pigment_scattering);
    PhotonMedium& medium = prepared.medium;
    medium.grid.absorption = absorption.data(), medium.grid.scattering = scattering.data();

    const bool on_cpu = backend.device() == Device::cpu;
    const int groups = int(std::min<std::int64_t>(photons, photon_groups));
    const std::int64_t photons_per_task = on_cpu ? 1 << 14 : 32, per_group = (photons + groups - 1) / groups;
    const PhotonTasks tasks{photons, groups, int((per_group + photons_per_task - 1) / photons_per_task)};
    const std::size_t count = std::size_t(medium.tallies());
    Buffer<unsigned long long> tallies(backend, std::vector<unsigned long long>(groups * count));
    PhotonTracer tracer{medium, seed, tasks, 0, tallies.data()};

    constexpr std::size_t most_shared = 48 << 10;
    const std::size_t bytes = count * sizeof(unsigned long long);
    const bool in_blocks = !on_cpu && bytes <= most_shared;
    // In rounds of about a fifth of a second, so that the caller hears of it and can stop.
    const auto now = [] { return std::chrono::steady_clock::now(); };
    const auto start = now();
    const Index all = Index(groups) * (in_blocks ? tasks.blocks_per_group(PhotonTracer::tasks_per_block)
                                                 : tasks.tasks_per_group);
    Index round = std::max<Index>(1, (backend.device() == Device::gpu ? 1 << 23 : 1 << 15) * all / photons);
    while (tracer.first < all) {
        const auto round_start = now();
        round = std::min(round, all - tracer.first);
        if (on_cpu)
            launch::teams_on_cpu(round, bytes, tracer, wide_photons());
        else if (in_blocks)
            for_each_block<128, 4>(backend, round, bytes, tracer);
        else
            for_each(backend, round, tracer);
        backend.wait();
        tracer.first += round;
        const double seconds = std::chrono::duration<double>(now() - round_start).count();
        if (seconds < .1) round *= 2;
        if (seconds > .4) round = std::max<Index>(round / 2, 1);
        if (progress) progress(double(tracer.first) / double(all));
    }
    const double seconds = std::chrono::duration<double>(now() - start).count();
    PhotonResult result = read(setup, prepared, Sums(tasks, tallies.to_host()));
    result.photons = photons, result.seconds = seconds;
    return result;
}

}  // namespace fadecast
