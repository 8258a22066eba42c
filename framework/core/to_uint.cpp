#include "framework/core/to_uint.h"

#include <limits>

#include "fovea/core/error.h"

namespace fovea {

std::uint32_t to_uint(std::int64_t value) {
  if (value < 0 || value > std::numeric_limits<std::uint32_t>::max()) {
    throw Error("a size of {} does not fit 32 bits", value).hint("use a smaller batch or image");
  }
  return static_cast<std::uint32_t>(value);
}

}  // namespace fovea
