#pragma once
// The processes of one run, one or as many as mpirun started. Rank 0 answers what the others ask, so that
// shards go to whoever is free. Implemented by ranks_mpi.cpp, or by ranks_alone.cpp.

#include <cstdint>
#include <functional>
#include <string>

namespace fadecast {

struct RankRequest {
    enum class What : std::int64_t { progress, unit, leave } what = What::progress;
    double samples_done = 0;  ///< by this rank in all
    std::int64_t failed = 0;
    std::int64_t stop = 0;  ///< this rank was told to stop
    char error[512] = {};   ///< why it leaves
};

struct RankReply {
    std::int64_t first = 0, last = 0;  ///< of samples; empty: nothing is left
    std::int64_t stop = 0;             ///< everybody shall stop
};

class Ranks {
public:
    Ranks();  ///< Under mpirun all processes make one, once.
    /// Rank 0 first tells all who are still there to leave, the others say that they leave.
    ~Ranks();
    Ranks(const Ranks&) = delete;
    Ranks& operator=(const Ranks&) = delete;

    int rank() const { return rank_; }
    int count() const { return count_; }
    int others() const { return others_; }  ///< of rank 0: that have not left

    /// Of rank 0: answers whatever the others have asked, without waiting for more.
    void serve(const std::function<RankReply(int rank, const RankRequest&)>& answer);
    /// Of all others: asks rank 0, from any thread.
    RankReply ask(const RankRequest& request);

private:
    int rank_ = 0, count_ = 1, others_ = 0;
    bool left_ = false;
};

/// This process among those that mpirun started, before anything of MPI is called; 0 without it.
int rank_in_environment();
/// Their number, before anything of MPI is called; 1 without it.
int ranks_in_environment();
/// Its place among those of the same machine, and their number.
int local_rank(), local_ranks();

}  // namespace fadecast
