// Goes through several tensors together, each with its own strides
// (framework/layers/common/broadcast.h).
#pragma once

#include <cstddef>

#include "fovea/kernels/params.h"

namespace fovea::reference {

/// The place in a tensor with these strides for element i of a tensor of these sizes.
inline size_t meets(size_t i, uint rank, const uint* size, const uint* stride) {
  size_t at = 0;
  for (uint axis = rank; axis-- > 0; i /= size[axis]) at += i % size[axis] * stride[axis];
  return at;
}

}  // namespace fovea::reference
