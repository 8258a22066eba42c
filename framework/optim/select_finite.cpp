#include "framework/optim/select_finite.h"

#include "fovea/kernels/elementwise.h"
#include "framework/core/to_uint.h"

namespace fovea {

std::vector<TensorType> SelectFiniteLayer::infer(Types inputs) const {
  if (inputs.size() != 3 || inputs[0] != TensorType{Shape{}, DType::i32} ||
      inputs[1] != inputs[2]) {
    throw Error("select_finite takes an i32 scalar and two tensors of one type");
  }
  return {inputs[1]};
}

KernelCall SelectFiniteLayer::lower(Types inputs, Types) const {
  return {"select_finite", ElementwiseParams{to_uint(inputs[1].bytes()), 0, 0}, 0};
}

Value select_finite(Value flag, Value next, Value old) {
  return add_node(std::make_shared<SelectFiniteLayer>(), {flag, next, old});
}

}  // namespace fovea
