#include "fovea/layers/reduce.h"

#include <algorithm>

#include "fovea/kernels/elementwise.h"
#include "fovea/kernels/reduce.h"
#include "fovea/kernels/sum_rows.h"
#include "fovea/layers/binary.h"
#include "fovea/layers/common/activation.h"
#include "fovea/layers/expand.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/reshape.h"
#include "framework/layers/common/broadcast.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

namespace {

std::vector<bool> reduced_axes(const std::vector<int>& axes, const Shape& x) {
  std::vector<bool> reduced(static_cast<size_t>(x.rank()), axes.empty());
  for (const int number : axes) {
    const int axis = number < 0 ? number + x.rank() : number;
    if (axis < 0 || axis >= x.rank()) throw Error("axis {} does not exist in {}", number, x.str());
    reduced[static_cast<size_t>(axis)] = true;
  }
  return reduced;
}

KernelCall call(uint function, const Shape& x, const std::vector<bool>& reduced, double scale) {
  ReduceParams params{};
  params.function = function;
  params.scale = static_cast<float>(scale);
  bool last = false;
  for (int axis = 0; axis < x.rank(); ++axis) {
    const bool now = reduced[static_cast<size_t>(axis)];
    if (x[axis] == 1) continue;
    if (params.rank == 0) params.first_reduced = uint{now};
    if (params.rank == 0 || now != last) params.size[params.rank++] = 1;
    uint& size = params.size[params.rank - 1];
    size = to_uint(std::int64_t{size} * x[axis]);
    last = now;
  }
  const double flops = static_cast<double>(x.count());
  if (params.rank == 0) params.size[params.rank++] = 1;
  const bool rows = params.rank == 2 && params.first_reduced == 1;
  if (rows && function == reduce_function_sum && scale == 1) {
    return {"sum_rows", SumRowsParams{params.size[0], params.size[1]}, flops};
  }
  return {"reduce", params, flops};
}

// (x, like) -> the sums
class SumTo : public Layer {
 public:
  std::string kind() const override { return "sum_to"; }
  bool reads(int input) const override { return input == 0; }
  std::vector<TensorType> infer(Types inputs) const override {
    expect_f32("sum_to", inputs, 2);
    if (broadcast(inputs[0].shape, inputs[1].shape) != inputs[0].shape) {
      throw Error("{} is not repeated from {}", inputs[0].shape.str(), inputs[1].shape.str());
    }
    return {inputs[1]};
  }
  KernelCall lower(Types inputs, Types) const override {
    const Shape &x = inputs[0].shape, &like = inputs[1].shape;
    if (x == like) return {"identity", ElementwiseParams{to_uint(inputs[0].bytes()), 0, 0}, 0};
    std::vector<bool> reduced;
    for (int axis = 0; axis < x.rank(); ++axis) {
      const int own = axis - (x.rank() - like.rank());
      reduced.push_back(own < 0 || like[own] != x[axis]);
    }
    return call(reduce_function_sum, x, reduced, 1);
  }
};

Value reduce(Value x, ReduceLayer::Function function, ReduceConfig config, std::string name) {
  if (config.keep_axes) {
    return add_node(std::make_shared<ReduceLayer>(function, config.axes), {x}, std::move(name));
  }
  const Value with_axes = add_node(std::make_shared<ReduceLayer>(function, config.axes), {x});
  const std::vector<bool> reduced = reduced_axes(config.axes, x.shape());
  ReshapeConfig rest;
  for (int axis = 0; axis < x.shape().rank(); ++axis) {
    if (reduced[static_cast<size_t>(axis)]) continue;
    const bool in_place = rest.shape.size() == static_cast<size_t>(axis);  // whatever the batch is
    rest.shape.push_back(in_place ? 0 : x.shape()[axis]);
  }
  return reshape(with_axes, rest, std::move(name));
}

}  // namespace

std::string ReduceLayer::kind() const {
  return function_ == Function::sum    ? "reduce_sum"
         : function_ == Function::mean ? "reduce_mean"
                                       : "reduce_max";
}

std::vector<TensorType> ReduceLayer::infer(Types inputs) const {
  expect_f32(kind(), inputs, 1);
  const Shape& x = inputs[0].shape;
  if (x.count() == 0) throw Error("an empty tensor has no {}", kind());
  const std::vector<bool> reduced = reduced_axes(axes_, x);
  Shape y = x;
  for (int axis = 0; axis < x.rank(); ++axis) {
    if (reduced[static_cast<size_t>(axis)]) y = y.with(axis, 1);
  }
  return {{y, DType::f32}};
}

KernelCall ReduceLayer::lower(Types inputs, Types outputs) const {
  const Shape &x = inputs[0].shape, &y = outputs[0].shape;
  const double share = static_cast<double>(y.count()) / static_cast<double>(x.count());
  return call(function_ == Function::max ? reduce_function_max : reduce_function_sum, x,
              reduced_axes(axes_, x), function_ == Function::mean ? share : 1);
}

std::vector<Value> ReduceLayer::gradient(const GradientCall& call) const {
  const Value x = call.inputs[0], y = call.outputs[0], dy = call.gradients[0];
  if (function_ == Function::sum) return {expand(dy, x)};
  if (function_ == Function::mean) return {expand(dy, x, Share::equal)};
  const Value maxima = equal(x, y);
  return {multiply(maxima, divide(dy, reduce_sum(maxima, {.axes = axes_})))};
}

Value reduce_sum(Value x, ReduceConfig config, std::string name) {
  return reduce(x, ReduceLayer::Function::sum, std::move(config), std::move(name));
}
Value reduce_mean(Value x, ReduceConfig config, std::string name) {
  return reduce(x, ReduceLayer::Function::mean, std::move(config), std::move(name));
}
Value reduce_max(Value x, ReduceConfig config, std::string name) {
  return reduce(x, ReduceLayer::Function::max, std::move(config), std::move(name));
}

Value sum_to(Value x, Value like, std::string name) {
  // A first axis of extent 1 may be a batch that is larger later.
  if (x.shape() == like.shape() && (x.shape().rank() == 0 || x.shape()[0] != 1)) return x;
  return add_node(std::make_shared<SumTo>(), {x, like}, std::move(name));
}

}  // namespace fovea
