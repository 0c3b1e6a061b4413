// Pixels of patches for one instruction set.

#include "patch_pixels.hpp"
#include "wide.hpp"

FADECAST_WIDE(patch) {
    using namespace fadecast;
    launch::on_cpu(n, AllLanes<patch::DrawBlock>{*static_cast<const patch::DrawBlock*>(functor)});
}
