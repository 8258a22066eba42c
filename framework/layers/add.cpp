#include "framework/layers/add.h"

#include "framework/layers/activation.h"

namespace fovea {

std::vector<TensorType> AddLayer::infer(Types inputs) const {
  expect_f32("add", inputs, 2);
  if (inputs[0] != inputs[1]) throw Error("add needs two tensors of one shape");
  return {inputs[0]};
}

KernelCall AddLayer::lower(Types inputs, Types) const {
  const auto count = inputs[0].shape.count();
  return {"add", ElementwiseParams{static_cast<uint>(count), 0, 0}, static_cast<double>(count)};
}

std::vector<Value> AddLayer::gradient(const GradientCall& call) const {
  return {call.gradients[0], call.gradients[0]};
}

std::optional<Epilogue> AddLayer::epilogue(Types, int) const { return Epilogue{.residual = true}; }

Value add(Value a, Value b, std::string name) {
  return add_node(std::make_shared<AddLayer>(), {a, b}, std::move(name));
}

}  // namespace fovea
