// binary_cross_entropy: the loss of yes-or-no predictions, -t log p - (1 - t) log(1 - p), for
// logits (p = sigmoid of x, safe for any x) or for probabilities (logarithms are at least -100, as
// in PyTorch).
#pragma once

#include "fovea/layers/common/example_loss.h"

namespace fovea {

struct BinaryCrossEntropyConfig {
  bool from_logits = true;  // else x holds probabilities
};

class BinaryCrossEntropyLayer : public ExampleLoss {
 public:
  explicit BinaryCrossEntropyLayer(BinaryCrossEntropyConfig config)
      : ExampleLoss("binary_cross_entropy", config.from_logits), config_(config) {}
  const BinaryCrossEntropyConfig& config() const { return config_; }

 private:
  BinaryCrossEntropyConfig config_;
};

/// x and target f32 (N, ...) of one shape -> the loss of each example, the mean over its
/// elements, f32 (N). Only x has a gradient. A probability outside [0, 1] gives NaN.
Value binary_cross_entropy(Value x, Value target, BinaryCrossEntropyConfig config = {},
                           std::string name = "");

}  // namespace fovea
