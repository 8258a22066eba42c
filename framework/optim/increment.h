// increment: a counter that counts only good steps. Not differentiable.
#pragma once

#include "fovea/graph/graph.h"

namespace fovea {

class IncrementLayer : public Layer {
 public:
  std::string kind() const override { return "increment"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
};

/// i32 scalars -> counter + finite.
Value increment(Value counter, Value finite, std::string name = "");

}  // namespace fovea
