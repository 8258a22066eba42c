#include "framework/train/rows.h"

#include <cstring>

namespace fovea {

Tensor rows(const Tensor& whole, std::int64_t first, std::int64_t count) {
  const std::int64_t all = whole.shape()[0];
  if (count == all) return whole;
  Tensor part(whole.shape().with(0, count), whole.dtype());
  const auto size = whole.bytes().size() / static_cast<size_t>(all);
  std::memcpy(part.data(), whole.data() + size * static_cast<size_t>(first),
              size * static_cast<size_t>(count));
  return part;
}

}  // namespace fovea
