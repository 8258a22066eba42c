// cast: the same numbers in another type.
#pragma once

#include "fovea/graph/graph.h"

namespace fovea {

struct CastConfig {
  DType to = DType::f32;
};

class CastLayer : public Layer {
 public:
  explicit CastLayer(CastConfig config) : config_(config) {}

  const CastConfig& config() const { return config_; }

  std::string kind() const override { return "cast"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;

 private:
  CastConfig config_;
};

/// x f32, i32, u8 or boolean -> the same shape in any of these; fovea/kernels/cast.h has the
/// rules. From f32 to f32 the gradient is dy; through any other there is none.
Value cast(Value x, CastConfig config, std::string name = "");

}  // namespace fovea
