// What a study takes: disk and memory by counting, time by following a few samples.

#include <fadecast/archive.hpp>
#include <fadecast/sweep.hpp>
#include <fadecast/transport.hpp>

#include "forecast/follow.hpp"
#include "sweep/free_memory.hpp"
#include "sweep/ranks.hpp"
#include "sweep/share.hpp"

#include <omp.h>

#include <algorithm>
#include <chrono>

namespace fadecast {
namespace {

namespace fs = std::filesystem;

double free_on_disk(const fs::path& output) {
    fs::path at = output.empty() ? fs::current_path() : fs::absolute(output).parent_path();
    while (!fs::exists(at) && at.has_relative_path()) at = at.parent_path();
    std::error_code unknown;
    const fs::space_info space = fs::space(at, unknown);
    return unknown ? 0 : double(space.available);
}

double values_per_sample(const Study& study) {
    double count = 0;
    for (const Column& column : study.columns) count += double(column.width());
    return count;
}

/// While one worker follows a shard.
double bytes_of_worker(const Study& study, const Case& client, int threads) {
    const GridShape grid = numerics_of(client.forecast.accuracy).grid;
    const double times = double(snapshot_days(client).size());
    const double samples = double(std::min(study.shard, study.samples()));
    const double dots =
        samples *
        (study.members > 0 || study.kind == DesignKind::population ? double(client.forecast.dots) : 1);
    // Dots travel in batches of a third of the budget, and are seen in as much again; one pack for each
    // thread at the least.
    int components = 0;
    for (const Session& session : client.sessions) components += int(session.pigment.components.size());
    const double pack =
        double(transport_bytes_per_pack(grid, int(times), std::clamp(components, 1, max_components)));
    const double packs = dots / pack_width + 1;
    const double budget = double(memory::budget(Backend::cpu())) / omp_get_max_threads() * threads;
    const double batch = std::min(packs * pack, std::max(2 * budget / 3, 2 * threads * pack));
    constexpr double series_of_dots = 24;  // of each dot, and again of each member, at every time
    const double tables = (dots + samples) * times * series_of_dots * sizeof(float);
    constexpr double copies = 3;  // rows, the file of them, its bytes
    return batch + tables + copies * samples * values_per_sample(study) * sizeof(float);
}

}  // namespace

SweepEstimate estimate_sweep(const Study& study, const SweepOptions& options, bool with_time) {
    const std::vector<Range> there =
        options.output.empty() ? std::vector<Range>{} : shards_in(shard_folder(options.output));
    const std::deque<Range> left = uncovered(study, options, there);
    SweepEstimate estimate{.points = study.points(),
                           .samples = study.samples(),
                           .samples_left = samples_in(left),
                           .shards = std::ssize(left)};
    const double samples = double(estimate.samples_left);
    constexpr double per_variable = 1600, per_shard = 16e3;  // of HDF5's own; measured
    estimate.bytes_on_disk = samples * (values_per_sample(study) * sizeof(float) + 1) +
                             double(estimate.shards) * (per_shard + double(study.resolved().size()) +
                                                        per_variable * double(study.columns.size()));
    if (const FileArchive* archive = archive_in_use())  // the master holds them
        for (const FileArchive::File& file : archive->files())
            estimate.bytes_on_disk += double(file.text.size());
    const int workers = int(options.devices.size());
    const int threads = std::max(1, threads_here(options) / workers);
    constexpr double program = 120e6;  // itself, and its tables
    estimate.bytes_of_memory = program + workers * bytes_of_worker(study, study.case_at(0), threads);
    estimate.free_on_disk = free_on_disk(options.output);
    estimate.free_memory = free_memory() / local_ranks();
    if (!with_time || left.empty()) return estimate;

    // Two runs of different length: what each run costs at all, and what a sample costs.
    const auto seconds_of = [&](std::int64_t count) {
        omp_set_num_threads(threads);
        const auto start = std::chrono::steady_clock::now();
        study.evaluate(Backend::named(options.devices[0]), 0, count, [&](double) {
            if (options.progress) options.progress({});  // may throw to stop
        });
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    const std::int64_t few = std::min<std::int64_t>(32, estimate.samples);
    const std::int64_t more = std::min({4 * few, study.shard, estimate.samples});
    const double first = seconds_of(few);
    constexpr double enough_s = 20;
    double per_sample = first / double(few), per_run = 0;
    if (more > few && first < enough_s) {
        const double second = seconds_of(more);
        per_sample = std::max((second - first) / double(more - few), .1 * second / double(more));
        per_run = std::max(0., second - per_sample * double(more));
    }
    estimate.seconds =
        (per_sample * samples + per_run * double(estimate.shards)) / workers / ranks_in_environment();
    return estimate;
}

}  // namespace fadecast
