// select_finite: y = next where the flag is 1, else old: protects an update from a step with
// infinite or NaN results. Not differentiable.
#pragma once

#include "fovea/graph/graph.h"

namespace fovea {

class SelectFiniteLayer : public Layer {
 public:
  std::string kind() const override { return "select_finite"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
};

/// flag i32 scalar; next and old of one type -> the same type.
Value select_finite(Value flag, Value next, Value old);

}  // namespace fovea
