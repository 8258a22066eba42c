// A convolution for tests of its algorithms: the results, and the gradients of the input and of
// the weight.
#pragma once

#include "fovea/graph/differentiate.h"
#include "fovea/layers/add.h"
#include "fovea/layers/conv2d.h"
#include "fovea/layers/mean.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/relu.h"

namespace fovea {

/// Adds "y" = conv2d(x), or with successors relu(conv2d(x) + "residual"); "dx", the gradient of "x"
/// for a loss that multiplies every result by "projection"; and "dw", the gradient of the weight.
inline void add_convolution(Graph& graph, const Shape& shape, const Conv2dConfig& config,
                            bool successors) {
  const Value x = graph.input("x", {shape});
  const Shape weights{config.channels, config.kernel.h, config.kernel.w, shape[3] / config.groups};
  const Value weight = graph.variable({"weight", {weights}, config.initializer});
  const Value bias = config.bias ? graph.variable({"bias", {Shape{config.channels}}, {}}) : Value();
  Value y = conv2d(x, weight, bias, config);
  if (successors) y = relu(add(y, graph.input("residual", y.type())));
  graph.output("y", y);
  const Value loss = mean(multiply(y, graph.input("projection", y.type())));
  const std::vector<Value> gradients = differentiate(loss, std::vector{x, weight});
  graph.output("dx", gradients[0]);
  graph.output("dw", gradients[1]);
}

}  // namespace fovea
