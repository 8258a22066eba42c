// reshape: the same elements, in the same order, under another shape. It costs nothing if the
// planner can leave them in place.
#pragma once

#include <string>
#include <vector>

#include "fovea/graph/graph.h"

namespace fovea {

struct ReshapeConfig {
  /// 0 keeps the input's extent of that axis, one -1 takes what is left over: {0, -1} works for
  /// any batch size.
  std::vector<std::int64_t> shape;
};

class ReshapeLayer : public Layer {
 public:
  explicit ReshapeLayer(ReshapeConfig config) : config_(std::move(config)) {}

  const ReshapeConfig& config() const { return config_; }

  std::string kind() const override { return "reshape"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;

 private:
  ReshapeConfig config_;
};

/// x of any dtype -> the same elements. Throws Error if the counts of elements differ.
Value reshape(Value x, ReshapeConfig config, std::string name = "");

/// x under the shape of `like`, whose values are not read.
Value reshape_like(Value x, Value like, std::string name = "");

}  // namespace fovea
