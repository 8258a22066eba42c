// scale_shift: y = x * scale[c] + shift[c], one scale and one shift per channel: what batch_norm is
// in inference. It becomes part of the kernel before it if that takes an epilogue.
#pragma once

#include <string>

#include "fovea/graph/graph.h"

namespace fovea {

class ScaleShiftLayer : public Layer {
 public:
  std::string kind() const override { return "scale_shift"; }
  std::vector<TensorType> infer(Types inputs) const override;
  KernelCall lower(Types inputs, Types outputs) const override;
  std::vector<Value> gradient(const GradientCall& call) const override;
  std::optional<Epilogue> epilogue(Types inputs, int from) const override;
};

/// x (..., C), scale (C), shift (C) -> the shape of x.
Value scale_shift(Value x, Value scale, Value shift, std::string name = "");

}  // namespace fovea
