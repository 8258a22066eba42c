#include "fovea/layers/where.h"

#include "fovea/kernels/where.h"
#include "fovea/layers/common/activation.h"
#include "fovea/layers/reduce.h"
#include "framework/layers/common/broadcast.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

std::vector<TensorType> WhereLayer::infer(Types inputs) const {
  expect_f32("where", inputs, 3);
  return {{broadcast(inputs[0].shape, broadcast(inputs[1].shape, inputs[2].shape)), DType::f32}};
}

KernelCall WhereLayer::lower(Types inputs, Types outputs) const {
  const Shape& y = outputs[0].shape;
  WhereParams params{};
  params.rank = StridedAxes(y)
                    .broadcast(inputs[0].shape)
                    .broadcast(inputs[1].shape)
                    .broadcast(inputs[2].shape)
                    .write(params.size, {params.c_stride, params.a_stride, params.b_stride});
  return {"where", params, static_cast<double>(y.count())};
}

std::vector<Value> WhereLayer::gradient(const GradientCall& call) const {
  const Value condition = call.inputs[0], dy = call.gradients[0];
  const Value zero = dy.graph().constant(Tensor::of<float>(Shape{}, {0}));
  std::vector<Value> results(3);
  if (call.needs_gradient[1]) results[1] = sum_to(where(condition, dy, zero), call.inputs[1]);
  if (call.needs_gradient[2]) results[2] = sum_to(where(condition, zero, dy), call.inputs[2]);
  return results;
}

Value where(Value condition, Value a, Value b, std::string name) {
  return add_node(std::make_shared<WhereLayer>(), {condition, a, b}, std::move(name));
}

}  // namespace fovea
