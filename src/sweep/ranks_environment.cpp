// What mpirun and its relatives say of a process before MPI starts.

#include "sweep/ranks.hpp"

#include <cstdlib>

namespace fadecast {
namespace {
int number_in(const char* name, int otherwise) {
    const char* text = std::getenv(name);
    return text && *text ? std::atoi(text) : otherwise;
}
}  // namespace

int rank_in_environment() {
    return number_in("OMPI_COMM_WORLD_RANK", number_in("PMIX_RANK", number_in("PMI_RANK", 0)));
}
int ranks_in_environment() {
    const int of_step = std::getenv("PMIX_RANK") ? number_in("SLURM_STEP_NUM_TASKS", 1) : 1;
    return number_in("OMPI_COMM_WORLD_SIZE", number_in("PMI_SIZE", of_step));
}
int local_rank() { return number_in("OMPI_COMM_WORLD_LOCAL_RANK", number_in("SLURM_LOCALID", 0)); }
int local_ranks() { return number_in("OMPI_COMM_WORLD_LOCAL_SIZE", 1); }

}  // namespace fadecast
