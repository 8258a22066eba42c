// relu: y = max(x, 0). The derivative at 0 is taken as 0.
#pragma once

#include "fovea/layers/common/activation.h"

namespace fovea {

class ReluLayer : public Activation {
 public:
  ReluLayer() : Activation("relu", Backward::from_output) {}
  std::optional<Epilogue> epilogue(Types inputs, int from) const override;
};

/// x of any shape -> the same shape.
Value relu(Value x, std::string name = "");

}  // namespace fovea
