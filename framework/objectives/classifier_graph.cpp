#include "framework/objectives/classifier_graph.h"

#include "fovea/graph/names.h"
#include "fovea/layers/binary.h"
#include "fovea/layers/cast.h"
#include "fovea/layers/clip.h"
#include "fovea/layers/concat.h"
#include "fovea/layers/flatten.h"
#include "fovea/layers/global_average_pool.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/normalize.h"
#include "fovea/layers/reshape.h"
#include "fovea/layers/unary.h"

namespace fovea {

namespace {

constexpr float smallest_probability = 1e-30f;

Value log_of_probability(Value p) { return log(clip(p, {.low = smallest_probability, .high = 1})); }

Value constant(Graph& graph, float value) { return graph.constant(Tensor::scalar(value)); }

// Logits from the scores that the file gives.
Value as_logits(Value rows, Scores::Recipe recipe) {
  if (recipe == Scores::Recipe::as_it_is) return rows;
  if (recipe == Scores::Recipe::log) return log_of_probability(rows);
  const Value others = subtract(constant(rows.graph(), 1), rows);
  return subtract(log_of_probability(rows), log_of_probability(others));
}

// One input for all networks that read it.
Value image_input(Graph& graph, const TensorType& type) {
  for (const int id : graph.inputs()) {
    if (graph.info(id).name != names::image) continue;
    if (graph.info(id).type != type) {
      throw Error("images are asked for as {} and as {}", graph.info(id).type.str(), type.str());
    }
    return graph.value(id);
  }
  return graph.input(names::image, type);
}

}  // namespace

Value normalized_image(const Model& model, Graph& graph, int batch, const std::string& name) {
  const Shape& shape = model.input_type().shape;
  if (shape.rank() != 4) {
    throw Error("model '{}' takes {}, not images (N, H, W, C)", model.title(), shape.str());
  }
  const auto for_each_channel = [&](std::vector<float> numbers) {
    if (numbers.size() == 1) numbers.resize(static_cast<size_t>(shape[3]), numbers[0]);
    return numbers;
  };
  if (model.input_type().dtype == DType::boolean) {
    throw Error("model '{}' takes true and false, not pixels", model.title());
  }
  const Value image = image_input(graph, {shape.with(0, batch), DType::u8});
  const DType dtype = model.input_type().dtype;
  if (dtype == DType::u8) return image;  // a model that takes bytes normalises them itself
  if (dtype != DType::f32) return cast(image, {.to = dtype}, "whole numbers");
  return normalize(image, {.mean = for_each_channel(model.preprocessing.mean),
                           .deviation = for_each_channel(model.preprocessing.deviation),
                           .name = name});
}

Value score_rows(Value scores) {
  // Also where there is one place only: the graph may be rebuilt for larger images.
  if (scores.shape().rank() == 4) scores = global_average_pool(scores);
  return scores.shape().rank() == 2 ? scores : flatten(scores);
}

Value score_logits(Value source, const Scores& scores) {
  const Shape& shape = source.shape();
  if (shape.rank() == 4 && shape[3] == scores.classes) {
    source = score_rows(source);
  } else if (shape.rank() < 2 || shape[0] * scores.classes != shape.count()) {
    source = reshape(source, {{-1, scores.classes}});
  } else if (shape.rank() > 2) {
    source = flatten(source);
  }
  return as_logits(source, scores.recipe);
}

Value score_logits(Rewriter& rewriter, const Scores& scores) {
  if (scores.in_rows) return as_logits(rewriter(scores.value), scores.recipe);
  return score_logits(rewriter(scores.source), scores);
}

Value no_and_yes(Value logits) {
  const Value zero = multiply(logits, constant(logits.graph(), 0));
  return concat({zero, logits}, {.axis = 1});
}

}  // namespace fovea
