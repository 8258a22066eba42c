// step: y = 1 where x >= 0, else 0 (Heaviside). Its gradient is 0 everywhere, so nothing can be
// learned through it: it is for networks whose weights are known.
#pragma once

#include "fovea/layers/common/activation.h"

namespace fovea {

class StepLayer : public Activation {
 public:
  StepLayer() : Activation("step", Backward::from_input) {}
  std::vector<Value> gradient(const GradientCall&) const override { return {Value()}; }
};

/// x of any shape -> the same shape.
Value step(Value x, std::string name = "");

}  // namespace fovea
