// Some of the examples of a batch.
#pragma once

#include "fovea/core/tensor.h"

namespace fovea {

/// Rows first .. first + count - 1 of a tensor (N, ...), copied; the tensor itself where they are all.
Tensor rows(const Tensor& whole, std::int64_t first, std::int64_t count);

}  // namespace fovea
