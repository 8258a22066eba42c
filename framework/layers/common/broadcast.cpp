#include "framework/layers/common/broadcast.h"

#include <algorithm>

#include "fovea/core/error.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

Shape broadcast(const Shape& a, const Shape& b) {
  const Shape &longer = a.rank() >= b.rank() ? a : b, &shorter = a.rank() >= b.rank() ? b : a;
  Shape y = longer;
  for (int i = 0; i < shorter.rank(); ++i) {
    const int axis = longer.rank() - shorter.rank() + i;
    if (longer[axis] == shorter[i] || shorter[i] == 1) continue;
    if (longer[axis] != 1) {
      throw Error("{} and {} differ in axis {}, where neither has the extent 1", a.str(), b.str(),
                  axis);
    }
    y = y.with(axis, shorter[i]);
  }
  return y;
}

StridedAxes& StridedAxes::broadcast(const Shape& x) {
  const int offset = y_.rank() - x.rank();
  std::vector<std::int64_t> strides(static_cast<size_t>(y_.rank()));
  for (int i = 0; i < x.rank(); ++i) {
    const bool once = x[i] == 1 && y_[offset + i] != 1;
    strides[static_cast<size_t>(offset + i)] = once ? 0 : x.count(i + 1, x.rank());
  }
  return strided(strides);
}

StridedAxes& StridedAxes::strided(std::span<const std::int64_t> strides) {
  strides_.emplace_back(strides.begin(), strides.end());
  return *this;
}

uint StridedAxes::write(uint* size, std::initializer_list<uint*> strides) const {
  uint rank = 0;
  for (int axis = 0; axis < y_.rank(); ++axis) {
    if (y_[axis] == 1) continue;
    const size_t a = static_cast<size_t>(axis);
    size_t tensor = 0;
    const bool runs_on =
        rank > 0 && std::ranges::all_of(strides, [&](const uint* of) {
          return of[rank - 1] == static_cast<std::uint64_t>(strides_[tensor++][a] * y_[axis]);
        });
    if (!runs_on) size[rank++] = 1;
    size[rank - 1] = to_uint(std::int64_t{size[rank - 1]} * y_[axis]);
    tensor = 0;
    for (uint* of : strides) of[rank - 1] = to_uint(strides_[tensor++][a]);
  }
  if (rank > 0) return rank;
  size[0] = 1;
  for (uint* of : strides) of[0] = 1;
  return 1;
}

}  // namespace fovea
