#pragma once

#include <cstdint>

namespace fovea {

/// A size as the 32 bits that the params of kernels have; throws Error if it does not fit.
std::uint32_t to_uint(std::int64_t value);

}  // namespace fovea
