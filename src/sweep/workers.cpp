// Each worker opens its device and takes shards until none is left or somebody stops.

#include "sweep/workers.hpp"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <new>

namespace fadecast {
namespace {

struct Dropped {};

/// "sample 17 (depth = 0.4 mm) failed: reason"
std::string first_failure(const Study& study, const Rows& rows) {
    const auto& [sample, reason] = rows.failures.front();
    std::string values;
    for (std::size_t f = 0; f < study.factors.size(); ++f) {
        const Column& column = study.columns[f];
        const float value = rows.values[f][std::size_t(sample - rows.first)];
        const bool word = !column.words.empty() && value >= 0 && value < float(column.words.size());
        values += fmt::format("{}{} = {}{}", f == 0 ? " (" : ", ", column.name,
                              word ? column.words[std::size_t(value)] : fmt::format("{:g}", value),
                              word || column.units == "1" ? "" : " " + column.units);
    }
    return fmt::format("sample {}{}{} failed: {}", sample, values, values.empty() ? "" : ")", reason);
}

}  // namespace

Workers::Workers(const Study& study, const std::vector<std::string>& devices, int threads, Next next,
                 Keep keep)
    : study_(study), next_(std::move(next)), keep_(std::move(keep)), running_(devices.size()) {
    const int each = std::max(1, threads / int(devices.size()));
    for (const std::string& device : devices) {
        Worker& worker = *workers_.emplace_back(std::make_unique<Worker>());
        worker.thread = std::thread([this, &worker, device, each] { run(worker, device, each); });
    }
}

Workers::~Workers() {
    stop();
    for (const auto& worker : workers_) worker->thread.join();
}

void Workers::run(Worker& worker, const std::string& device, int threads) {
    std::exception_ptr error;
    try {
        omp_set_num_threads(threads);  // of this worker only
        follow(worker, device);
    } catch (const Dropped&) {
    } catch (const std::bad_alloc&) {
        error = std::make_exception_ptr(Error("out of memory; a smaller shard in the study file needs less"));
    } catch (...) {
        error = std::current_exception();
    }
    worker.in_work = 0;
    const std::lock_guard lock(mutex_);
    if (error) stopping_ = true;
    if (error && !error_) error_ = error;
    --running_;
    ended_.notify_all();
}

void Workers::follow(Worker& worker, const std::string& device) {
    const Backend backend = Backend::named(device);  // here: a GPU belongs to the thread that opened it
    while (!stopping_) {
        const std::optional<Range> range = next_();
        if (!range) return;
        const auto start = std::chrono::steady_clock::now();
        const Rows rows = study_.evaluate(backend, range->first, range->last, [&](double share) {
            if (stopping_) throw Dropped{};
            worker.in_work = share * double(range->last - range->first);
        });
        const double seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        if (study_.errors == OnError::fast && !rows.failures.empty())
            throw Error(first_failure(study_, rows) +
                        "; errors = \"fast\" ends the study here, finished shards are kept");
        keep_(rows, backend.describe(), seconds);
        worker.in_work = 0;
        done_ += range->last - range->first;
        failed_ += std::ssize(rows.failures);
    }
}

bool Workers::wait(std::chrono::milliseconds longest) {
    std::unique_lock lock(mutex_);
    return ended_.wait_for(lock, longest, [&] { return running_ == 0; });
}

double Workers::samples_done() const {
    double done = double(done_);
    for (const auto& worker : workers_) done += worker->in_work;
    return done;
}

std::exception_ptr Workers::error() const {
    const std::lock_guard lock(mutex_);
    return error_;
}

}  // namespace fadecast
