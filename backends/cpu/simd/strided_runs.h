// Goes through several tensors together, each with its own strides
// (framework/layers/common/broadcast.h).
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "fovea/kernels/params.h"

namespace fovea::cpu {

/// Calls body(i, n, at) for the elements begin .. end-1 of a tensor of these sizes, run by run: i
/// .. i+n-1 are in one row of the innermost axis, and at[t] is the place in tensor t for element i.
template <size_t kTensors, class Body>
void for_runs(uint rank, const uint* size, const std::array<const uint*, kTensors>& strides,
              size_t begin, size_t end, const Body& body) {
  const uint last = rank - 1;
  for (size_t i = begin; i < end;) {
    size_t rest = i;
    std::array<size_t, kTensors> at{};
    for (uint axis = rank; axis-- > 0;) {
      const size_t index = rest % size[axis];
      rest /= size[axis];
      for (size_t t = 0; t < kTensors; ++t) at[t] += index * strides[t][axis];
    }
    const size_t n = std::min(end - i, size[last] - i % size[last]);
    body(i, n, at);
    i += n;
  }
}

}  // namespace fovea::cpu
