#include "framework/optim/increment.h"

namespace fovea {

std::vector<TensorType> IncrementLayer::infer(Types inputs) const {
  const TensorType scalar{Shape{}, DType::i32};
  if (inputs.size() != 2 || inputs[0] != scalar || inputs[1] != scalar) {
    throw Error("increment takes a counter and a flag, both {}", scalar.str());
  }
  return {scalar};
}

KernelCall IncrementLayer::lower(Types, Types) const { return {"increment", {}, 1}; }

Value increment(Value counter, Value finite, std::string name) {
  return add_node(std::make_shared<IncrementLayer>(), {counter, finite}, std::move(name));
}

}  // namespace fovea
