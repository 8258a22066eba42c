// mean_absolute_error: the mean of |prediction - target| over each example. The derivative
// at 0 is taken as 0.
#pragma once

#include "fovea/layers/common/example_loss.h"

namespace fovea {

class MeanAbsoluteErrorLayer : public ExampleLoss {
 public:
  MeanAbsoluteErrorLayer() : ExampleLoss("mean_absolute_error") {}
};

/// prediction and target f32 (N, ...) of one shape -> the loss of each example, f32 (N). Only the
/// prediction has a gradient.
Value mean_absolute_error(Value prediction, Value target, std::string name = "");

}  // namespace fovea
