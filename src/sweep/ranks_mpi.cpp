// Ranks over MPI: messages of a fixed size, rank 0 polls, so that nobody burns a core by waiting.

#include "sweep/ranks.hpp"

#include <fadecast/backend.hpp>

#include <mpi.h>

#include <chrono>
#include <cstdlib>
#include <mutex>
#include <thread>

namespace fadecast {
namespace {

constexpr int request_tag = 1, reply_tag = 2;
std::mutex calls;  // MPI is called by one thread at a time

bool started_by_mpi() {
    for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_SIZE"})
        if (std::getenv(name)) return true;
    return false;
}

bool waits(int source, int tag, MPI_Status& status) {
    int there = 0;
    MPI_Iprobe(source, tag, MPI_COMM_WORLD, &there, &status);
    return there != 0;
}

}  // namespace

Ranks::Ranks() {
    if (!started_by_mpi()) return;
    int given = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &given);
    if (given < MPI_THREAD_SERIALIZED)
        throw Error("this MPI allows no threads; use one built with MPI_THREAD_SERIALIZED");
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &count_);
    others_ = rank_ == 0 ? count_ - 1 : 0;
}

Ranks::~Ranks() {
    while (others_ > 0) {
        serve([](int, const RankRequest&) { return RankReply{.stop = 1}; });
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    if (rank_ > 0 && !left_) ask({.what = RankRequest::What::leave});
    int started = 0, ended = 0;
    MPI_Initialized(&started);
    MPI_Finalized(&ended);
    if (started && !ended) MPI_Finalize();
}

void Ranks::serve(const std::function<RankReply(int, const RankRequest&)>& answer) {
    if (count_ == 1) return;
    const std::lock_guard lock(calls);
    for (MPI_Status status; others_ > 0 && waits(MPI_ANY_SOURCE, request_tag, status);) {
        RankRequest request;
        MPI_Recv(&request, sizeof request, MPI_BYTE, status.MPI_SOURCE, request_tag, MPI_COMM_WORLD,
                 MPI_STATUS_IGNORE);
        const RankReply reply = answer(status.MPI_SOURCE, request);
        if (request.what == RankRequest::What::leave) --others_;
        MPI_Send(&reply, sizeof reply, MPI_BYTE, status.MPI_SOURCE, reply_tag, MPI_COMM_WORLD);
    }
}

RankReply Ranks::ask(const RankRequest& request) {
    const std::lock_guard lock(calls);
    MPI_Send(&request, sizeof request, MPI_BYTE, 0, request_tag, MPI_COMM_WORLD);
    MPI_Status status;
    while (!waits(0, reply_tag, status)) std::this_thread::sleep_for(std::chrono::microseconds(200));
    RankReply reply;
    MPI_Recv(&reply, sizeof reply, MPI_BYTE, 0, reply_tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    left_ = left_ || request.what == RankRequest::What::leave;
    return reply;
}

}  // namespace fadecast
