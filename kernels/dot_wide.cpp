// Seeing dots for one instruction set.

#include "dot_sight.hpp"
#include "wide.hpp"

FADECAST_WIDE(blur_weights) {
    using namespace fadecast;
    launch::on_cpu(n, AllLanes<dot::BlurWeights>{*static_cast<const dot::BlurWeights*>(functor)});
}

FADECAST_WIDE(dots) {
    using namespace fadecast;
    launch::teams_on_cpu(n, bytes, *static_cast<const dot::SeeDots*>(functor));
}
