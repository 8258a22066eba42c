#include "tests/compare/pieces.h"

#include "fovea/layers/activations.h"
#include "fovea/layers/add.h"
#include "fovea/layers/binary.h"
#include "fovea/layers/concat.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/step.h"
#include "fovea/layers/unary.h"

namespace fovea {

void register_all(PieceTable& table);

const PieceTable& pieces() {
  static const PieceTable table = [] {
    PieceTable all;
    register_all(all);
    return all;
  }();
  return table;
}

int extent(Value x, int axis) { return static_cast<int>(x.shape()[axis]); }

Value number(Value x, float value) { return x.graph().constant(Tensor::scalar(value)); }

Value positive(Value x) { return add(absolute(x), number(x, 0.5f)); }

std::vector<std::string> activation_names() {
  std::vector<std::string> names;
  for (const auto& [name, make] : activations()) names.push_back(name);
  return names;
}

Value activated(const std::string& name, Value x) {
  return name == "step" ? add(x, step(x)) : activation(name, x);
}

Value any_branches(Value x, Dice& dice) {
  const Value a = dice.of(pieces().same_shape)(x, dice);
  const Value b = dice.chance(3) ? x : dice.of(pieces().same_shape)(x, dice);
  switch (dice.below(9)) {
    case 0:
      return add(a, b);
    case 1:
      return multiply(a, b);
    case 2:
      return concat({a, b, x}, {.axis = 3});
    case 3:
      return subtract(a, b);
    case 4:
      return divide(a, positive(b));
    case 5:
      return power(positive(a), minimum(b, number(b, 2)));
    case 6:
      return maximum(a, b);
    case 7:
      return multiply(a, equal(maximum(a, b), a));
    default:
      return concat({a, b}, {.axis = dice.from(1, 2)});
  }
}

}  // namespace fovea
