// A convolution as tests of its algorithms look at it: the results, and the gradient of the input.
#pragma once

#include "fovea/graph/differentiate.h"
#include "fovea/layers/add.h"
#include "fovea/layers/conv2d.h"
#include "fovea/layers/mean.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/relu.h"

namespace fovea {

/// Adds "y" = conv2d(x), with successors relu(conv2d(x) + "residual"), and "dx", the gradient of
/// "x" for a loss that weighs every result by "projection".
inline void add_convolution(Graph& graph, const Shape& shape, const Conv2dConfig& config,
                            bool successors) {
  const Value x = graph.input("x", {shape});
  Value y = conv2d(x, config);
  if (successors) y = relu(add(y, graph.input("residual", y.type())));
  graph.output("y", y);
  const Value loss = mean(multiply(y, graph.input("projection", y.type())));
  graph.output("dx", differentiate(loss, std::vector{x}).front());
}

}  // namespace fovea
