// identity: y = x. The kernel is a copy of bytes, which the planner uses too.
#pragma once

#include "fovea/graph/graph.h"

namespace fovea {

class IdentityLayer : public Layer {
 public:
  std::string kind() const override { return "identity"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;
};

/// x of any shape and dtype -> the same.
Value identity(Value x, std::string name = "");

}  // namespace fovea
