// Without MPI: one process. Under mpirun that would be the same study many times over, which is refused.

#include "sweep/ranks.hpp"

#include <fadecast/backend.hpp>

#include <cstdlib>

namespace fadecast {

Ranks::Ranks() {
    if (rank_in_environment() > 0 || std::getenv("OMPI_COMM_WORLD_SIZE"))
        throw Error(
            "this fadecast was built without MPI; start it without mpirun, or build it with "
            "libopenmpi-dev installed");
}
Ranks::~Ranks() = default;
void Ranks::serve(const std::function<RankReply(int, const RankRequest&)>&) {}
RankReply Ranks::ask(const RankRequest&) { return {}; }

}  // namespace fadecast
