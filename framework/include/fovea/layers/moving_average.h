// moving_average: momentum * old + (1 - momentum) * next, element by element: how running
// statistics follow the batches. Not differentiable.
#pragma once

#include <string>

#include "fovea/graph/graph.h"

namespace fovea {

class MovingAverageLayer : public Layer {
 public:
  explicit MovingAverageLayer(float momentum) : momentum_(momentum) {}

  std::string kind() const override { return "moving_average"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;

 private:
  float momentum_;
};

/// old and next of one shape -> the same shape.
Value moving_average(Value old, Value next, float momentum, std::string name = "");

}  // namespace fovea
