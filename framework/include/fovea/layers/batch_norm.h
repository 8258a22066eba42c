// batch_norm: each channel normalised to mean 0 and variance 1, then scaled and shifted. Ioffe and
// Szegedy, "Batch Normalization", ICML 2015. In training the statistics are the batch's own and the
// running ones follow them; in inference the running ones become one scale and one shift
// per channel.
#pragma once

#include <string>

#include "fovea/graph/graph.h"

namespace fovea {

struct BatchNormConfig {
  float epsilon = 1e-5f;
  float momentum = 0.9f;  // running = momentum * running + (1 - momentum) * batch
  std::string name = "";
};

/// The layer as a model stores it. A graph for training or for inference holds what rebuild()
/// returns instead.
class BatchNormLayer : public Layer {
 public:
  explicit BatchNormLayer(BatchNormConfig config) : config_(std::move(config)) {}

  const BatchNormConfig& config() const { return config_; }

  std::string kind() const override { return "batch_norm"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> rebuild(std::shared_ptr<const Layer> self, Mode mode,
                             std::span<const Value> inputs, const std::string& name) const override;

 private:
  BatchNormConfig config_;
};

/// x (..., C) -> the same shape. Parameters "<name>/scale" and "<name>/bias", statistics
/// "<name>/mean" and "<name>/variance" (unbiased), each (C).
Value batch_norm(Value x, BatchNormConfig config = {});

/// The same on vectors that exist. In training mean and variance are updated if they are variables.
Value batch_norm(Value x, Value scale, Value bias, Value mean, Value variance,
                 BatchNormConfig config);

}  // namespace fovea
