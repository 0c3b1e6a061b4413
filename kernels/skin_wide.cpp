// Preparing skins for one instruction set.

#include "skin_slices.hpp"
#include "wide.hpp"

FADECAST_WIDE(skins) {
    using namespace fadecast;
    launch::on_cpu(n, AllLanes<prepare::PrepareSkins>{*static_cast<const prepare::PrepareSkins*>(functor)});
}
