// average_pool: the mean of each window, channel by channel. The divisor counts the elements
// inside the image, and with count_include_pad also those in the padding.
#pragma once

#include "fovea/layers/common/pool2d.h"

namespace fovea {

class AveragePoolLayer : public Layer {
 public:
  explicit AveragePoolLayer(PoolConfig config) : config_(std::move(config)) {}

  const PoolConfig& config() const { return config_; }

  std::string kind() const override { return "average_pool"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;

 private:
  PoolConfig config_;
};

/// x (N, H, W, C) -> (N, OH, OW, C). Throws Error for a window that does not fit the image.
Value average_pool(Value x, PoolConfig config, std::string name = "");

}  // namespace fovea
