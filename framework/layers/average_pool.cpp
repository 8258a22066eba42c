#include "fovea/layers/average_pool.h"

namespace fovea {

namespace {

// (dy, x) -> dx; only the shape of x is used.
class AveragePoolGrad : public Layer {
 public:
  explicit AveragePoolGrad(PoolConfig config) : config_(std::move(config)) {}
  std::string kind() const override { return "average_pool_grad"; }
  bool reads(int input) const override { return input == 0; }
  std::vector<TensorType> infer(Types inputs) const override {
    const TensorType y = pool_type("average_pool", config_, inputs[1]);
    if (inputs[0] != y) throw Error("the gradient must be {}, not {}", y.str(), inputs[0].str());
    return {inputs[1]};
  }
  KernelCall lower(Types inputs, Types) const override {
    return pool_call(kind(), config_, inputs[1], inputs[0]);
  }

 private:
  PoolConfig config_;
};

}  // namespace

std::vector<TensorType> AveragePoolLayer::infer(Types inputs) const {
  if (inputs.size() != 1) throw Error("average_pool takes 1 input, not {}", inputs.size());
  return {pool_type("average_pool", config_, inputs[0])};
}

KernelCall AveragePoolLayer::lower(Types inputs, Types outputs) const {
  return pool_call("average_pool", config_, inputs[0], outputs[0]);
}

std::vector<Value> AveragePoolLayer::gradient(const GradientCall& call) const {
  return {
      add_node(std::make_shared<AveragePoolGrad>(config_), {call.gradients[0], call.inputs[0]})};
}

Value average_pool(Value x, PoolConfig config, std::string name) {
  return add_node(std::make_shared<AveragePoolLayer>(std::move(config)), {x}, std::move(name));
}

}  // namespace fovea
