// max_pool: the maximum of each window, channel by channel. Padding never wins; NaN always does.
#pragma once

#include "fovea/layers/common/pool2d.h"

namespace fovea {

/// Two outputs, y and the index (i32) of the maximum that its gradient needs; rebuilt for
/// inference, y alone.
class MaxPoolLayer : public Layer {
 public:
  explicit MaxPoolLayer(PoolConfig config, bool with_index = true);

  const PoolConfig& config() const { return config_; }

  std::string kind() const override { return "max_pool"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;
  std::vector<Value> rebuild(std::shared_ptr<const Layer> self, Mode mode,
                             std::span<const Value> inputs, const std::string& name) const override;

 private:
  PoolConfig config_;
  bool with_index_;
};

/// x (N, H, W, C) -> (N, OH, OW, C). Throws Error for a window that does not fit the image.
Value max_pool(Value x, PoolConfig config, std::string name = "");

}  // namespace fovea
