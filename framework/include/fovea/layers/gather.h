// gather: takes elements of one axis by their indices, as an embedding takes rows of a table.
#pragma once

#include "fovea/graph/graph.h"

namespace fovea {

struct GatherConfig {
  int axis = 0;  // below 0 it counts from the end
};

class GatherLayer : public Layer {
 public:
  explicit GatherLayer(GatherConfig config) : config_(config) {}

  const GatherConfig& config() const { return config_; }

  std::string kind() const override { return "gather"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;

 private:
  GatherConfig config_;
};

/// x f32 (A, size, B) and indices i32 of any shape I -> (A, I, B). Indices below 0 count from the
/// end; one that does not exist gives 0.
Value gather(Value x, Value indices, GatherConfig config = {}, std::string name = "");

}  // namespace fovea
