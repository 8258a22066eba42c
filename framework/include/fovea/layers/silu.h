// silu: y = x / (1 + e^-x), also called swish. Elfwing, Uchibe and Doya, "Sigmoid-Weighted
// Linear Units", Neural Networks 107, 2018.
#pragma once

#include "fovea/layers/common/activation.h"

namespace fovea {

class SiluLayer : public Activation {
 public:
  SiluLayer() : Activation("silu", Backward::from_input) {}
};

/// x of any shape -> the same shape.
Value silu(Value x, std::string name = "");

}  // namespace fovea
