// flatten: (N, ...) -> (N, rest), the way from images to dense layers. The elements keep their
// NHWC order.
#pragma once

#include <string>

#include "fovea/graph/graph.h"

namespace fovea {

class FlattenLayer : public Layer {
 public:
  std::string kind() const override { return "flatten"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;
};

/// x (N, ...) of any dtype -> (N, product of the rest).
Value flatten(Value x, std::string name = "");

}  // namespace fovea
