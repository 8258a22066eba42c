// softplus: y = log(1 + e^x).
#pragma once

#include "fovea/layers/common/activation.h"

namespace fovea {

class SoftplusLayer : public Activation {
 public:
  SoftplusLayer() : Activation("softplus", Backward::from_input) {}
};

/// x of any shape -> the same shape.
Value softplus(Value x, std::string name = "");

}  // namespace fovea
