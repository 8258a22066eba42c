#include "fovea/layers/mean.h"

#include "fovea/kernels/mean.h"
#include "fovea/layers/common/activation.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

namespace {

// dx from the scalar dy; only the shape of x is used.
class MeanGrad : public Layer {
 public:
  std::string kind() const override { return "mean_grad"; }
  std::vector<TensorType> infer(Types inputs) const override {
    expect_f32("mean_grad", inputs, 2);
    if (inputs[0].shape.rank() != 0) throw Error("the gradient of a mean must be a scalar");
    return {inputs[1]};
  }
  KernelCall lower(Types inputs, Types) const override {
    const auto count = inputs[1].shape.count();
    return {"mean_grad", MeanParams{to_uint(count)}, static_cast<double>(count)};
  }
  bool reads(int input) const override { return input == 0; }
};

}  // namespace

std::vector<TensorType> MeanLayer::infer(Types inputs) const {
  expect_f32("mean", inputs, 1);
  if (inputs[0].shape.count() == 0) throw Error("an empty tensor has no mean");
  return {{Shape{}, DType::f32}};
}

KernelCall MeanLayer::lower(Types inputs, Types) const {
  const auto count = inputs[0].shape.count();
  return {"mean", MeanParams{to_uint(count)}, static_cast<double>(count)};
}

std::vector<Value> MeanLayer::gradient(const GradientCall& call) const {
  return {add_node(std::make_shared<MeanGrad>(), {call.gradients[0], call.inputs[0]})};
}

Value mean(Value x, std::string name) {
  return add_node(std::make_shared<MeanLayer>(), {x}, std::move(name));
}

}  // namespace fovea
