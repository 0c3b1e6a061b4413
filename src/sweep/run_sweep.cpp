// A study from its first shard to its last: what is there, what is left, who follows it, and what is told.

#include <fadecast/sweep.hpp>

#include "output/files.hpp"
#include "sweep/master.hpp"
#include "sweep/ranks.hpp"
#include "sweep/share.hpp"
#include "sweep/study_folder.hpp"
#include "sweep/workers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

namespace fadecast {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// What is left to do. @throws Error as run_sweep.
std::deque<Range> plan(const Study& study, const SweepOptions& options, const Shards& there) {
    const std::string folder = shard_folder(options.output).string();
    std::deque<Range> left = uncovered(study, options, there.ranges);
    const std::int64_t done = samples_in(uncovered(study, options, {})) - samples_in(left);
    if (done > 0 && !options.resume && !options.append)
        throw Error(
            fmt::format("{} holds {} samples of this study; --resume goes on with it, --append adds "
                        "samples to it; or remove the folder to begin anew",
                        folder, done));
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
    return left;
}

/// Rank 0's list of shards, and what all ranks have done.
class HandOut {
public:
    HandOut(std::deque<Range> units, int ranks) : units_(std::move(units)), done_(ranks), failed_(ranks) {
        asked_ = samples_in(units_);
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
    return [&](const Rows& rows, const std::string& device, double seconds) {
        static std::mutex hdf5;
        std::string bytes;
        {
            const std::lock_guard lock(hdf5);
            bytes = shard_bytes(study, rows, device, seconds, provenance);
        }
        try {
            const fs::path folder = shard_folder(options.output);
            const Range range{rows.first, rows.last};
            output::replace_file(folder / unfinished_name(range, options.part), folder / shard_name(range),
                                 bytes);
        } catch (const Error& problem) {
            throw Error(fmt::format(
                "{}. Finished shards are kept, and the same command with --resume goes on", problem.what()));
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
    workers = std::make_unique<Workers>(study, devices_here(options, ranks.count()), threads_here(options),
                                        next, keeper(study, options, provenance));
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

    const StudyFolder held(shard_folder(options.output), options.part);
    held.remove_unfinished();
    HandOut hand_out(plan(study, options, read_shards(study, options.output)), ranks.count());
    {
        Workers workers(
            study, devices_here(options, ranks.count()), threads_here(options),
            [&] { return hand_out.next(); }, keeper(study, options, provenance));
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
    const std::int64_t samples = samples_in(uncovered(study, options, {}));
    const std::int64_t left = samples_in(uncovered(study, options, shards.ranges));
    return {.samples = samples,
            .done = samples - left,
            .failed = std::ranges::count_if(shards.failures.sample,
                                            [&](std::int64_t each) { return belongs(study, options, each); }),
            .stopped = left > 0,
            .seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()};
}

}  // namespace fadecast
