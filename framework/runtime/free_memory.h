#pragma once

#include <cstdint>

namespace fovea {

/// Bytes of memory that this process can still use without others being pushed out: what the
/// kernel calls available, or less where a container is given less. Where nothing can be learnt
/// it is the largest number there is.
std::int64_t free_memory();

}  // namespace fovea
