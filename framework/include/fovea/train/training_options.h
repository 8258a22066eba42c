// How a model is trained.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "fovea/plan/plan.h"

namespace fovea {

class Backend;

struct TrainingOptions {
  int epochs = 5;
  int batch = 64;
  /// A batch is computed in so many parts, one behind the other, whose gradients add up: that takes
  /// the memory of one. Batch norm sees each part by itself.
  int parts = 1;
  /// Activations are computed again in so many segments, which takes less memory and more time and
  /// changes no bit; 1: they are kept. See fovea/graph/passes/recompute.h.
  int segments = 1;
  double learning_rate = 0;  // 0: what suits the optimiser
  std::string optimizer = "sgd:momentum=0.9";
  /// Of an objective of several models those that have their own, by part. The schedule changes
  /// learning_rate, or the rate of the first part where that is 0, and all others in proportion.
  std::map<std::string, std::string> optimizers = {};
  std::map<std::string, double> learning_rates = {};
  std::string schedule = "constant";
  std::string objective = "";  // with its settings, as objectives::make() takes it
  int patience = 0;            // ends after so many epochs without better validation data; 0: never
  double clip_norm = 0;        // longer gradients are shortened to this norm; 0: never
  double average_decay = 0;  // of the weights that are evaluated and handed over, as in minimize.h
  std::set<std::string> frozen = {};  // variables that keep their values, as in frozen_variables()
  std::map<std::string, double> rate_factors = {};  // on the learning rate, by parameter
  std::uint64_t seed = 1;
  Precision precision = Precision::f32;  // f16: with dynamic loss scaling
  std::filesystem::path out = {};        // folder for checkpoint.safetensors; created
  std::int64_t checkpoint_steps = 0;     // every so many steps; 0: never by steps
  double checkpoint_seconds = 60;        // every so many seconds; 0: never by time
  bool resume = false;                   // go on from the checkpoint in `out`
  /// Closes the device of this run and opens it again. With it a run survives the loss of its
  /// device, up to most_losses times: it goes on from the last checkpoint (its start, if there is
  /// none) to the bits of a run that lost nothing.
  std::function<Backend&()> reopen = {};
  /// What else the run depends on, by name (data set, augmentation, ...): a checkpoint with other
  /// values is refused.
  std::map<std::string, std::string> identity = {};
  /// The same of the data that evaluation sees. A checkpoint without such a field, as earlier
  /// versions wrote it, is taken too.
  std::map<std::string, std::string> evaluated = {};
};

}  // namespace fovea
