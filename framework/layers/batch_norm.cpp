#include "fovea/layers/batch_norm.h"

#include <algorithm>

#include "fovea/kernels/batch_norm.h"
#include "fovea/layers/common/activation.h"
#include "fovea/layers/moving_average.h"
#include "fovea/layers/scale_shift.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

namespace {

void expect_channels(const TensorType& x) {
  if (x.dtype != DType::f32 || x.shape.rank() < 2) {
    throw Error("batch_norm takes f32 (..., C), not {}", x.str());
  }
  if (x.shape.back() < 1) throw Error("batch_norm needs at least one channel");
}

// Checks that x has channels and that the other inputs are vectors over them.
void expect_vectors(std::string_view kind, Types inputs, size_t count) {
  expect_f32(kind, inputs, count);
  expect_channels(inputs[0]);
  const Shape vector{inputs[0].shape.back()};
  for (const TensorType& input : inputs.subspan(1)) {
    if (input.shape != vector) {
      throw Error("{} needs vectors of shape {} behind x, not {}", kind, vector.str(), input.str());
    }
  }
}

BatchNormParams params_of(const Shape& x, float epsilon) {
  return {to_uint(x.count(0, x.rank() - 1)), to_uint(x.back()), epsilon};
}

// (dy, x, scale, mean, inverse) -> dx, dscale, dbias
class BatchNormTrainGrad : public Layer {
 public:
  explicit BatchNormTrainGrad(float epsilon) : epsilon_(epsilon) {}
  std::string kind() const override { return "batch_norm_train_grad"; }
  std::vector<TensorType> infer(Types inputs) const override {
    if (inputs[0] != inputs[1]) throw Error("the gradient must be {}", inputs[1].str());
    return {inputs[1], inputs[2], inputs[2]};
  }
  KernelCall lower(Types inputs, Types) const override {
    const Shape& x = inputs[1].shape;
    return {kind(), params_of(x, epsilon_), 10 * static_cast<double>(x.count())};
  }

 private:
  float epsilon_;
};

// (x, scale, bias) -> y, mean, inverse, variance
class BatchNormTrain : public Layer {
 public:
  explicit BatchNormTrain(float epsilon) : epsilon_(epsilon) {}
  std::string kind() const override { return "batch_norm_train"; }
  std::vector<TensorType> infer(Types inputs) const override {
    expect_vectors(kind(), inputs, 3);
    return {inputs[0], inputs[1], inputs[1], inputs[1]};
  }
  KernelCall lower(Types inputs, Types) const override {
    const Shape& x = inputs[0].shape;
    return {kind(), params_of(x, epsilon_), 8 * static_cast<double>(x.count())};
  }
  std::vector<Value> gradient(const GradientCall& call) const override {
    if (std::ranges::any_of(call.gradients.subspan(1), [](Value v) { return bool{v}; })) {
      throw Error("batch_norm has no gradient of its statistics");
    }
    const Value inputs[] = {call.gradients[0], call.inputs[0], call.inputs[1], call.outputs[1],
                            call.outputs[2]};
    return call.inputs[0].graph().add(std::make_shared<BatchNormTrainGrad>(epsilon_), inputs);
  }

 private:
  float epsilon_;
};

// (da, db, scale, mean, variance) -> dscale, dbias, dmean, dvariance
class BatchNormFoldGrad : public Layer {
 public:
  explicit BatchNormFoldGrad(float epsilon) : epsilon_(epsilon) {}
  std::string kind() const override { return "batch_norm_fold_grad"; }
  std::vector<TensorType> infer(Types inputs) const override {
    return {inputs[2], inputs[2], inputs[2], inputs[2]};
  }
  KernelCall lower(Types inputs, Types) const override {
    return {kind(), BatchNormParams{1, to_uint(inputs[0].shape[0]), epsilon_}, 0};
  }

 private:
  float epsilon_;
};

// (scale, bias, mean, variance) -> a, b
class BatchNormFold : public Layer {
 public:
  explicit BatchNormFold(float epsilon) : epsilon_(epsilon) {}
  std::string kind() const override { return "batch_norm_fold"; }
  std::vector<TensorType> infer(Types inputs) const override { return {inputs[0], inputs[0]}; }
  KernelCall lower(Types inputs, Types) const override {
    return {kind(), BatchNormParams{1, to_uint(inputs[0].shape[0]), epsilon_}, 0};
  }
  std::vector<Value> gradient(const GradientCall& call) const override {
    const Value inputs[] = {call.gradients[0], call.gradients[1], call.inputs[0], call.inputs[2],
                            call.inputs[3]};
    return call.inputs[0].graph().add(std::make_shared<BatchNormFoldGrad>(epsilon_), inputs);
  }

 private:
  float epsilon_;
};

}  // namespace

std::vector<TensorType> BatchNormLayer::infer(Types inputs) const {
  expect_vectors("batch_norm", inputs, 5);
  if (!(config_.epsilon >= 0)) throw Error("epsilon {} is negative", config_.epsilon);
  if (!(config_.momentum >= 0 && config_.momentum <= 1)) {
    throw Error("momentum {} is not in 0 .. 1", config_.momentum);
  }
  return {inputs[0]};
}

KernelCall BatchNormLayer::lower(Types, Types) const {
  throw Error("batch_norm differs in training and inference: put the graph in a mode first");
}

std::vector<Value> BatchNormLayer::rebuild(std::shared_ptr<const Layer>, Mode mode,
                                           std::span<const Value> inputs,
                                           const std::string& name) const {
  Graph& graph = inputs[0].graph();
  if (mode == Mode::inference) {
    const std::vector<Value> folded = graph.add(std::make_shared<BatchNormFold>(config_.epsilon),
                                                inputs.subspan(1), name + "/fold");
    return {scale_shift(inputs[0], folded[0], folded[1], name)};
  }
  const std::vector<Value> outputs =
      graph.add(std::make_shared<BatchNormTrain>(config_.epsilon), inputs.first(3), name);
  const auto follow = [&](Value running, Value batch, const std::string& what) {
    if (graph.info(running.id()).kind != ValueKind::variable) return;
    graph.update(running, moving_average(running, batch, config_.momentum, name + what));
  };
  follow(inputs[3], outputs[1], "/moving_mean");
  follow(inputs[4], outputs[3], "/moving_variance");
  return {outputs[0]};
}

Value batch_norm(Value x, BatchNormConfig config) {
  Graph& graph = x.graph();
  config.name = graph.name_for("batch_norm", config.name);
  at_node(config.name, "batch_norm", x, [&] { expect_channels(x.type()); });
  const auto vector = [&](std::string_view what, float start, Role role) {
    return parameter(graph, config.name, what, {x.shape().back()}, Initializer::constant(start),
                     role);
  };
  const Value scale = vector("scale", 1, Role::parameter);
  const Value bias = vector("bias", 0, Role::parameter);
  const Value mean = vector("mean", 0, Role::statistic);
  const Value variance = vector("variance", 1, Role::statistic);
  return batch_norm(x, scale, bias, mean, variance, std::move(config));
}

Value batch_norm(Value x, Value scale, Value bias, Value mean, Value variance,
                 BatchNormConfig config) {
  std::string name = config.name;
  return add_node(std::make_shared<BatchNormLayer>(std::move(config)),
                  {x, scale, bias, mean, variance}, std::move(name));
}

}  // namespace fovea
