// The types of a model's values for one picture and for two: the shapes in a file do not say this,
// because they may hold a batch.
#pragma once

#include <memory>
#include <vector>

#include "fovea/model/model.h"

namespace fovea {

class PictureTypes {
 public:
  /// Throws Error for a model that does not run on one picture. The model must outlive it.
  explicit PictureTypes(const Model& model);

  /// Whether a value depends on the picture.
  bool is_data(int id) const { return data_[static_cast<size_t>(id)]; }

  /// The type of a value for one picture.
  const TensorType& type(int id) const { return type_in(*one_, id); }
  const Shape& shape(int id) const { return type(id).shape; }

  /// Whether a value for several pictures is that of each picture by itself, one after another.
  bool keeps_pictures_apart(int id);

  /// The same for a value that has one row per picture.
  bool grows_with_batch(int id);

  /// Whether each picture has several rows: the first axis has more than one row and grows with
  /// the pictures.
  bool has_more_rows(int id);

 private:
  bool try_two();
  std::unique_ptr<Graph> with_batch(std::int64_t batch) const;
  const TensorType& type_in(const Graph& copy, int id) const;

  const Graph& graph_;
  std::vector<bool> data_;
  std::unique_ptr<Graph> one_, two_;
  std::vector<int> axes_;  // picture_axes() of two_
  bool one_by_one_ = false;
};

}  // namespace fovea
