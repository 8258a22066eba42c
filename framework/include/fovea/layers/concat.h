// concat: tensors side by side along one axis.
#pragma once

#include <span>
#include <string>

#include "fovea/graph/graph.h"

namespace fovea {

struct ConcatConfig {
  int axis = -1;  // negative counts from the end: -1 are the channels
};

class ConcatLayer : public Layer {
 public:
  explicit ConcatLayer(ConcatConfig config) : config_(config) {}

  const ConcatConfig& config() const { return config_; }

  std::string kind() const override { return "concat"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;

 private:
  ConcatConfig config_;
};

/// 1 to 8 tensors whose other axes are equal -> one tensor whose extent on the axis is the sum of
/// theirs. Throws Error for others.
Value concat(std::span<const Value> parts, ConcatConfig config = {}, std::string name = "");
/// The same.
Value concat(std::initializer_list<Value> parts, ConcatConfig config = {}, std::string name = "");

}  // namespace fovea
