// argmax: where along an axis the largest element is.
#pragma once

#include "fovea/graph/graph.h"

namespace fovea {

struct ArgmaxConfig {
  int axis = -1;
  bool select_last = false;  // if several are the largest
};

class ArgmaxLayer : public Layer {
 public:
  explicit ArgmaxLayer(ArgmaxConfig config) : config_(config) {}

  const ArgmaxConfig& config() const { return config_; }

  std::string kind() const override { return "argmax"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;

 private:
  ArgmaxConfig config_;
};

/// x f32 -> i32 of the same shape with the axis' extent 1; a NaN counts as the largest. It has no
/// gradient.
Value argmax(Value x, ArgmaxConfig config = {}, std::string name = "");

}  // namespace fovea
