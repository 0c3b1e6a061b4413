// Photons for one instruction set; see transport_wide.cpp.

#include "photon_flight.hpp"

#define FADECAST_JOIN(a, b) a##_##b
#define FADECAST_NAME(a, b) FADECAST_JOIN(a, b)

extern "C" void FADECAST_NAME(fadecast, photons)(const void* tracer, std::int64_t tasks, std::size_t bytes) {
    using namespace fadecast;
    launch::teams_on_cpu(tasks, bytes, *static_cast<const PhotonTracer*>(tracer));
}
