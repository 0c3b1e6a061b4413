#pragma once

namespace fadecast {

/// The type of every field. The preset `double` shows that no result hangs on rounding.
#ifdef FADECAST_DOUBLE
using Real = double;
#else
using Real = float;
#endif

}  // namespace fadecast
