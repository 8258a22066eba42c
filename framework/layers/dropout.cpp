#include "fovea/layers/dropout.h"

#include <cmath>

#include "fovea/core/random.h"
#include "fovea/kernels/dropout.h"
#include "fovea/layers/common/activation.h"
#include "framework/graph/run_inputs.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

namespace {

KernelCall call(const std::string& kernel, float rate, std::uint32_t stream, const TensorType& x) {
  const uint threshold = static_cast<uint>(std::ceil(std::ldexp(double{rate}, 24)));
  const float scale = static_cast<float>(1 / (1 - double{rate}));
  return {kernel, DropoutParams{to_uint(x.shape.count()), threshold, stream, scale},
          static_cast<double>(x.shape.count())};
}

// (dy, mask) -> dx
class DropoutGrad : public Layer {
 public:
  explicit DropoutGrad(float rate) : rate_(rate) {}
  std::string kind() const override { return "dropout_grad"; }
  std::vector<TensorType> infer(Types inputs) const override { return {inputs[0]}; }
  KernelCall lower(Types inputs, Types) const override { return call(kind(), rate_, 0, inputs[0]); }

 private:
  float rate_;
};

// (x, seed, step) -> y, mask
class DropoutTrain : public Layer {
 public:
  DropoutTrain(float rate, std::uint32_t stream) : rate_(rate), stream_(stream) {}
  std::string kind() const override { return "dropout_train"; }
  std::vector<TensorType> infer(Types inputs) const override {
    expect_f32("dropout", inputs.first(1), 1);
    return {inputs[0], {inputs[0].shape, DType::u8}};
  }
  KernelCall lower(Types inputs, Types) const override {
    return call(kind(), rate_, stream_, inputs[0]);
  }
  std::vector<Value> gradient(const GradientCall& call) const override {
    return {add_node(std::make_shared<DropoutGrad>(rate_), {call.gradients[0], call.outputs[1]}),
            {},
            {}};
  }

 private:
  float rate_;
  std::uint32_t stream_;
};

}  // namespace

std::vector<TensorType> DropoutLayer::infer(Types inputs) const {
  expect_f32("dropout", inputs, 1);
  if (!(config_.rate >= 0 && config_.rate < 1)) {
    throw Error("the rate {} is not in [0, 1)", config_.rate);
  }
  return {inputs[0]};
}

KernelCall DropoutLayer::lower(Types, Types) const {
  throw Error("dropout differs in training and inference: put the graph in a mode first");
}

std::vector<Value> DropoutLayer::rebuild(std::shared_ptr<const Layer>, Mode mode,
                                         std::span<const Value> inputs,
                                         const std::string& name) const {
  if (mode == Mode::inference || config_.rate == 0) return {inputs[0]};
  Graph& graph = inputs[0].graph();
  const Value operands[] = {inputs[0], seed_input(graph), step_counter(graph)};
  const auto layer = std::make_shared<DropoutTrain>(config_.rate, stream_of(name));
  return {graph.add(layer, operands, name).front()};
}

Value dropout(Value x, DropoutConfig config, std::string name) {
  return add_node(std::make_shared<DropoutLayer>(config), {x}, std::move(name));
}

}  // namespace fovea
