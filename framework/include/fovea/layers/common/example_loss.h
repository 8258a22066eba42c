// The common part of losses that compare a prediction with a target element by element and average
// over each example.
#pragma once

#include "fovea/graph/graph.h"
#include "fovea/kernels/example_loss.h"

namespace fovea {

/// Kernel `kind` (prediction, target) -> loss, params ExampleLossParams; kernel `kind`_grad
/// (prediction, target, dloss) -> dprediction. The target has no gradient.
class ExampleLoss : public Layer {
 public:
  explicit ExampleLoss(std::string kind, bool from_logits = false)
      : kind_(std::move(kind)), from_logits_(from_logits) {}

  std::string kind() const override { return kind_; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;

 private:
  std::string kind_;
  bool from_logits_;
};

}  // namespace fovea
