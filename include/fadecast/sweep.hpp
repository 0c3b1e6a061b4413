#pragma once
// Studies run to their end: shards, workers, ranks, and the one file that shows them all.

#include <fadecast/output.hpp>
#include <fadecast/study.hpp>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fadecast {

/// How far a sweep is.
struct SweepProgress {
    double samples_done = 0;         ///< of this run, those of unfinished shards by their share
    std::int64_t samples_asked = 0;  ///< of this run
    std::int64_t failed = 0;
};

struct SweepOptions {
    std::filesystem::path
        output;  ///< the master; shards lie in a folder beside it: study.h5 -> study.shards/
    std::vector<std::string> devices{"auto"};  ///< one worker each, as Backend::named takes them
    int threads = 0;                           ///< CPU threads, shared evenly by the workers; 0: all
    bool resume = false, append = false;
    std::optional<std::pair<int, int>>
        part;  ///< i of n, from 0: only shards whose number leaves i; no master
    std::function<void(const SweepProgress&)> progress = {};  ///< called from one thread at a time
    std::function<bool()> stop = {};  ///< asked often; true: shards in work are dropped
};

struct SweepSummary {
    std::int64_t samples = 0, done = 0;  ///< of the study, or of the part; with a value or a reason
    std::int64_t failed = 0;
    bool stopped = false;  ///< something is left to do
    double seconds = 0;
};

/// What a study takes, before it is run.
struct SweepEstimate {
    std::int64_t points = 0, samples = 0;       ///< of the whole study
    std::int64_t samples_left = 0, shards = 0;  ///< of the part that is asked for, and not there yet
    double bytes_on_disk = 0;                   ///< of these
    double bytes_of_memory = 0;                 ///< of one process
    double free_on_disk = 0, free_memory = 0;   ///< of memory the share of one process of this machine
    double seconds = 0;                         ///< of all processes, from a few samples followed now
};
/// @param with_time  follow those few samples; calls options.progress, which may throw to stop
SweepEstimate estimate_sweep(const Study& study, const SweepOptions& options, bool with_time);

/// Runs every shard that is not there yet, and writes the master. Each finished shard is one file, put in
/// place whole; whatever happens, only shards in work are lost.
/// Under mpirun all ranks call it; shards are handed out one by one, and rank 0 writes the master.
/// @throws Error  the folder holds another study's shards, or shards and neither resume nor append; disk
///                full; a worker failed.
SweepSummary run_sweep(const Study& study, const SweepOptions& options, const Provenance& provenance);

/// Writes the master over the shards that are there.
SweepSummary collect_sweep(const Study& study, const std::filesystem::path& output,
                           const Provenance& provenance);

/// A finished study, or what of it is there.
struct StudyData {
    std::string title, resolved;  ///< Study::resolved
    DesignKind kind = DesignKind::population;
    int members = 0, block = 1;  ///< as of the study and its design
    std::int64_t amount = 0, points = 0, samples = 0;
    std::vector<Column> columns = {};
    std::vector<std::vector<float>> values = {};  ///< [columns][samples][width], NaN where missing
    std::vector<Status> status = {};              ///< [samples]
    std::vector<std::int64_t> point = {};         ///< [samples]
    std::vector<int> member = {};                 ///< [samples]
};

/// Reads a master (or a single shard). Throws Error: no such file, not a study.
/// @param scalars_only  leave the values of series and fields empty; they can be larger than memory
StudyData read_study_data(const std::filesystem::path& file, bool scalars_only = false);

}  // namespace fadecast
