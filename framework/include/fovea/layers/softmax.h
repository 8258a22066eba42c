// softmax: y[k] = e^x[k] / sum over j of e^x[j], over the last axis.
#pragma once

#include "fovea/graph/graph.h"

namespace fovea {

struct SoftmaxConfig {
  int axis = -1;  // the last one, as -1 or as its number
};

/// The layer of softmax and log_softmax: kernel `kind` (x) -> y, kernel `kind`_grad (dy, y) -> dx.
class SoftmaxLayer : public Layer {
 public:
  explicit SoftmaxLayer(SoftmaxConfig config, std::string kind = "softmax");

  const SoftmaxConfig& config() const { return config_; }
  std::string kind() const override { return kind_; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;

 private:
  SoftmaxConfig config_;
  std::string kind_;
};

/// x of any shape with at least one axis -> the same shape. Throws Error for any axis but the last.
Value softmax(Value x, SoftmaxConfig config = {}, std::string name = "");

}  // namespace fovea
