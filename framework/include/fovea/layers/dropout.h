// dropout: in training each element is 0 with probability `rate`, and what remains is scaled by
// 1 / (1 - rate). Srivastava et al., JMLR 2014. In inference it does nothing.
#pragma once

#include <string>

#include "fovea/graph/graph.h"

namespace fovea {

struct DropoutConfig {
  float rate = 0.5f;  // in [0, 1)
};

/// The layer as a model stores it. rebuild() replaces it by its random form for training, and
/// removes it for inference.
class DropoutLayer : public Layer {
 public:
  explicit DropoutLayer(DropoutConfig config) : config_(config) {}

  const DropoutConfig& config() const { return config_; }

  std::string kind() const override { return "dropout"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> rebuild(std::shared_ptr<const Layer> self, Mode mode,
                             std::span<const Value> inputs, const std::string& name) const override;

 private:
  DropoutConfig config_;
};

/// x of any shape -> the same shape. The random numbers are a function of the run's seed, the step,
/// the node's name and the element: they do not depend on threads, order or other nodes.
Value dropout(Value x, DropoutConfig config = {}, std::string name = "");

}  // namespace fovea
