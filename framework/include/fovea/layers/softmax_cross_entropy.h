// softmax_cross_entropy: the loss of a classifier, softmax and negative log-likelihood in one,
// so that no probability is rounded to 0 before its logarithm is taken. Label smoothing: Szegedy
// et al., "Rethinking the Inception Architecture for Computer Vision", CVPR 2016.
#pragma once

#include "fovea/graph/graph.h"

namespace fovea {

struct SoftmaxCrossEntropyConfig {
  float label_smoothing = 0;  // in [0, 1): the share of the target spread over all classes
};

class SoftmaxCrossEntropyLayer : public Layer {
 public:
  /// Throws Error for a smoothing outside [0, 1).
  explicit SoftmaxCrossEntropyLayer(SoftmaxCrossEntropyConfig config);

  const SoftmaxCrossEntropyConfig& config() const { return config_; }
  std::string kind() const override { return "softmax_cross_entropy"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;

 private:
  SoftmaxCrossEntropyConfig config_;
};

/// logits f32 (N, classes), labels i32 (N) -> the loss of each example, f32 (N). A label outside
/// 0 .. classes - 1 gives NaN.
Value softmax_cross_entropy(Value logits, Value labels, SoftmaxCrossEntropyConfig config = {},
                            std::string name = "");

/// Checks inputs (logits f32 (N, classes), labels i32 (N), then `more` f32 (N)); throws Error
/// naming the layer's rule.
void expect_logits_and_labels(std::string_view kind, Types inputs, size_t more = 0);

}  // namespace fovea
