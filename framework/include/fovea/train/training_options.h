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
  /// A batch is computed in this many parts, one after another, and their gradients are added: that
  /// takes the memory of one part. Batch norm sees each part by itself.
  int parts = 1;
  /// Activations are computed again in this many segments, which takes less memory and more time
  /// and changes no bit; 1: they are kept. See fovea/graph/passes/recompute.h.
  int segments = 1;
  double learning_rate = 0;  // 0: the optimiser's default
  std::string optimizer = "sgd:momentum=0.9";
  /// For an objective of several models: the optimisers of parts that have their own. The schedule
  /// changes learning_rate, or the rate of the first part if that is 0, and all others in
  /// proportion.
  std::map<std::string, std::string> optimizers = {};
  std::map<std::string, double> learning_rates = {};
  std::string schedule = "constant";
  std::string objective = "";  // with its settings, as objectives::make() takes it
  int patience = 0;            // ends after this many epochs without a better metric; 0: never
  double clip_norm = 0;        // longer gradients are shortened to this norm; 0: never
  double average_decay = 0;    // of the weights for evaluation and models, as in minimize.h
  std::set<std::string> frozen = {};  // variables that keep their values, as in frozen_variables()
  std::map<std::string, double> rate_factors = {};  // on the learning rate, by parameter
  std::uint64_t seed = 1;
  Precision precision = Precision::f32;  // f16: with dynamic loss scaling
  std::filesystem::path out = {};        // folder for checkpoint.safetensors; created
  std::int64_t checkpoint_steps = 0;     // between two checkpoints; 0: never by steps
  double checkpoint_seconds = 60;        // between two checkpoints; 0: never by time
  bool resume = false;                   // go on from the checkpoint in `out`
  /// Closes the device of this run and opens it again. With it a run survives the loss of its
  /// device, up to most_losses times: it goes on from the last checkpoint (its start, if there is
  /// none) and ends with the same bits as a run that lost nothing.
  std::function<Backend&()> reopen = {};
  /// What else the run depends on, by name (data set, augmentation, ...): a checkpoint with other
  /// values is refused.
  std::map<std::string, std::string> identity = {};
  /// The same for the data that evaluation sees. A checkpoint without such a field, from an earlier
  /// version, is accepted too.
  std::map<std::string, std::string> evaluated = {};
};

}  // namespace fovea
