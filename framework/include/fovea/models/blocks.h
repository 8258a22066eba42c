// Parts that the networks for photos have in common.
#pragma once

#include <utility>

#include "fovea/layers/batch_norm.h"
#include "fovea/layers/conv2d.h"
#include "fovea/layers/relu.h"

namespace fovea {

/// A convolution, then batch norm. No bias: batch norm would cancel it.
inline Value conv_norm(Value x, Conv2dConfig config) {
  config.bias = false;
  return batch_norm(conv2d(x, std::move(config)));
}

/// The same with a ReLU at the end.
inline Value conv_norm_relu(Value x, Conv2dConfig config) {
  return relu(conv_norm(x, std::move(config)));
}

/// A convolution with a bias and a ReLU.
inline Value conv_relu(Value x, Conv2dConfig config) { return relu(conv2d(x, std::move(config))); }

}  // namespace fovea
