// A model that says what is in a picture: the probabilities of its classes, and the places in the
// picture that they come from.
#pragma once

#include "fovea/images/image_resize.h"
#include "fovea/runtime/session.h"

namespace fovea::apps {

/// A class and how likely it is.
struct Guess {
  int target;
  float probability;
};

/// A model's result for some pictures is not finite, or cannot be of its declared kind.
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
  /// The view of a picture that the model needs: its input's size and preprocessing.
  datasets::View view() const;
  int classes() const { return classes_; }
  /// Whether each of its classes is true or not by itself.
  bool independent() const { return scores_.independent() && scores_.classes > 1; }
  /// The class's name, or "class 7".
  std::string label(int target) const;

  /// images u8 (N, H, W, C) -> f32 (N, classes): each row is a distribution or, if each class is
  /// true or not by itself, the probability of each class. For images of another size than the
  /// input's the network is made fully convolutional, and the classes' scores are averaged over the
  /// picture. Throws Error if that is impossible, and for a result that is not finite, naming the
  /// first node whose output is not.
  Tensor probabilities(const Tensor& images);

  /// Grad-CAM (Selvaraju et al., 2017): the places that a class's score comes from, at the last
  /// convolution that still has places. image u8 (1, H, W, C) of the input's size -> f32 (h, w),
  /// from 0 to 1. Throws Error for a model without such a convolution.
  Tensor heat_map(const Tensor& image, int target);

  /// image u8 (1, H, W, C) of the input's size -> the output of the graph of features. Throws Error
  /// naming the node for a result that is not finite.
  Tensor features(const Tensor& image);
  /// Sets other values for some of the model's weights.
  void set(const std::map<std::string, Tensor>& weights);

 private:
  Tensor run(const std::string& graph, const std::string& output, const Tensor& images);
  void expect_probabilities(std::span<const float> values) const;

  const Model& model_;
  Scores scores_;
  int classes_ = 0;
  std::string one_size_;   // why it takes only pictures of its input's size, or ""
  std::string explained_;  // why there are no heat maps, or ""
  std::unique_ptr<Session> session_;
};

/// The likeliest classes of a distribution, the likeliest first.
std::vector<Guess> likeliest(std::span<const float> probabilities, int count);

}  // namespace fovea::apps
