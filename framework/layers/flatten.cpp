#include "fovea/layers/flatten.h"

#include "fovea/kernels/elementwise.h"
#include "fovea/layers/reshape.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

std::vector<TensorType> FlattenLayer::infer(Types inputs) const {
  if (inputs.size() != 1) throw Error("flatten takes 1 input, not {}", inputs.size());
  const Shape& x = inputs[0].shape;
  if (x.rank() < 1) throw Error("flatten needs at least one axis");
  return {{{x[0], x.count(1, x.rank())}, inputs[0].dtype}};
}

KernelCall FlattenLayer::lower(Types inputs, Types) const {
  return {"identity", ElementwiseParams{to_uint(inputs[0].bytes()), 0, 0}, 0};
}

std::vector<Value> FlattenLayer::gradient(const GradientCall& call) const {
  return {reshape_like(call.gradients[0], call.inputs[0])};
}

Value flatten(Value x, std::string name) {
  return add_node(std::make_shared<FlattenLayer>(), {x}, std::move(name));
}

}  // namespace fovea
