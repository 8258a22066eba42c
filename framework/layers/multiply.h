// multiply: y = a * b, element by element.
#pragma once

#include "framework/graph/graph.h"

namespace fovea {

class MultiplyLayer : public Layer {
 public:
  std::string kind() const override { return "multiply"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;
};

/// a and b of one shape -> the same shape.
Value multiply(Value a, Value b, std::string name = "");

}  // namespace fovea
