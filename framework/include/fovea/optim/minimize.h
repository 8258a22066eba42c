// The second half of a training step: gradients and updates.
#pragma once

#include <map>
#include <string>

#include "fovea/optim/optimizer.h"

namespace fovea {

/// dynamic: for gradients that are stored as halves; see loss_scale.h.
enum class LossScaling { none, dynamic };

/// Which part of an update a graph makes. Of an update in parts each part has the loss of some of
/// the examples, whose share of all is fed as the input "share", f32 scalar. The first puts its
/// gradients, times the share, into the variables gradient_sum_of(name), those between add theirs,
/// and the last makes the update of the sum: that of the mean over all examples.
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
  /// first steps. 0: none. It lies in the variable average_of(name), zeros at first: whoever owns
  /// the weights puts them there.
  double average_decay = 0;
  /// Parameters that learn at another rate: the learning rate is multiplied by this, by their
  /// names.
  std::map<std::string, double> rate_factors = {};
  /// Whether the update counts as a step: of several graphs that train in turn the last one does.
  bool counts = true;
};

/// "conv1/weight/gradient_sum": the gradient of the parts of an update so far.
std::string gradient_sum_of(const std::string& parameter);

/// "conv1/weight/average": the name of a variable's moving average.
std::string average_of(const std::string& variable);

/// Adds to the loss's graph the gradient of every variable with Role::parameter, the optimiser's
/// updates of them, and the count of steps, all of it predicated on the flag that is returned: i32
/// scalar, 0 when the loss or a gradient was not finite in this step or one before. Updates that
/// layers have asked for (statistics) are predicated on it too, and happen in every part. The
/// graph's input "learning_rate" must be fed. With dynamic loss scaling the flag tells of this
/// step alone, and the graph gets the output "loss_scale", the scale of the next step. Throws
/// Error for a clip norm below 0, a decay outside [0, 1), and a rate factor that is below 0 or
/// of no parameter.
Value minimize(Value loss, const Optimizer& optimizer, MinimizeConfig config = {});

}  // namespace fovea
