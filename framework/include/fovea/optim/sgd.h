// sgd: stochastic gradient descent, with momentum (Polyak 1964) in PyTorch's form or Nesterov's
// (Sutskever et al., "On the importance of initialization and momentum in deep learning", ICML
// 2013) when asked for. The exact rule is in fovea/kernels/sgd.h.
#pragma once

#include "fovea/kernels/sgd.h"
#include "fovea/optim/optimizer.h"

namespace fovea {

struct SgdConfig {
  double momentum = 0;      // in [0, 1)
  bool nesterov = false;    // needs momentum
  double weight_decay = 0;  // for parameters of rank 2 and more
};

class Sgd : public Optimizer {
 public:
  /// Throws Error for settings outside their ranges.
  explicit Sgd(SgdConfig config);
  const SgdConfig& config() const { return config_; }
  double learning_rate() const override { return 0.01; }
  /// Slot "<parameter>/momentum" if there is momentum.
  void update(Graph& graph, Value parameter, Value gradient, Value rate,
              Value finite) const override;

 private:
  SgdConfig config_;
};

/// (parameter, gradient, [velocity,] learning_rate, finite) -> parameter [, velocity].
class SgdLayer : public Layer {
 public:
  /// The count is set again for each shape.
  explicit SgdLayer(SgdParams params) : params_(params) {}
  std::string kind() const override { return "sgd"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;

 private:
  SgdParams params_;
};

}  // namespace fovea
