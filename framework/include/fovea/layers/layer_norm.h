// layer_norm: y = (x - mean) / deviation * scale + bias, with mean and deviation of each example.
// Ba, Kiros and Hinton, "Layer Normalization", 2016.
#pragma once

#include <string>

#include "fovea/graph/graph.h"

namespace fovea {

struct LayerNormConfig {
  int axis = -1;  // mean and variance are taken over this axis and all later ones
  float epsilon = 1e-5f;
  bool affine = true;  // with a scale and a bias of x's shape from that axis on
  std::string name = "";
};

/// The layer of layer_norm and rms_norm: kernel `kind` (x[, scale][, bias]) -> y, with its gradient
/// `kind`_grad in one kernel.
class LayerNormLayer : public Layer {
 public:
  /// `has_bias` is for layer_norm alone.
  LayerNormLayer(std::string kind, int axis, float epsilon, bool has_scale, bool has_bias);

  int axis() const { return axis_; }
  float epsilon() const { return epsilon_; }
  bool has_scale() const { return has_scale_; }
  bool has_bias() const { return has_bias_; }
  std::string kind() const override { return kind_; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;

 private:
  std::string kind_;
  int axis_;
  float epsilon_;
  bool has_scale_, has_bias_;
};

/// x of any shape -> the same. Parameters "<name>/scale" and "<name>/bias". Throws Error for
/// an axis that x does not have.
Value layer_norm(Value x, LayerNormConfig config = {});

/// The same on a scale and a bias that exist, broadcast to x; either may be empty.
Value layer_norm(Value x, Value scale, Value bias, const LayerNormConfig& config);

/// The results of normalized().
struct Normalized {
  Value y, mean, variance, deviation;
};
/// y = (x - mean) / deviation, deviation = sqrt(variance + epsilon), all taken over these axes:
/// what the norms of images have in common. It is made of other layers.
Normalized normalized(Value x, const std::vector<int>& axes, float epsilon,
                      const std::string& name);

}  // namespace fovea
