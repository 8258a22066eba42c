// local_response_norm: each channel divided by the activity of its neighbours at the same pixel,
//   y[c] = x[c] / (k + alpha / size * sum of x[j]^2 over `size` channels j around c)^beta.
// Krizhevsky, Sutskever and Hinton, "ImageNet Classification with Deep Convolutional Neural
// Networks", NeurIPS 2012, section 3.3, in the form of ONNX's LRN: alpha is divided by the size
// here, but not in the paper, whose alpha of 1e-4 for 5 channels is 5e-4 here.
#pragma once

#include "fovea/graph/graph.h"

namespace fovea {

struct LocalResponseNormConfig {
  int size = 5;  // channels; if it is even, one more lies after c than before it
  float alpha = 1e-4f, beta = 0.75f;
  float k = 1;
};

class LocalResponseNormLayer : public Layer {
 public:
  /// Throws Error for a size below 1.
  explicit LocalResponseNormLayer(LocalResponseNormConfig config);

  const LocalResponseNormConfig& config() const { return config_; }

  std::string kind() const override { return "local_response_norm"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;

 private:
  LocalResponseNormConfig config_;
};

/// x (..., C) -> the same shape.
Value local_response_norm(Value x, LocalResponseNormConfig config = {}, std::string name = "");

}  // namespace fovea
