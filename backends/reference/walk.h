// Tensors that are gone through together at strides of their own
// (framework/layers/common/broadcast.h).
#pragma once

#include <cstddef>

#include "fovea/kernels/params.h"

namespace fovea::reference {

/// Where a tensor with these strides meets element i of a tensor of these sizes.
inline size_t meets(size_t i, uint rank, const uint* size, const uint* stride) {
  size_t at = 0;
  for (uint axis = rank; axis-- > 0; i /= size[axis]) at += i % size[axis] * stride[axis];
  return at;
}

}  // namespace fovea::reference
