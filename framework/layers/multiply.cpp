#include "framework/layers/multiply.h"

#include "framework/kernels/elementwise.h"
#include "framework/layers/activation.h"
#include "framework/layers/parameters.h"

namespace fovea {

std::vector<TensorType> MultiplyLayer::infer(Types inputs) const {
  expect_f32("multiply", inputs, 2);
  if (inputs[0] != inputs[1]) throw Error("multiply needs two tensors of one shape");
  return {inputs[0]};
}

KernelCall MultiplyLayer::lower(Types inputs, Types) const {
  const auto count = inputs[0].shape.count();
  return {"multiply", ElementwiseParams{to_uint(count), 0, 0}, static_cast<double>(count)};
}

std::vector<Value> MultiplyLayer::gradient(const GradientCall& call) const {
  const Value dy = call.gradients[0];
  std::vector<Value> results(2);
  if (call.wanted[0]) results[0] = multiply(dy, call.inputs[1]);
  if (call.wanted[1]) results[1] = multiply(dy, call.inputs[0]);
  return results;
}

Value multiply(Value a, Value b, std::string name) {
  return add_node(std::make_shared<MultiplyLayer>(), {a, b}, std::move(name));
}

}  // namespace fovea
