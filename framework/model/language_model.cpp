#include "framework/model/language_model.h"

namespace fovea {

void expect_language_model(const Model& model) {
  const Graph& graph = *model.graph;
  if (graph.inputs().size() == 1 && !graph.outputs().empty()) {
    const TensorType& tokens = model.input_type();
    const Shape& logits = graph.info(graph.outputs().front().second).type.shape;
    if (tokens.dtype == DType::i32 && tokens.shape.rank() == 2 && logits.rank() == 3) return;
  }
  throw Error(
      "model '{}' is no language model: it does not make logits (N, T, tokens) of tokens (N, T)",
      model.title());
}

}  // namespace fovea
