// slice: the elements of some axes from one index to another, every step-th, also backwards.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "fovea/graph/graph.h"

namespace fovea {

/// Numbers as in ONNX's Slice and Python's x[start:end:step]: the end is not taken; a number below
/// 0 counts from the end of the axis; a number outside the axis is moved to its border.
struct SliceConfig {
  std::vector<std::int64_t> starts, ends;
  std::vector<std::int64_t> axes = {};   // of the numbers above; default: the first axes
  std::vector<std::int64_t> steps = {};  // never 0; default: all 1
};

class SliceLayer : public Layer {
 public:
  explicit SliceLayer(SliceConfig config) : config_(std::move(config)) {}

  const SliceConfig& config() const { return config_; }

  std::string kind() const override { return "slice"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;

 private:
  SliceConfig config_;
};

/// x, f32 or i32, of rank 1 or more -> the same rank. Every second pixel of an image:
/// slice(x, {.starts = {0, 0}, .ends = {INT_MAX, INT_MAX}, .axes = {1, 2}, .steps = {2, 2}}).
/// Throws Error if nothing is left of an axis.
Value slice(Value x, SliceConfig config, std::string name = "");

}  // namespace fovea
