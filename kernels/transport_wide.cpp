// Transport for one instruction set.

#include "transport_history.hpp"
#include "wide.hpp"

FADECAST_WIDE(transport) {
    using namespace fadecast;
    launch::teams_on_cpu(n, bytes, *static_cast<const TransportHistory*>(functor));
}
