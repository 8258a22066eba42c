// Teaches a model other classes from a live picture. One thread shows the picture and records
// examples of it; another computes, and trains the head on them for a short time after each frame.
#pragma once

#include <mutex>
#include <optional>

#include "apps/pictures/classifier.h"
#include "fovea/transfer/head_training.h"

namespace fovea::apps {

class Teacher {
 public:
  static constexpr int most_classes = 10;  // one digit key per class
  /// Steps after a change of the examples; more steps would overfit the few examples.
  static constexpr int steps_a_change = 200;

  /// names: of the classes, at most `most_classes`; if empty, there are that many, with numbers as
  /// names. The model must outlive it. Throws Error for fewer than 2 names, an empty or repeated
  /// name, and for a model that HeadCut refuses.
  Teacher(const Model& base, std::vector<std::string> names);

  const HeadCut& cut() const { return cut_; }
  /// The model with a head of all classes, for sessions of this model.
  const Model& model() const { return model_; }
  /// Whether the classes have names of their own.
  bool named() const { return named_; }
  const std::string& name(int target) const {
    return model_.labels.at(static_cast<size_t>(target));
  }
  std::unique_ptr<HeadTraining> make_head(Backend& backend) const;

  // For the thread that shows the picture.

  struct Class {
    std::string name;
    int examples;
  };
  std::vector<Class> classes() const;
  /// Records features as an example and returns how many the class has now. Throws Error for a
  /// class that is not there, and for features that are not finite.
  int record(int target, const Tensor& features);
  /// Takes the last example back and returns its class, or nothing if there is none.
  std::optional<int> undo();
  struct TeachingState {
    int steps = 0;
    float loss = 0;      // of the last step
    bool ready = false;  // at least two classes are trained
    bool saved = true;   // nothing was learned since saved()
  };
  TeachingState state() const;
  /// The model for the classes that have examples. Throws Error while there are fewer than two.
  Model taught() const;
  /// To be called when the state after this many steps was saved.
  void saved(int steps);

  // For the thread that computes; never two calls at once.

  /// The classes that have examples, the likeliest first, or none while there are fewer than two.
  std::vector<Guess> guesses(HeadTraining& head, const Tensor& features) const;
  /// Trains for about this time, or shorter if there is nothing more to do.
  void train(HeadTraining& head, double seconds);

 private:
  std::optional<HeadTraining::Inputs> next_inputs(const HeadTraining& head);

  HeadCut cut_;
  bool named_;
  Model model_;
  mutable std::mutex mutex_;  // protects all members below
  ExampleStore examples_;
  int due_ = 0;  // steps to do
  TeachingState state_;
  std::vector<int> trained_;            // classes of the last step
  std::map<std::string, Tensor> head_;  // their head after that step
};

}  // namespace fovea::apps
