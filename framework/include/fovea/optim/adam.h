// adam: Kingma and Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015; adamw: Loshchilov
// and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019. The exact rule is in
// fovea/kernels/adam.h.
#pragma once

#include "fovea/kernels/adam.h"
#include "fovea/optim/optimizer.h"

namespace fovea {

/// Where weight decay acts: in the gradient (adam) or on the parameter itself (adamw).
enum class Decay { in_gradient, decoupled };

struct AdamConfig {
  double beta1 = 0.9, beta2 = 0.999;  // in [0, 1)
  double epsilon = 1e-8;
  double weight_decay = 0;  // for parameters of rank 2 and more
  Decay decay = Decay::in_gradient;
};

class Adam : public Optimizer {
 public:
  /// Throws Error for settings outside their ranges.
  explicit Adam(AdamConfig config);
  const AdamConfig& config() const { return config_; }
  double learning_rate() const override { return 0.001; }
  /// Slots "<parameter>/adam_m" and "<parameter>/adam_v"; reads the counter "train/step".
  void update(Graph& graph, Value parameter, Value gradient, Value rate,
              Value finite) const override;

 private:
  AdamConfig config_;
};

/// (parameter, gradient, m, v, learning_rate, finite, step) -> parameter, m, v.
class AdamLayer : public Layer {
 public:
  /// The count is set again for each shape.
  explicit AdamLayer(AdamParams params) : params_(params) {}
  std::string kind() const override { return "adam"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;

 private:
  AdamParams params_;
};

}  // namespace fovea
