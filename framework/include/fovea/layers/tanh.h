// tanh: the hyperbolic tangent.
#pragma once

#include "fovea/layers/common/activation.h"

namespace fovea {

class TanhLayer : public Activation {
 public:
  TanhLayer() : Activation("tanh", Backward::from_output) {}
};

/// x of any shape -> the same shape.
Value tanh(Value x, std::string name = "");

}  // namespace fovea
