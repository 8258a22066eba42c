#pragma once

#include <cstdint>

namespace fovea {

/// Bytes of memory that this process can still use without harming others: what the kernel calls
/// available, or less in a container with a lower limit. If this cannot be found out, the
/// largest number.
std::int64_t free_memory();

}  // namespace fovea
