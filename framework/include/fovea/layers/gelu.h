// gelu: y = x * P(X <= x) for a standard normal X, by the error function and not by its
// approximation with tanh. Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016.
#pragma once

#include "fovea/layers/common/activation.h"

namespace fovea {

class GeluLayer : public Activation {
 public:
  GeluLayer() : Activation("gelu", Backward::from_input) {}
};

/// x of any shape -> the same shape.
Value gelu(Value x, std::string name = "");

}  // namespace fovea
