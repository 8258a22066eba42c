// Functions of one number, element by element, that share one kernel (fovea/kernels/unary.h).
#pragma once

#include "fovea/graph/graph.h"

namespace fovea {

class UnaryLayer : public Layer {
 public:
  /// kind: the function's name; function: its number in the kernel.
  UnaryLayer(std::string kind, std::uint32_t function, float alpha = 0, float beta = 0)
      : kind_(std::move(kind)), function_(function), alpha_(alpha), beta_(beta) {}

  float alpha() const { return alpha_; }
  float beta() const { return beta_; }

  std::string kind() const override { return kind_; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;

 private:
  std::string kind_;
  std::uint32_t function_;
  float alpha_, beta_;
};

// All take x of any shape and give the same shape.

/// |x|
Value absolute(Value x, std::string name = "");
/// -x
Value negative(Value x, std::string name = "");
/// 1 / x
Value reciprocal(Value x, std::string name = "");
/// The square root; NaN for x below 0.
Value sqrt(Value x, std::string name = "");
/// e^x
Value exp(Value x, std::string name = "");
/// The natural logarithm; NaN for x below 0.
Value log(Value x, std::string name = "");
/// 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x.
Value erf(Value x, std::string name = "");

struct HardSigmoidConfig {
  float alpha = 1.0f / 6, beta = 0.5f;
};
/// alpha x + beta, limited to 0 .. 1. Throws Error for an alpha that is not above 0.
Value hard_sigmoid(Value x, HardSigmoidConfig config = {}, std::string name = "");
/// x hard_sigmoid(x). Howard et al., "Searching for MobileNetV3", ICCV 2019.
Value hard_swish(Value x, std::string name = "");

struct SeluConfig {
  float alpha = 1.67326319f, gamma = 1.05070102f;
};
/// gamma x, or gamma alpha (e^x - 1) below 0. Klambauer et al., "Self-Normalizing Neural Networks",
/// NeurIPS 2017.
Value selu(Value x, SeluConfig config = {}, std::string name = "");

struct CeluConfig {
  float alpha = 1;
};
/// x, or alpha (e^(x / alpha) - 1) below 0. Barron, "Continuously Differentiable Exponential Linear
/// Units", 2017. Throws Error for an alpha that is not above 0.
Value celu(Value x, CeluConfig config = {}, std::string name = "");

/// x / (1 + |x|)
Value softsign(Value x, std::string name = "");

struct ThresholdedReluConfig {
  float threshold = 1;
};
/// x where x > threshold, else 0.
Value thresholded_relu(Value x, ThresholdedReluConfig config = {}, std::string name = "");

/// x tanh(softplus(x)). Misra, "Mish", BMVC 2020.
Value mish(Value x, std::string name = "");

}  // namespace fovea
