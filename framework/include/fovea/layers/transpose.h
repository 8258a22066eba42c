// transpose: the axes in another order.
#pragma once

#include <string>
#include <vector>

#include "fovea/graph/graph.h"

namespace fovea {

struct TransposeConfig {
  std::vector<int> order;  // axis k of the result is this axis of x
};

class TransposeLayer : public Layer {
 public:
  explicit TransposeLayer(TransposeConfig config) : config_(std::move(config)) {}

  const TransposeConfig& config() const { return config_; }

  std::string kind() const override { return "transpose"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;

 private:
  TransposeConfig config_;
};

/// x, f32 or i32, of any shape -> the same elements: y[i0, i1, ...] = x[...], where ik is the index
/// on axis order[k] of x.
Value transpose(Value x, TransposeConfig config, std::string name = "");

}  // namespace fovea
