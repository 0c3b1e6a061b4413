// A study from its first shard to its last: what is there, what is left, who follows it, and what is told.

#include <fadecast/sweep.hpp>

#include "backend/gpu.hpp"
#include "output/files.hpp"
#include "sweep/master.hpp"
#include "sweep/ranks.hpp"
#include "sweep/workers.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <omp.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>

namespace fadecast {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// Shards of a study lie at multiples of its shard size; number i belongs to part i modulo n.
bool belongs(const Study& study, const SweepOptions& options, std::int64_t sample) {
    return !options.part || sample / study.shard % options.part->second == options.part->first;
}

/// What no shard covers yet, cut at multiples of the shard size.
std::deque<Range> uncovered(const Study& study, const SweepOptions& options,
                            const std::vector<Range>& covered) {
    std::deque<Range> left;
    const auto add = [&](std::int64_t first, std::int64_t last) {
        while (first < last) {
            const std::int64_t end = std::min(last, (first / study.shard + 1) * study.shard);
            if (belongs(study, options, first)) left.push_back({first, end});
            first = end;
        }
    };
    std::int64_t at = 0;
    for (const Range& range : covered) {
        add(at, range.first);
        at = std::max(at, range.last);
    }
    add(at, study.samples());
    return left;
}

/// The folder of shards, held so that no second run writes into it; parts of a run share it. The hold ends
/// with the process, however that ends.
class Folder {
public:
    explicit Folder(const fs::path& path, bool shared) {
        std::error_code problem;
        fs::create_directories(path, problem);
        number_ = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (number_ < 0)
            throw Error(fmt::format("cannot make the folder {}: {}; choose another place with -o",
                                    path.string(), problem ? problem.message() : std::strerror(errno)));
        if (::flock(number_, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
            ::close(number_);
            throw Error(fmt::format("another fadecast works in {}; wait for it, or stop it", path.string()));
        }
    }
    ~Folder() { ::close(number_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

private:
    int number_;
};

/// Half-written shards of a run that was killed.
void remove_parts(const Study& study, const SweepOptions& options, const fs::path& folder) {
    std::vector<fs::path> parts;
    for (const auto& entry : fs::directory_iterator(folder)) {
        const auto range = range_in_name(entry.path().filename().string());
        if (range && entry.path().extension() != ".h5" && belongs(study, options, range->first))
            parts.push_back(entry.path());
    }
    for (const fs::path& part : parts) fs::remove(part);
}

/// What is left to do. @throws Error as run_sweep.
std::deque<Range> plan(const Study& study, const SweepOptions& options, const Shards& there) {
    const std::string folder = shard_folder(options.output).string();
    const bool mine = std::ranges::any_of(
        there.ranges, [&](const Range& range) { return belongs(study, options, range.first); });
    if (mine && !options.resume && !options.append)
        throw Error(
            fmt::format("{} holds {} samples of this study; --resume goes on with it, --append adds "
                        "samples to it; or remove the folder to begin anew",
                        folder, there.done));
    if (options.append && there.ranges.empty())
        throw Error(fmt::format("--append: {} holds no samples; leave --append out to begin", folder));
    if (options.append && there.done < there.ranges.back().last)
        throw Error(
            fmt::format("--append: samples before {} are missing in {}; run the same study with "
                        "--resume first",
                        there.ranges.back().last, folder));
    if (options.append && there.done == study.samples())
        throw Error(fmt::format("--append: {} holds these {} samples already; ask for more with --samples",
                                folder, there.done));
    return uncovered(study, options, there.ranges);
}

/// The devices of this process: under mpirun one GPU for each process of a machine, in turn.
std::vector<std::string> devices_here(const SweepOptions& options, const Ranks& ranks) {
    const std::vector<std::string>& asked = options.devices;
    if (ranks.count() > 1 && asked.size() == 1 && (asked[0] == "auto" || asked[0] == "gpu") &&
        gpu::count() > 0)
        return {fmt::format("gpu:{}", local_rank() % gpu::count())};
    return asked;
}

/// All that this process may use, or its share where mpirun left all processes of a machine the same ones.
int threads_here(const SweepOptions& options) {
    if (options.threads > 0) return options.threads;
    const bool bound = omp_get_num_procs() < sysconf(_SC_NPROCESSORS_ONLN);
    return std::max(1, omp_get_max_threads() / (bound ? 1 : local_ranks()));
}

/// Rank 0's list of shards, and what all ranks have done.
class HandOut {
public:
    HandOut(std::deque<Range> units, int ranks) : units_(std::move(units)), done_(ranks), failed_(ranks) {
        for (const Range& unit : units_) asked_ += unit.last - unit.first;
    }
    std::optional<Range> next() {
        const std::lock_guard lock(mutex_);
        if (stop || units_.empty()) return std::nullopt;
        const Range unit = units_.front();
        units_.pop_front();
        return unit;
    }
    RankReply answer(int rank, const RankRequest& request) {
        done_[rank] = request.samples_done;
        failed_[rank] = request.failed;
        if (request.stop) stop = true;
        if (request.error[0]) {
            stop = true;
            if (error.empty()) error = fmt::format("on rank {}: {}", rank, request.error);
        }
        RankReply reply;
        if (request.what == RankRequest::What::unit)
            if (const auto unit = next()) reply.first = unit->first, reply.last = unit->last;
        reply.stop = stop;
        return reply;
    }
    SweepProgress progress(const Workers& workers) const {
        SweepProgress sum{workers.samples_done(), asked_, workers.failed()};
        for (std::size_t rank = 1; rank < done_.size(); ++rank) {
            sum.samples_done += done_[rank];
            sum.failed += failed_[rank];
        }
        return sum;
    }

    std::atomic<bool> stop = false;
    std::string error;  ///< of another rank

private:
    std::mutex mutex_;
    std::deque<Range> units_;
    std::int64_t asked_ = 0;
    std::vector<double> done_;
    std::vector<std::int64_t> failed_;
};

std::string message_of(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& known) {
        return known.what();
    } catch (...) {
        return "an error without a name";
    }
}

/// Writes finished shards. HDF5 is for one thread at a time, the disk for all.
Workers::Keep keeper(const Study& study, const SweepOptions& options, const Provenance& provenance) {
    return [&, mutex = std::make_shared<std::mutex>()](const Rows& rows, const std::string& device,
                                                       double seconds) {
        std::string bytes;
        {
            const std::lock_guard lock(*mutex);
            bytes = shard_bytes(study, rows, device, seconds, provenance);
        }
        try {
            output::write_files(shard_folder(options.output), {{shard_name({rows.first, rows.last}), bytes}});
        } catch (const Error& problem) {
            throw Error(
                fmt::format("{}. Finished shards are kept; when there is room for the rest, the same "
                            "command with --resume goes on",
                            problem.what()));
        }
    };
}

/// Another rank than the first: asks for shards until there are none.
SweepSummary help(const Study& study, const SweepOptions& options, const Provenance& provenance,
                  Ranks& ranks) {
    using What = RankRequest::What;
    std::unique_ptr<Workers> workers;
    std::atomic<double> done = 0;  // as last told: the workers ask before they are all made
    std::atomic<std::int64_t> failed = 0;
    std::atomic<bool> stop = false;
    const auto next = [&]() -> std::optional<Range> {
        const RankReply reply = ranks.ask({What::unit, done, failed, stop});
        if (reply.stop || reply.first == reply.last) return std::nullopt;
        return Range{reply.first, reply.last};
    };
    workers = std::make_unique<Workers>(study, devices_here(options, ranks), threads_here(options), next,
                                        keeper(study, options, provenance));
    while (!workers->wait(500ms)) {
        done = workers->samples_done(), failed = workers->failed();
        stop = stop || (options.stop && options.stop());
        if (ranks.ask({What::progress, done, failed, stop}).stop) stop = true;
        if (stop) workers->stop();
    }
    RankRequest farewell{What::leave, workers->samples_done(), workers->failed(), stop};
    if (const auto error = workers->error())
        message_of(error).copy(farewell.error, sizeof farewell.error - 1);
    ranks.ask(farewell);
    return {.stopped = stop};
}

}  // namespace

SweepSummary run_sweep(const Study& study, const SweepOptions& options, const Provenance& provenance) {
    const auto start = std::chrono::steady_clock::now();
    Ranks ranks;
    if (ranks.rank() > 0) return help(study, options, provenance, ranks);

    const fs::path folder = shard_folder(options.output);
    const Folder held(folder, options.part.has_value());
    remove_parts(study, options, folder);
    HandOut hand_out(plan(study, options, read_shards(study, options.output)), ranks.count());
    {
        Workers workers(
            study, devices_here(options, ranks), threads_here(options), [&] { return hand_out.next(); },
            keeper(study, options, provenance));
        for (bool ended = false; !ended;) {
            const bool idle = workers.wait(ranks.others() > 0 ? 1ms : 100ms);
            ranks.serve([&](int rank, const RankRequest& request) { return hand_out.answer(rank, request); });
            if ((options.stop && options.stop()) || workers.error()) hand_out.stop = true;
            if (hand_out.stop) workers.stop();
            if (options.progress) options.progress(hand_out.progress(workers));
            ended = idle && ranks.others() == 0;
        }
        std::exception_ptr error = workers.error();
        if (!error && !hand_out.error.empty()) error = std::make_exception_ptr(Error(hand_out.error));
        if (error) {
            try {  // over what is there; what went wrong first is what counts
                if (!options.part) collect_sweep(study, options.output, provenance);
            } catch (const Error&) {
            }
            std::rethrow_exception(error);
        }
    }
    const Shards shards = read_shards(study, options.output);
    if (!options.part) write_master(study, options.output, shards, provenance);
    return {.samples = study.samples(),
            .done = shards.done,
            .failed = shards.failed,
            .stopped = !uncovered(study, options, shards.ranges).empty(),
            .seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()};
}

}  // namespace fadecast
