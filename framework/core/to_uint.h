#pragma once

#include <cstdint>

namespace fovea {

/// A size as a 32-bit field of a kernel's params; throws Error if it does not fit.
std::uint32_t to_uint(std::int64_t value);

}  // namespace fovea
