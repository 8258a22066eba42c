#include "framework/train/classifier_graph.h"

#include "fovea/layers/cast.h"
#include "fovea/layers/flatten.h"
#include "fovea/layers/global_average_pool.h"
#include "fovea/layers/normalize.h"

namespace fovea {

Value normalized_image(const Model& model, Graph& graph, int batch) {
  const Shape& shape = model.input_type().shape;
  if (shape.rank() != 4) {
    throw Error("model '{}' takes {}, not images (N, H, W, C)", model.name, shape.str());
  }
  const auto for_each_channel = [&](std::vector<float> numbers) {
    if (numbers.size() == 1) numbers.resize(static_cast<size_t>(shape[3]), numbers[0]);
    return numbers;
  };
  const Value image = graph.input("image", {shape.with(0, batch), DType::u8});
  const DType dtype = model.input_type().dtype;
  if (dtype == DType::u8) return image;  // a model that takes bytes normalises them itself
  if (dtype != DType::f32) return cast(image, {.to = dtype}, "whole numbers");
  return normalize(image, {.mean = for_each_channel(model.preprocessing.mean),
                           .deviation = for_each_channel(model.preprocessing.deviation),
                           .name = "normalized"});
}

Value score_rows(Value scores) {
  // Of one place too: the graph may be made anew for images with more.
  if (scores.shape().rank() == 4) scores = global_average_pool(scores);
  return scores.shape().rank() == 2 ? scores : flatten(scores);
}

}  // namespace fovea
