// What a node of a classifier's last part looks like: names of layers and numbers, whatever order a
// tool wrote them in.
#pragma once

#include <cmath>
#include <optional>
#include <string_view>

#include "framework/model/picture_types.h"

namespace fovea {

constexpr float negligible = 1e-3f;  // added to a probability or to a sum of exponentials

// scale * value + shift, the same for all elements.
struct Affine {
  int value;
  float scale = 1, shift = 0;

  /// Whether probabilities stay what they are, in whatever unit.
  bool keeps_probabilities() const { return scale > 0 && std::abs(shift) <= negligible * scale; }
};

/// At most one axis has more than one element: the order is the same in any shape.
bool is_row(const Shape& shape);

/// The model must outlive it.
class ScorePatterns {
 public:
  explicit ScorePatterns(const Model& model)
      : model_(model), graph_(*model.graph), pictures_(model) {}

  PictureTypes& pictures() { return pictures_; }
  const PictureTypes& pictures() const { return pictures_; }

  /// The node that makes a value, or null for a leaf.
  const Node* maker(int id) const;
  /// The same behind what changes a shape alone; null where its layer is of another kind.
  const Node* maker_of_kind(int id, std::string_view kind) const;
  /// Whether it is a softmax over an axis of one element, or the logarithm of one, of
  /// a row of several.
  bool is_one_everywhere(int id) const;
  /// Whether a node leaves the elements as they are, in their order or in another.
  static bool changes_shape_alone(const Node& node);
  /// The value before what changes its shape alone.
  int before_reshaping(int id) const;
  /// The value without a small number that is added, or that it is kept above, so that nobody
  /// divides by 0.
  int before_guard(int id) const;
  /// The one number that a constant or a weight holds everywhere.
  std::optional<float> number(int id) const;
  /// What a value is made of by one number times it and one number added, if it is.
  std::optional<Affine> affine_of(int id) const;
  /// Whether `sum` is the sum of `terms` over the classes, repeated or not.
  bool is_sum_of(int sum, int terms) const;

 private:
  const Model& model_;
  const Graph& graph_;
  PictureTypes pictures_;
};

}  // namespace fovea
