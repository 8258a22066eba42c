// dense: y = x * weight^T + bias, a fully connected layer.
#pragma once

#include <string>

#include "fovea/graph/graph.h"
#include "fovea/kernels/dense.h"

namespace fovea {

struct DenseConfig {
  int units = 0;
  bool bias = true;
  Initializer initializer = Initializer::glorot();  // of the weight; the bias starts at 0
  std::string name = "";
};

class DenseLayer : public Layer {
 public:
  explicit DenseLayer(DenseConfig config);
  DenseLayer(DenseConfig config, const Epilogue& epilogue)
      : config_(std::move(config)), epilogue_(epilogue) {}

  const DenseConfig& config() const { return config_; }
  /// The tail that the kernel applies; its shift is the bias.
  const Epilogue& tail() const { return epilogue_; }

  std::string kind() const override { return "dense"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;
  std::shared_ptr<const Layer> fuse(const Epilogue& tail) const override;

 private:
  DenseConfig config_;
  Epilogue epilogue_;
};

/// x (..., inputs) -> (..., units), every row along the last axis on its own. Parameters
/// "<name>/weight" (units, inputs) and "<name>/bias" (units). Throws Error for an x that is not
/// f32 or has fewer than two axes. To see all of an image at once, flatten it first.
Value dense(Value x, DenseConfig config);

/// The same on a weight and a bias that exist; an empty bias means none. config.units and .bias are
/// ignored: they follow from the weight and the bias.
Value dense(Value x, Value weight, Value bias, DenseConfig config);

}  // namespace fovea
