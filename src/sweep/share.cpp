// A part is every n-th shard; a process has its share of its machine.

#include "sweep/share.hpp"

#include "backend/gpu.hpp"
#include "sweep/ranks.hpp"

#include <fmt/format.h>
#include <omp.h>
#include <unistd.h>

#include <algorithm>

namespace fadecast {

bool belongs(const Study& study, const SweepOptions& options, std::int64_t sample) {
    return !options.part || sample / study.shard % options.part->second == options.part->first;
}

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

std::int64_t samples_in(const std::deque<Range>& ranges) {
    std::int64_t count = 0;
    for (const Range& range : ranges) count += range.last - range.first;
    return count;
}

std::vector<std::string> devices_here(const SweepOptions& options, int ranks) {
    const std::vector<std::string>& asked = options.devices;
    if (ranks > 1 && asked.size() == 1 && (asked[0] == "auto" || asked[0] == "gpu") && gpu::count() > 0)
        return {fmt::format("gpu:{}", local_rank() % gpu::count())};
    return asked;
}

int threads_here(const SweepOptions& options) {
    if (options.threads > 0) return options.threads;
    const bool bound = omp_get_num_procs() < sysconf(_SC_NPROCESSORS_ONLN);
    return std::max(1, omp_get_max_threads() / (bound ? 1 : local_ranks()));
}

}  // namespace fadecast
