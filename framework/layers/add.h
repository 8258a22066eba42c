// add: y = a + b, element by element.
#pragma once

#include "framework/graph/graph.h"

namespace fovea {

class AddLayer : public Layer {
 public:
  std::string kind() const override { return "add"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;
  std::optional<Epilogue> epilogue(Types inputs, int from) const override;
};

/// a and b of one shape -> the same shape.
Value add(Value a, Value b, std::string name = "");

}  // namespace fovea
