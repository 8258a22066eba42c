// sigmoid: y = 1 / (1 + e^-x).
#pragma once

#include "fovea/layers/common/activation.h"

namespace fovea {

class SigmoidLayer : public Activation {
 public:
  SigmoidLayer() : Activation("sigmoid", Backward::from_output) {}
};

/// x of any shape -> the same shape.
Value sigmoid(Value x, std::string name = "");

}  // namespace fovea
