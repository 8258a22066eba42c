#include "fovea/layers/softmax.h"

#include "fovea/kernels/softmax.h"
#include "fovea/layers/activations.h"
#include "fovea/layers/common/activation.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

namespace {

KernelCall call_of(const std::string& kernel, const Shape& x) {
  return {kernel, SoftmaxParams{to_uint(x.count(0, x.rank() - 1)), to_uint(x.back())},
          5 * static_cast<double>(x.count())};
}

class SoftmaxGrad : public Layer {
 public:
  explicit SoftmaxGrad(std::string kind) : kind_(std::move(kind)) {}

  std::string kind() const override { return kind_; }
  std::vector<TensorType> infer(Types inputs) const override {
    expect_f32(kind_, inputs, 2);
    if (inputs[0] != inputs[1]) throw Error("the two inputs must have one shape");
    return {inputs[0]};
  }
  KernelCall lower(Types inputs, Types) const override { return call_of(kind_, inputs[0].shape); }

 private:
  std::string kind_;
};

}  // namespace

SoftmaxLayer::SoftmaxLayer(SoftmaxConfig config, std::string kind)
    : config_(config), kind_(std::move(kind)) {}

std::vector<TensorType> SoftmaxLayer::infer(Types inputs) const {
  expect_f32(kind_, inputs, 1);
  const int rank = inputs[0].shape.rank();
  if (rank < 1) throw Error("{} needs at least one axis", kind_);
  if (config_.axis != -1 && config_.axis != rank - 1) {
    throw Error("{} works over the last axis, {}, not over axis {}", kind_, rank - 1, config_.axis);
  }
  return {inputs[0]};
}

KernelCall SoftmaxLayer::lower(Types inputs, Types) const {
  return call_of(kind_, inputs[0].shape);
}

std::vector<Value> SoftmaxLayer::gradient(const GradientCall& call) const {
  return {add_node(std::make_shared<SoftmaxGrad>(kind_ + "_grad"),
                   {call.gradients[0], call.outputs[0]})};
}

Value softmax(Value x, SoftmaxConfig config, std::string name) {
  return add_node(std::make_shared<SoftmaxLayer>(config), {x}, std::move(name));
}

void register_softmax(ActivationTable& table) {
  table["softmax"] = [](Value x) { return softmax(x); };
}

}  // namespace fovea
