// all_finite: the flag on which every update depends. Not differentiable.
#pragma once

#include <vector>

#include "fovea/graph/graph.h"

namespace fovea {

class AllFiniteLayer : public Layer {
 public:
  std::string kind() const override { return "all_finite"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
};

/// 1 to 7 f32 tensors and an i32 scalar -> i32 scalar: 1 if `previous` is 1 and every element is
/// finite, else 0.
Value all_finite(std::vector<Value> tensors, Value previous, std::string name = "");

}  // namespace fovea
