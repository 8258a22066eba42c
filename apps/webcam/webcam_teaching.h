// The keys that teach a model in front of the camera, and what the window says about it.
#pragma once

#include <nlohmann/json.hpp>

#include "apps/webcam/teacher.h"
#include "apps/webcam/webcam.h"
#include "apps/webcam/webcam_view.h"

namespace fovea::apps {

class WebcamTeaching {
 public:
  /// Options and base must outlive it. Throws Error for classes that cannot be taught, and if the
  /// model could not be saved.
  WebcamTeaching(const WebcamOptions& options, const Model& base);

  Teacher& teacher() { return teacher_; }
  /// Sets the features of the picture that the window shows from now on.
  void look_at(const Tensor& features);
  /// Records an example, takes one back or saves the model; false for keys without a meaning here.
  bool press(char key);
  /// Saves what is taught to --save-model, if that was given and is not up to date.
  void keep();

  /// The classes in the order of their keys, with the number of their examples; classes without a
  /// name are left out until they have examples.
  std::vector<Bar> bars(const std::vector<Guess>& guesses) const;
  std::string status() const;
  static constexpr const char* help = "1-9, 0 record an example   u undo   m save model";
  void describe(nlohmann::ordered_json& line) const;

 private:
  void record(int target);
  void save();

  const WebcamOptions& options_;
  Teacher teacher_;
  Tensor features_;
  std::vector<int> recorded_;  // classes for which these features are an example
};

}  // namespace fovea::apps
