// A model that names what is in a picture: probabilities of its classes, and where in the picture
// they come from.
#pragma once

#include "fovea/images/image_resize.h"
#include "fovea/runtime/session.h"

namespace fovea::apps {

/// A class and how likely it is.
struct Guess {
  int target;
  float probability;
};

/// What a model gave for some pictures is not finite, or cannot be what it is said to be.
class BadScores : public Error {
 public:
  using Error::Error;
};

class Classifier {
 public:
  /// The backend must outlive it. Throws Error for a model that takes no images of 1 or 3 channels,
  /// or whose first output holds no scores (find_scores()). With `features`, a graph from "image"
  /// to "features" on the model's weights, it gives those too.
  Classifier(Backend& backend, const Model& model, std::unique_ptr<Graph> features = nullptr);

  const Model& model() const { return model_; }
  /// What the model is to be shown of a picture: its input's size and preprocessing.
  datasets::View view() const;
  int classes() const { return classes_; }
  /// Whether its classes are true or not each by itself.
  bool independent() const { return scores_.independent() && scores_.classes > 1; }
  /// The class's name, or "class 7".
  std::string label(int target) const;

  /// images u8 (N, H, W, C) -> f32 (N, classes): each row a distribution, or of classes that are
  /// each true or not their probabilities. Another size than the input's is taken in by the network
  /// as if it were fully convolutional, and the classes' scores averaged over the picture; throws
  /// Error where it cannot, and for a result that is not finite, naming the node that first was
  /// not.
  Tensor probabilities(const Tensor& images);

  /// Grad-CAM (Selvaraju et al., 2017): where the score of a class comes from, at the last
  /// convolution that still sees places. image u8 (1, H, W, C) of the input's size -> f32 (h, w),
  /// from 0 to 1. Throws Error for a model without such a convolution.
  Tensor heat_map(const Tensor& image, int target);

  /// image u8 (1, H, W, C) of the input's size -> what the graph of features makes of it. Throws
  /// Error naming the node for what is not finite.
  Tensor features(const Tensor& image);
  /// Other values for some of the model's weights.
  void set(const std::map<std::string, Tensor>& weights);

 private:
  Tensor run(const std::string& graph, const std::string& output, const Tensor& images);
  void expect_probabilities(std::span<const float> values) const;

  const Model& model_;
  Scores scores_;
  int classes_ = 0;
  std::string one_size_;   // why it takes pictures of its input's size alone, or ""
  std::string explained_;  // why there are no heat maps, or ""
  std::unique_ptr<Session> session_;
};

/// The likeliest classes of a distribution, the likeliest first.
std::vector<Guess> likeliest(std::span<const float> probabilities, int count);

}  // namespace fovea::apps
