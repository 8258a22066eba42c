// Activations, and functions of one number.
#include "tests/compare/pieces.h"

#include "fovea/layers/add.h"
#include "fovea/layers/binary.h"
#include "fovea/layers/clip.h"
#include "fovea/layers/elu.h"
#include "fovea/layers/leaky_relu.h"
#include "fovea/layers/unary.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

namespace {

Value any_activation(Value x, Dice& dice) {
  if (dice.chance(6)) return elu(x, {.alpha = 1.5f});
  if (dice.chance(6)) return clip(x, {.low = -0.5f, .high = 0.75f});
  if (dice.chance(6)) return leaky_relu(x, {.slope = 0.3f});
  return activated(dice.of(activation_names()), x);
}

Value any_function(Value x, Dice& dice) {
  switch (dice.below(12)) {
    case 0:
      return negative(x);
    case 1:
      return reciprocal(positive(x));
    case 2:
      return fovea::sqrt(positive(x));
    case 3:
      return fovea::exp(minimum(x, number(x, 1)));
    case 4:
      return fovea::log(positive(x));
    case 5:
      return hard_sigmoid(x, {.alpha = 0.25f, .beta = 0.4f});
    case 6:
      return hard_swish(x);
    case 7:
      return selu(x);
    case 8:
      return celu(x, {.alpha = 0.5f});
    case 9:
      return softsign(x);
    case 10:
      return thresholded_relu(x, {.threshold = 0.1f});
    default:
      return mish(x);
  }
}

// A channel of its own for each slope.
Value any_prelu(Value x, Dice&) {
  Graph& graph = x.graph();
  const std::string name = graph.name_for("prelu");
  return prelu(x, parameter(graph, name, "slope", {x.shape().back()}, Initializer::constant(0.2f)),
               name);
}

}  // namespace

void register_activations(PieceTable& table) {
  table.same_shape.push_back(any_activation);
  table.same_shape.push_back(any_activation);
  table.same_shape.push_back(any_activation);
  table.same_shape.push_back(any_function);
  table.same_shape.push_back(any_function);
  table.same_shape.push_back(any_prelu);
}

}  // namespace fovea
