// mean: the average of all elements.
#pragma once

#include "fovea/graph/graph.h"

namespace fovea {

class MeanLayer : public Layer {
 public:
  std::string kind() const override { return "mean"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;
};

/// x f32 of any shape, not empty -> f32 scalar.
Value mean(Value x, std::string name = "");

}  // namespace fovea
