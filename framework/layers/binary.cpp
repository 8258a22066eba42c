#include "fovea/layers/binary.h"

#include "fovea/kernels/binary.h"
#include "fovea/layers/common/activation.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/reduce.h"
#include "fovea/layers/unary.h"
#include "framework/layers/common/broadcast.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

namespace {

KernelCall call(const char* kernel, uint function, uint side, const Shape& a, const Shape& b,
                const Shape& y) {
  BinaryParams params{};
  params.function = function;
  params.side = side;
  params.rank = StridedAxes(y).broadcast(a).broadcast(b).write(params.size,
                                                               {params.a_stride, params.b_stride});
  return {kernel, params, static_cast<double>(y.count())};
}

// (dy, a, b) -> dy times the derivative in a (side 0) or b.
class BinaryGrad : public Layer {
 public:
  BinaryGrad(uint function, uint side) : function_(function), side_(side) {}
  std::string kind() const override { return "binary_grad"; }
  std::vector<TensorType> infer(Types inputs) const override {
    expect_f32(kind(), inputs, 3);
    const Shape y = broadcast(inputs[1].shape, inputs[2].shape);
    if (inputs[0].shape != y) throw Error("the gradient must be {}", y.str());
    return {inputs[0]};
  }
  KernelCall lower(Types inputs, Types outputs) const override {
    return call("binary_grad", function_, side_, inputs[1].shape, inputs[2].shape,
                outputs[0].shape);
  }

 private:
  uint function_, side_;
};

Value binary(Value a, Value b, const char* kind, uint function, std::string name) {
  return add_node(std::make_shared<BinaryLayer>(kind, function), {a, b}, std::move(name));
}

// The gradient of side 0 or 1, with y's shape.
Value derivative(uint function, uint side, const GradientCall& call) {
  const Value dy = call.gradients[0], a = call.inputs[0], b = call.inputs[1];
  switch (function) {
    case binary_add:
      return dy;
    case binary_subtract:
      return side == 0 ? dy : negative(dy);
    case binary_multiply:
      return multiply(dy, side == 0 ? b : a);
    case binary_divide:
      return side == 0 ? divide(dy, b) : negative(divide(multiply(dy, call.outputs[0]), b));
    default:
      return add_node(std::make_shared<BinaryGrad>(function, side), {dy, a, b});
  }
}

}  // namespace

std::vector<TensorType> BinaryLayer::infer(Types inputs) const {
  expect_f32(kind_, inputs, 2);
  const Shape y = broadcast(inputs[0].shape, inputs[1].shape);
  if (function_ == binary_prelu && y != inputs[0].shape) {
    throw Error("the slope cannot be broadcast to {}", inputs[0].shape.str());
  }
  return {{y, DType::f32}};
}

KernelCall BinaryLayer::lower(Types inputs, Types outputs) const {
  return call("binary", function_, 0, inputs[0].shape, inputs[1].shape, outputs[0].shape);
}

std::vector<Value> BinaryLayer::gradient(const GradientCall& call) const {
  std::vector<Value> results(2);
  const bool flat =
      function_ == binary_equal || function_ == binary_less || function_ == binary_less_or_equal;
  if (flat) return results;
  for (uint side = 0; side < 2; ++side) {
    if (!call.needs_gradient[side]) continue;
    results[side] = sum_to(derivative(function_, side, call), call.inputs[side]);
  }
  return results;
}

Value subtract(Value a, Value b, std::string name) {
  return binary(a, b, "subtract", binary_subtract, std::move(name));
}
Value divide(Value a, Value b, std::string name) {
  return binary(a, b, "divide", binary_divide, std::move(name));
}
Value power(Value a, Value b, std::string name) {
  return binary(a, b, "power", binary_power, std::move(name));
}
Value minimum(Value a, Value b, std::string name) {
  return binary(a, b, "minimum", binary_minimum, std::move(name));
}
Value maximum(Value a, Value b, std::string name) {
  return binary(a, b, "maximum", binary_maximum, std::move(name));
}
Value equal(Value a, Value b, std::string name) {
  return binary(a, b, "equal", binary_equal, std::move(name));
}
Value less(Value a, Value b, std::string name) {
  return binary(a, b, "less", binary_less, std::move(name));
}
Value less_or_equal(Value a, Value b, std::string name) {
  return binary(a, b, "less_or_equal", binary_less_or_equal, std::move(name));
}
Value prelu(Value x, Value slope, std::string name) {
  return binary(x, slope, "prelu", binary_prelu, std::move(name));
}

}  // namespace fovea
