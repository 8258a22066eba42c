// Recognises the nodes of a classifier's last part by their layers and numbers, in any order that a
// tool may have written.
#pragma once

#include <cmath>
#include <optional>
#include <string_view>

#include "framework/model/picture_types.h"

namespace fovea {

constexpr float negligible = 1e-3f;  // added to a probability or to a sum of exponentials

// scale * value + shift, the same for all elements.
struct ScaledValue {
  int value;
  float scale = 1, shift = 0;

  /// Whether probabilities stay probabilities, perhaps in another unit.
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
  /// The same, skipping nodes that change only a shape; null if its layer is of another kind.
  const Node* maker_of_kind(int id, std::string_view kind) const;
  /// Whether it is a row of several elements that is a softmax, or its logarithm, over an axis of
  /// one element.
  bool is_one_everywhere(int id) const;
  /// Whether a node does not change the elements, only perhaps their order.
  static bool changes_shape_alone(const Node& node);
  /// The value before the nodes that change only its shape.
  int before_reshaping(int id) const;
  /// The value without a small number that is added to it, or is its lower limit, to avoid a
  /// division by 0.
  int before_guard(int id) const;
  /// The value of all elements of a constant or a weight, if they are equal.
  std::optional<float> number(int id) const;
  /// If a value is scale * v + shift with two numbers: v, scale and shift.
  std::optional<ScaledValue> scaled_value_of(int id) const;
  /// Whether `sum` is the sum of `terms` over the classes, repeated or not.
  bool is_sum_of(int sum, int terms) const;

 private:
  const Model& model_;
  const Graph& graph_;
  PictureTypes pictures_;
};

}  // namespace fovea
