// where: takes each element from one of two tensors; a third tensor decides from which.
#pragma once

#include "fovea/graph/graph.h"

namespace fovea {

class WhereLayer : public Layer {
 public:
  std::string kind() const override { return "where"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;
};

/// condition, a, b, all f32 -> the shape that all are broadcast to: a where the condition is not 0
/// (also where it is NaN), else b. a and b get the gradients of the elements that were taken from
/// them; the condition gets none.
Value where(Value condition, Value a, Value b, std::string name = "");

}  // namespace fovea
