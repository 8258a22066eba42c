// The second half of a training step: gradients and updates.
#pragma once

#include <map>
#include <string>

#include "fovea/optim/optimizer.h"

namespace fovea {

/// dynamic: for gradients that are stored as halves; see loss_scale.h.
enum class LossScaling { none, dynamic };

/// Which part of an update a graph makes. If an update has parts, each part computes the loss of
/// some of the examples; their share of all examples is fed as the input "share", f32 scalar. The
/// first part puts its gradients, times the share, into the variables gradient_sum_of(name). The
/// parts in between add theirs. The last part adds its own and updates by the sum, which is the
/// gradient of the mean over all examples.
enum class UpdatePart { whole, first, middle, last };

struct MinimizeConfig {
  UpdatePart part = UpdatePart::whole;
  LossScaling scaling = LossScaling::none;
  /// Gradients that together are longer than this are shortened to it: all are multiplied by
  /// min(1, clip_norm / (norm + 1e-6)), the norm being the root of the sum of all squares. Pascanu,
  /// Mikolov, Bengio, "On the difficulty of training recurrent neural networks", ICML 2013, as in
  /// PyTorch. 0: never. The graph gets the output "gradient_norm", f32 scalar, before clipping.
  double clip_norm = 0;
  /// Decay of a moving average of every parameter and every statistic: after the update number t
  /// (from 1) average += (1 - min(average_decay, t / (9 + t))) * (value - average). Polyak and
  /// Juditsky, "Acceleration of stochastic approximation by averaging", 1992, with TensorFlow's
  /// first steps. 0: none. It is in the variable average_of(name), which starts at zero: the owner
  /// of the weights must copy them there first.
  double average_decay = 0;
  /// Parameters that learn at another rate, by name: the learning rate is multiplied by this.
  std::map<std::string, double> rate_factors = {};
  /// Whether the update counts as a step: if several graphs train in turn, only the last one does.
  bool counts = true;
};

/// "conv1/weight/gradient_sum": the gradient of the parts of an update so far.
std::string gradient_sum_of(const std::string& parameter);

/// "conv1/weight/average": the name of a variable's moving average.
std::string average_of(const std::string& variable);

/// Adds to the loss's graph the gradient of every variable with Role::parameter, the optimiser's
/// updates of them, and the count of steps. All of it happens only if the flag that is returned is
/// not 0. The flag, an i32 scalar, is 0 if the loss or a gradient was not finite in this step or an
/// earlier one. Updates that layers have asked for (statistics) depend on it too, and happen in
/// every part. The graph's input "learning_rate" must be fed. With dynamic loss scaling the flag is
/// about this step only, and the graph gets the output "loss_scale", the scale of the next step.
/// Throws Error for a clip norm below 0, a decay outside [0, 1), and a rate factor that is below 0
/// or belongs to no parameter.
Value minimize(Value loss, const Optimizer& optimizer, MinimizeConfig config = {});

}  // namespace fovea
