// Transport for one instruction set. Compiled several times, each with -Dfadecast=fadecast_SET, so that no
// inline function of one set can stand in for another's when the linker keeps a single copy;
// tests/cli/wide_symbols checks that.

#include "transport_history.hpp"

#define FADECAST_JOIN(a, b) a##_##b
#define FADECAST_NAME(a, b) FADECAST_JOIN(a, b)

extern "C" void FADECAST_NAME(fadecast, transport)(const void* fields, const void* steps, int step_count,
                                                   std::int64_t packs) {
    using namespace fadecast;
    launch::teams_on_cpu(packs, TransportHistory{*static_cast<const TransportFields*>(fields),
                                                 static_cast<const Step*>(steps), step_count});
}
