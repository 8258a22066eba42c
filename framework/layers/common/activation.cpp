#include "fovea/layers/common/activation.h"

#include "framework/layers/common/parameters.h"

namespace fovea {

namespace {

// The node that computes dx from dy and what the activation saved.
class ActivationGrad : public Layer {
 public:
  ActivationGrad(std::string kind, float alpha, float beta)
      : kind_(std::move(kind)), alpha_(alpha), beta_(beta) {}

  std::string kind() const override { return kind_; }
  std::vector<TensorType> infer(Types inputs) const override {
    expect_f32(kind_, inputs, 2);
    if (inputs[0] != inputs[1]) throw Error("the two inputs must have one shape");
    return {inputs[0]};
  }
  KernelCall lower(Types inputs, Types) const override {
    const auto count = inputs[0].shape.count();
    return {kind_, ElementwiseParams{to_uint(count), alpha_, beta_},
            2 * static_cast<double>(count)};
  }

 private:
  std::string kind_;
  float alpha_, beta_;
};

}  // namespace

void expect_f32(std::string_view kind, Types inputs, size_t count) {
  if (inputs.size() != count) {
    throw Error("{} takes {} inputs, not {}", kind, count, inputs.size());
  }
  for (const TensorType& input : inputs) {
    if (input.dtype != DType::f32) throw Error("{} takes f32, not {}", kind, input.str());
  }
}

Activation::Activation(std::string kind, Backward backward, float alpha, float beta)
    : kind_(std::move(kind)), backward_(backward), alpha_(alpha), beta_(beta) {}

std::vector<TensorType> Activation::infer(Types inputs) const {
  expect_f32(kind_, inputs, 1);
  return {inputs[0]};
}

KernelCall Activation::lower(Types inputs, Types) const {
  const auto count = inputs[0].shape.count();
  return {kind_, ElementwiseParams{to_uint(count), alpha_, beta_}, static_cast<double>(count)};
}

std::vector<Value> Activation::gradient(const GradientCall& call) const {
  const Value saved = backward_ == Backward::from_input ? call.inputs[0] : call.outputs[0];
  return {add_node(std::make_shared<ActivationGrad>(kind_ + "_grad", alpha_, beta_),
                   {call.gradients[0], saved})};
}

}  // namespace fovea
