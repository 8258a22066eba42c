// What max_pool and average_pool share: the windows and the params of kernels/pool2d.h.
#pragma once

#include <optional>
#include <string>

#include "fovea/graph/graph.h"
#include "fovea/kernels/pool2d.h"
#include "fovea/layers/common/window.h"

namespace fovea {

struct PoolConfig {
  Size2 kernel = 2;
  std::optional<Size2> stride = {};  // default: the kernel, so that windows do not overlap
  Padding padding = 0;
  Size2 dilation = 1;
  bool ceil_mode = false;          // round the output's size up
  bool count_include_pad = false;  // average_pool: does the padding count in the divisor?

  Windows windows() const {
    return {kernel, stride.value_or(kernel), dilation, padding, ceil_mode};
  }
};

/// The pooled type of x. Throws Error for windows that do not fit or lie wholly in the padding.
TensorType pool_type(std::string_view kind, const PoolConfig& config, const TensorType& x);

/// One of the pooling kernels; x and y are the image before and after the pool.
KernelCall pool_call(const std::string& kernel, const PoolConfig& config, const TensorType& x,
                     const TensorType& y);

}  // namespace fovea
