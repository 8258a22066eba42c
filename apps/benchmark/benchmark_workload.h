// The work that a benchmark repeats: a model on one backend with its input, for inference or as a
// whole training step, or a single layer.
#pragma once

#include <optional>
#include <vector>

#include "apps/benchmark/benchmark_layer.h"
#include "fovea/graph/names.h"
#include "fovea/train/trainer.h"

namespace fovea::apps {

class Workload {
 public:
  /// Inference reads f32 images, as a model in use does. Throws Error for a model without
  /// image input.
  Workload(const Model& model, int batch, Backend& backend, Precision precision = Precision::f32);
  /// The training steps of an objective ("": the models' own) on a batch, with SGD, momentum 0.9.
  Workload(const Parts& parts, const std::string& objective, int batch, Backend& backend,
           Precision precision = Precision::f32);
  /// Only a convolution, whose tensors stay on the device.
  Workload(const ConvWork& work, int batch, Backend& backend);

  /// One call: gives the input, runs, and reads the results, like the trainer.
  Results run();
  /// Puts the weights back, so that training neither diverges nor converges.
  void rewind();
  /// For each graph of a call: its plan, and the times of the last run that was timed step by step.
  std::vector<StepProfile> profile();
  std::int64_t peak_bytes();
  /// FLOPs of one run, without the steps that the plan runs once at the start.
  double flops();
  double bytes();
  /// The sum of |y| over the main output for the first image or, for a single layer, over its whole
  /// result; nothing in training.
  std::optional<double> abs_sum(const Results& results);

 private:
  // A graph that runs in a call.
  struct GraphCall {
    std::string graph;
    std::vector<Feed> feeds;  // taken in turn
  };

  const Feed& feed_of(const GraphCall& call) const { return call.feeds[next_ % call.feeds.size()]; }
  const Plan& plan(const GraphCall& call);

  std::optional<Session> session_;
  std::vector<GraphCall> calls_;   // in turn
  std::string output_, variable_;  // the values for abs_sum, if any
  size_t next_ = 0;
  std::map<std::string, Tensor> start_;  // for training: the state before the first step
};

}  // namespace fovea::apps
