// Trains a new head on the features of examples, one step at a time, on any backend: softmax
// cross-entropy over the classes that have examples, by the project's own optimisers.
#pragma once

#include <memory>
#include <span>

#include "fovea/optim/optimizer.h"
#include "fovea/runtime/session.h"
#include "fovea/transfer/example_store.h"
#include "fovea/transfer/head_cut.h"

namespace fovea {

struct HeadTrainingOptions {
  int classes = 10;  // that can be taught
  int batch = 32;
  std::string optimizer = "adam";
  double learning_rate = 0;  // 0: by the size of the features
  std::uint64_t seed = 1;
};

class HeadTraining {
 public:
  /// The backend must outlive it. Throws Error for options that make no sense.
  HeadTraining(Backend& backend, const HeadCut& cut, HeadTrainingOptions options);

  /// One step on a batch drawn from the examples, which must have `options.classes` classes;
  /// classes without examples are left out. Returns the loss; throws Error when it is not finite.
  float step(const ExampleStore& examples);
  /// The same on a batch that was drawn by draw().
  struct Inputs {
    ExampleStore::DrawnExamples batch;
    std::vector<int> taught;
    double learning_rate;
  };
  Inputs draw(const ExampleStore& examples) const;
  float step(const Inputs& inputs);
  int steps() const { return steps_; }

  /// features (1, ...) -> the probabilities of the classes `taught`, in their order.
  std::vector<float> probabilities(const Tensor& features, std::span<const int> taught);
  /// The parameters of a head for these classes alone, as HeadCut::model takes them.
  std::map<std::string, Tensor> head(std::span<const int> classes) const;
  /// Goes on from the state of another one, which may be on another backend.
  void go_on_from(const HeadTraining& other);

 private:
  Tensor offset(int rows, std::span<const int> taught) const;

  HeadTrainingOptions options_;
  double fan_in_ = 0;  // features that a unit of the head sees
  std::vector<std::string> parameters_;
  std::unique_ptr<Session> session_;
  int steps_ = 0;
};

}  // namespace fovea
