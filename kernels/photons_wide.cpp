// Photons for one instruction set.

#include "photon_flight.hpp"
#include "wide.hpp"

FADECAST_WIDE(photons) {
    using namespace fadecast;
    launch::teams_on_cpu(n, bytes, *static_cast<const PhotonTracer*>(functor));
}
