#pragma once
// In the preset `tsan`, `reference` is carried by threads that run at the same time, as a GPU's do, so that
// the thread sanitizer sees what they do to each other's memory. Otherwise by one, which goes backwards.

#ifdef FADECAST_RACING

#include <barrier>
#include <thread>
#include <vector>

namespace fadecast::launch {

/// Threads of one block, or of all that have no block.
class Racers {
public:
    static constexpr int count = 3;

    /// Calls body() in all of them.
    template <typename Body>
    static void run(const Body& body) {
        std::barrier<> finish_line(count);
        std::vector<std::jthread> threads;
        for (int rank = 0; rank < count; ++rank)
            threads.emplace_back([&, rank] {
                mine_ = {rank, &finish_line};
                body();
            });
    }
    /// Calls body(i) for this thread's share of [0, n), then waits for the others.
    template <typename I, typename Body>
    static void share(I n, const Body& body) {
        for (I i = mine_.rank; i < n; i += count) body(i);
        mine_.finish_line->arrive_and_wait();
    }

private:
    struct Mine {
        int rank;
        std::barrier<>* finish_line;
    };
    inline static thread_local Mine mine_{};
};

}  // namespace fadecast::launch

#else

#include "portable.hpp"

namespace fadecast::launch {

// Backwards, so that an order that a kernel relies on by mistake shows up in the tests.
struct Racers {
    static constexpr int count = 1;

    template <typename Body>
    static void run(const Body& body) {
        body();
    }
#pragma nv_exec_check_disable  // what is shared may run on the CPU alone
    template <typename I, typename Body>
    FADECAST_HD static void share(I n, const Body& body) {
        for (I i = n; i-- > 0;) body(i);
    }
};

}  // namespace fadecast::launch

#endif
