#pragma once
// Threads that follow shards, one for each device.

#include "sweep/shard_file.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace fadecast {

class Workers {
public:
    using Next = std::function<std::optional<Range>()>;  ///< asked by any worker; none: nothing is left
    using Keep = std::function<void(const Rows&, const std::string& device, double seconds)>;

    /// @param threads  of the CPU, shared evenly
    Workers(const Study& study, const std::vector<std::string>& devices, int threads, Next next, Keep keep);
    ~Workers();  ///< Stops and waits.

    void stop() { stopping_ = true; }  ///< What is in work is dropped, soon.
    /// Waits until all have ended, but not longer. @returns whether they have.
    bool wait(std::chrono::milliseconds longest);

    double samples_done() const;  ///< those in work by their share
    std::int64_t failed() const { return failed_; }
    std::exception_ptr error() const;  ///< the first one; the others stop then

private:
    struct Worker {
        std::atomic<double> in_work = 0;
        std::thread thread;
    };
    void run(Worker& worker, const std::string& device, int threads);
    void follow(Worker& worker, const std::string& device);

    const Study& study_;
    Next next_;
    Keep keep_;
    std::atomic<bool> stopping_ = false;
    std::atomic<std::int64_t> done_ = 0, failed_ = 0;
    mutable std::mutex mutex_;  // of what follows
    std::condition_variable ended_;
    std::size_t running_ = 0;
    std::exception_ptr error_;
    std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace fadecast
