#include "fovea/layers/dense.h"

#include "fovea/layers/sum_rows.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

namespace {

void expect_rows(const TensorType& x) {
  if (x.dtype != DType::f32 || x.shape.rank() < 2) {
    throw Error("dense takes f32 (..., inputs) with at least two axes, not {}", x.str());
  }
  if (x.shape.back() < 1) throw Error("dense takes at least one input a row");
}

Shape with_last(const Shape& x, std::int64_t extent) { return x.with(x.rank() - 1, extent); }

TensorType output_type(const TensorType& x, const TensorType& weight) {
  expect_rows(x);
  if (weight.dtype != DType::f32 || weight.shape.rank() != 2 || weight.shape[0] < 1 ||
      weight.shape[1] != x.shape.back()) {
    throw Error("the weight must be f32 (units, {}), not {}", x.shape.back(), weight.str());
  }
  return {with_last(x.shape, weight.shape[0]), DType::f32};
}

KernelCall call(const std::string& kernel, const Shape& x, const Shape& y,
                const Epilogue& epilogue) {
  return {kernel,
          DenseParams{to_uint(x.count(0, x.rank() - 1)), to_uint(x.back()), to_uint(y.back()),
                      epilogue.params()},
          2 * static_cast<double>(x.count()) * static_cast<double>(y.back())};
}

void expect_gradient(const TensorType& dy, const TensorType& y) {
  if (dy != y) throw Error("the gradient must be {}, not {}", y.str(), dy.str());
}

// (dy, weight) -> dx
class DenseGradInput : public Layer {
 public:
  std::string kind() const override { return "dense_grad_input"; }
  std::vector<TensorType> infer(Types inputs) const override {
    const TensorType x{with_last(inputs[0].shape, inputs[1].shape[1]), DType::f32};
    expect_gradient(inputs[0], output_type(x, inputs[1]));
    return {x};
  }
  KernelCall lower(Types inputs, Types outputs) const override {
    return call(kind(), outputs[0].shape, inputs[0].shape, {});
  }
};

// (x, dy) -> dweight
class DenseGradWeight : public Layer {
 public:
  std::string kind() const override { return "dense_grad_weight"; }
  std::vector<TensorType> infer(Types inputs) const override {
    const TensorType weight{{inputs[1].shape.back(), inputs[0].shape.back()}, DType::f32};
    expect_gradient(inputs[1], output_type(inputs[0], weight));
    return {weight};
  }
  KernelCall lower(Types inputs, Types) const override {
    return call(kind(), inputs[0].shape, inputs[1].shape, {});
  }
};

}  // namespace

DenseLayer::DenseLayer(DenseConfig config) : config_(std::move(config)) {
  epilogue_.shift = config_.bias;
}

std::vector<TensorType> DenseLayer::infer(Types inputs) const {
  if (inputs.size() < 2) throw Error("dense takes an input and a weight");
  const TensorType y = output_type(inputs[0], inputs[1]);
  if (y.shape.back() != config_.units) {
    throw Error("the weight {} is not one of {} units", inputs[1].str(), config_.units);
  }
  expect_epilogue("dense", inputs, 2, epilogue_, y);
  return {y};
}

KernelCall DenseLayer::lower(Types inputs, Types outputs) const {
  return call("dense", inputs[0].shape, outputs[0].shape, epilogue_);
}

std::vector<Value> DenseLayer::gradient(const GradientCall& gradient) const {
  if (epilogue_.scale || epilogue_.residual || epilogue_.activates()) {
    throw Error("a dense that took in its successors has no gradient");
  }
  const Value x = gradient.inputs[0], weight = gradient.inputs[1], dy = gradient.gradients[0];
  std::vector<Value> results(gradient.inputs.size());
  if (gradient.needs_gradient[0])
    results[0] = add_node(std::make_shared<DenseGradInput>(), {dy, weight});
  if (gradient.needs_gradient[1])
    results[1] = add_node(std::make_shared<DenseGradWeight>(), {x, dy});
  if (epilogue_.shift && gradient.needs_gradient[2]) results[2] = sum_rows(dy);
  return results;
}

std::shared_ptr<const Layer> DenseLayer::fuse(const Epilogue& tail) const {
  const auto both = epilogue_.then(tail);
  return both ? std::make_shared<DenseLayer>(config_, *both) : nullptr;
}

Value dense(Value x, DenseConfig config) {
  Graph& graph = x.graph();
  const std::string name = graph.name_for("dense", config.name);
  at_node(name, "dense", x, [&] {
    expect_rows(x.type());
    if (config.units < 1) throw Error("{} units are too few", config.units);
  });
  const Value weight =
      parameter(graph, name, "weight", {config.units, x.shape().back()}, config.initializer);
  const Value bias =
      config.bias ? parameter(graph, name, "bias", {config.units}, Initializer::zeros()) : Value();
  config.name = name;
  return dense(x, weight, bias, std::move(config));
}

Value dense(Value x, Value weight, Value bias, DenseConfig config) {
  Graph& graph = x.graph();
  if (weight.shape().rank() != 2) {
    throw Error("a dense weight is (units, inputs), not {}", weight.type().str()).at(config.name);
  }
  config.units = static_cast<int>(weight.shape()[0]);
  config.bias = bool{bias};
  std::string name = config.name;
  const auto layer = std::make_shared<DenseLayer>(std::move(config));
  return bias ? graph.add(layer, std::vector{x, weight, bias}, name).front()
              : graph.add(layer, std::vector{x, weight}, name).front();
}

}  // namespace fovea
