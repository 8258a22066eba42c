// pad: a constant around a tensor, before and after each axis.
#pragma once

#include <string>
#include <vector>

#include "fovea/graph/graph.h"

namespace fovea {

struct PadConfig {
  std::vector<int> before, after;  // one number per axis, none negative
  float value = 0;
};

class PadLayer : public Layer {
 public:
  explicit PadLayer(PadConfig config) : config_(std::move(config)) {}

  const PadConfig& config() const { return config_; }

  std::string kind() const override { return "pad"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;

 private:
  PadConfig config_;
};

/// x of rank 1 or more -> each axis is longer by before + after. For images (N, H, W, C):
/// pad(x, {.before = {0, 1, 1, 0}, .after = {0, 1, 1, 0}}).
Value pad(Value x, PadConfig config, std::string name = "");

}  // namespace fovea
