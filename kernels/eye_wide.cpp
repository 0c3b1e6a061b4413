// What an eye sees for one instruction set.

#include "eye_image.hpp"
#include "wide.hpp"

FADECAST_WIDE(eye) {
    using namespace fadecast;
    launch::teams_on_cpu(n, bytes, *static_cast<const eye::SeeImage*>(functor));
}
