#include "framework/optim/loss_scale.h"

#include "fovea/kernels/loss_scale.h"

namespace fovea {

namespace {

constexpr float first_scale = 65536, largest_scale = 16777216;
constexpr uint growth_interval = 2000;

Value good_steps(Graph& graph) {
  return graph.variable(
      {loss_scale_variables[1], {Shape{}, DType::i32}, Initializer::zeros(), Role::counter});
}

}  // namespace

std::vector<TensorType> LossScaleLayer::infer(Types inputs) const {
  const TensorType real{Shape{}, DType::f32}, integer{Shape{}, DType::i32};
  if (inputs.size() != 3 || inputs[0] != integer || inputs[1] != real || inputs[2] != integer) {
    throw Error("loss_scale takes a flag, a scale and a count: i32, f32 and i32 scalars");
  }
  return {real, integer};
}

KernelCall LossScaleLayer::lower(Types, Types) const {
  return {"loss_scale", LossScaleParams{growth_interval, largest_scale}, 1};
}

Value loss_scale(Graph& graph) {
  return graph.variable({loss_scale_variables[0],
                         {Shape{}, DType::f32},
                         Initializer::constant(first_scale),
                         Role::counter});
}

Value update_loss_scale(Value finite) {
  Graph& graph = finite.graph();
  const Value scale = loss_scale(graph), count = good_steps(graph);
  const Value inputs[] = {finite, scale, count};
  const std::vector<Value> next = graph.add(std::make_shared<LossScaleLayer>(), inputs);
  graph.update(scale, next[0]);
  graph.update(count, next[1]);
  return next[0];
}

}  // namespace fovea
