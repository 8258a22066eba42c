// The second half of a training step: gradients and updates.
#pragma once

#include "fovea/optim/optimizer.h"

namespace fovea {

/// dynamic: for gradients that are stored as halves; see loss_scale.h.
enum class LossScaling { none, dynamic };

/// Adds to the loss's graph the gradient of every variable with Role::parameter, the optimiser's
/// updates of them, and the count of steps, all of it predicated on the flag that is returned: i32
/// scalar, 0 when the loss or a gradient was not finite in this step or one before. Updates that
/// layers have asked for (statistics) are predicated on it too. The graph's input "learning_rate"
/// must be fed. With dynamic loss scaling the flag tells of this step alone, and the graph gets the
/// output "loss_scale", the scale of the next step.
Value minimize(Value loss, const Optimizer& optimizer, LossScaling scaling = LossScaling::none);

}  // namespace fovea
