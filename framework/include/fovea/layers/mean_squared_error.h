// mean_squared_error: the mean of (prediction - target)^2 over each example.
#pragma once

#include "fovea/layers/common/example_loss.h"

namespace fovea {

class MeanSquaredErrorLayer : public ExampleLoss {
 public:
  MeanSquaredErrorLayer() : ExampleLoss("mean_squared_error") {}
};

/// prediction and target f32 (N, ...) of one shape -> the loss of each example, f32 (N). Only the
/// prediction has a gradient.
Value mean_squared_error(Value prediction, Value target, std::string name = "");

}  // namespace fovea
