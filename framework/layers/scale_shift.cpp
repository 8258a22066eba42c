#include "fovea/layers/scale_shift.h"

#include "fovea/kernels/scale_shift.h"
#include "fovea/layers/common/activation.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/sum_rows.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

std::vector<TensorType> ScaleShiftLayer::infer(Types inputs) const {
  expect_f32("scale_shift", inputs, 3);
  const Shape& x = inputs[0].shape;
  const Shape vector{x.back()};
  if (x.rank() < 1 || inputs[1].shape != vector || inputs[2].shape != vector) {
    throw Error("scale and shift must be {}, a number each a channel", vector.str());
  }
  return {inputs[0]};
}

KernelCall ScaleShiftLayer::lower(Types inputs, Types) const {
  const Shape& x = inputs[0].shape;
  return {"scale_shift", ScaleShiftParams{to_uint(x.count(0, x.rank() - 1)), to_uint(x.back())},
          2 * static_cast<double>(x.count())};
}

std::vector<Value> ScaleShiftLayer::gradient(const GradientCall& call) const {
  const Value x = call.inputs[0], scale = call.inputs[1], dy = call.gradients[0];
  std::vector<Value> results(3);
  if (call.needs_gradient[0]) {
    const Value zeros = x.graph().constant(Tensor(scale.type()));
    results[0] = scale_shift(dy, scale, zeros);
  }
  if (call.needs_gradient[1]) results[1] = sum_rows(multiply(dy, x));
  if (call.needs_gradient[2]) results[2] = sum_rows(dy);
  return results;
}

std::optional<Epilogue> ScaleShiftLayer::epilogue(Types, int from) const {
  if (from != 0) return {};
  return Epilogue{.scale = true, .shift = true};
}

Value scale_shift(Value x, Value scale, Value shift, std::string name) {
  return add_node(std::make_shared<ScaleShiftLayer>(), {x, scale, shift}, std::move(name));
}

}  // namespace fovea
