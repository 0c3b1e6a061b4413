#pragma once
// Memory that this process may still take.

namespace fadecast {

/// Bytes: what the machine has available, or what the limit of a container or batch job leaves, if less.
double free_memory();

}  // namespace fadecast
