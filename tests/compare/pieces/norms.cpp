// Normalisation layers and dropout.
#include "tests/compare/pieces.h"

#include "fovea/layers/batch_norm.h"
#include "fovea/layers/dropout.h"
#include "fovea/layers/instance_norm.h"
#include "fovea/layers/layer_norm.h"
#include "fovea/layers/local_response_norm.h"
#include "fovea/layers/log_softmax.h"
#include "fovea/layers/rms_norm.h"
#include "fovea/layers/scale_shift.h"
#include "fovea/layers/softmax.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

namespace {

Value any_scale_shift(Value x, Dice&) {
  Graph& graph = x.graph();
  const std::string name = graph.name_for("scale_shift");
  const Shape vector{x.shape().back()};
  return scale_shift(x, parameter(graph, name, "scale", vector, Initializer::constant(0.7f)),
                     parameter(graph, name, "shift", vector, Initializer::constant(-0.1f)), name);
}

}  // namespace

void register_norms(PieceTable& table) {
  table.same_shape.push_back(any_scale_shift);
  table.same_shape.push_back(
      [](Value x, Dice&) { return batch_norm(x, {.epsilon = 1e-3f, .momentum = 0.8f}); });
  table.same_shape.push_back(
      [](Value x, Dice& dice) { return dropout(x, {.rate = dice.chance(2) ? 0.3f : 0.6f}); });
  table.same_shape.push_back(
      [](Value x, Dice& dice) { return layer_norm(x, {.axis = dice.from(1, 3)}); });
  table.same_shape.push_back([](Value x, Dice& dice) {
    return rms_norm(x, {.axis = dice.from(1, 3), .affine = !dice.chance(3)});
  });
  table.same_shape.push_back([](Value x, Dice&) { return instance_norm(x); });
  table.same_shape.push_back([](Value x, Dice&) { return softmax(x); });
  table.same_shape.push_back([](Value x, Dice&) { return log_softmax(x); });
  table.same_shape.push_back([](Value x, Dice& dice) {
    return local_response_norm(x, {.size = dice.from(2, 5), .alpha = 0.5f, .k = 2});
  });
}

}  // namespace fovea
