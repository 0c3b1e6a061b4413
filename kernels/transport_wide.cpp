// Transport for one instruction set. Compiled several times, each with -Dfadecast=fadecast_SET, so that no
// inline function of one set can stand in for another's when the linker keeps a single copy;
// tests/cli/wide_symbols checks that.

#include "transport_history.hpp"

#define FADECAST_JOIN(a, b) a##_##b
#define FADECAST_NAME(a, b) FADECAST_JOIN(a, b)

extern "C" void FADECAST_NAME(fadecast, transport)(const void* history, std::int64_t packs,
                                                   std::size_t bytes) {
    using namespace fadecast;
    launch::teams_on_cpu(packs, bytes, *static_cast<const TransportHistory*>(history));
}
