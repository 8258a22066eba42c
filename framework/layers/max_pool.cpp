#include "fovea/layers/max_pool.h"

#include <limits>

namespace fovea {

namespace {

// (dy, index, x) -> dx; only the shape of x is used.
class MaxPoolGrad : public Layer {
 public:
  explicit MaxPoolGrad(PoolConfig config) : config_(std::move(config)) {}
  std::string kind() const override { return "max_pool_grad"; }
  bool reads(int input) const override { return input != 2; }
  std::vector<TensorType> infer(Types inputs) const override {
    const TensorType y = pool_type("max_pool", config_, inputs[2]);
    if (inputs[0] != y) throw Error("the gradient must be {}, not {}", y.str(), inputs[0].str());
    return {inputs[2]};
  }
  KernelCall lower(Types inputs, Types) const override {
    return pool_call(kind(), config_, inputs[2], inputs[0]);
  }

 private:
  PoolConfig config_;
};

}  // namespace

MaxPoolLayer::MaxPoolLayer(PoolConfig config, bool with_index)
    : config_(std::move(config)), with_index_(with_index) {}

std::vector<TensorType> MaxPoolLayer::infer(Types inputs) const {
  if (inputs.size() != 1) throw Error("max_pool takes 1 input, not {}", inputs.size());
  const TensorType y = pool_type("max_pool", config_, inputs[0]);
  if (inputs[0].shape.count(1, 3) > std::numeric_limits<std::int32_t>::max()) {
    throw Error("the image has too many pixels for a 32-bit index");
  }
  if (!with_index_) return {y};
  return {y, {y.shape, DType::i32}};
}

KernelCall MaxPoolLayer::lower(Types inputs, Types outputs) const {
  return pool_call("max_pool", config_, inputs[0], outputs[0]);
}

std::vector<Value> MaxPoolLayer::gradient(const GradientCall& call) const {
  const Value x = call.inputs[0];
  const Value index =
      with_index_ ? call.outputs[1]
                  : x.graph().add(std::make_shared<MaxPoolLayer>(config_), std::span(&x, 1)).back();
  return {add_node(std::make_shared<MaxPoolGrad>(config_), {call.gradients[0], index, x})};
}

std::vector<Value> MaxPoolLayer::rebuild(std::shared_ptr<const Layer>, Mode mode,
                                         std::span<const Value> inputs,
                                         const std::string& name) const {
  const bool training = mode == Mode::training;
  std::vector<Value> outputs =
      inputs.front().graph().add(std::make_shared<MaxPoolLayer>(config_, training), inputs, name);
  if (!training && with_index_) outputs.emplace_back();
  return outputs;
}

Value max_pool(Value x, PoolConfig config, std::string name) {
  return x.graph()
      .add(std::make_shared<MaxPoolLayer>(std::move(config)), std::span(&x, 1), std::move(name))
      .front();
}

}  // namespace fovea
