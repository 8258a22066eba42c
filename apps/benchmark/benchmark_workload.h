// What a benchmark runs again and again: a model on one backend with its input, for inference or as
// a whole training step, or a single layer.
#pragma once

#include <optional>
#include <vector>

#include "apps/benchmark/benchmark_layer.h"
#include "fovea/graph/names.h"
#include "fovea/runtime/session.h"

namespace fovea::apps {

enum class Work { infer, train };

class Workload {
 public:
  /// Inference reads f32 images, as a model in use does; training the step of framework/train on u8
  /// images and labels, with SGD, momentum 0.9. Throws Error for a model without image input or, in
  /// training, without classes.
  Workload(const Model& model, Work work, int batch, Backend& backend,
           Precision precision = Precision::f32);
  /// A convolution alone, whose tensors stay on the device.
  Workload(const ConvWork& work, int batch, Backend& backend);

  /// One call: the input handed over, the run, the results read, as the trainer does it.
  Results run();
  /// Puts the weights back, so that training neither goes astray nor comes to an end.
  void rewind();
  /// Of the last run that was timed step by step.
  std::vector<StepTime> profile();
  const Plan& plan();
  /// Of one run, without what the plan does once at the start.
  double flops();
  double bytes();
  /// The sum of |y| over the main output of the first image, or of a single layer over all of its
  /// result: nothing in training.
  std::optional<double> abs_sum(const Results& results);

 private:
  const Feed& next_feed();

  std::optional<Session> session_;
  std::string graph_ = names::run;
  std::string output_, variable_;  // what abs_sum looks at, if anything
  std::vector<Feed> feeds_;        // taken in turn
  size_t next_ = 0;
  std::map<std::string, Tensor> start_;  // of training: the state before the first step
};

}  // namespace fovea::apps
