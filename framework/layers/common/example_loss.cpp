#include "fovea/layers/common/example_loss.h"

#include "framework/layers/common/parameters.h"

namespace fovea {

namespace {

void expect_pair(std::string_view kind, Types inputs, size_t count) {
  if (inputs.size() != count) {
    throw Error("{} takes {} inputs, not {}", kind, count, inputs.size());
  }
  const TensorType& x = inputs[0];
  if (x.dtype != DType::f32 || x.shape.rank() < 1) {
    throw Error("the prediction must be f32 (N, ...), not {}", x.str());
  }
  if (inputs[1] != x) {
    throw Error("the target must be {} as the prediction, not {}", x.str(), inputs[1].str());
  }
  if (x.shape.count(1, x.shape.rank()) == 0) throw Error("an empty example has no loss");
}

TensorType loss_type(Types inputs) { return {Shape{inputs[0].shape[0]}, DType::f32}; }

KernelCall call_of(const std::string& kernel, Types inputs, bool from_logits) {
  const Shape& x = inputs[0].shape;
  return {kernel,
          ExampleLossParams{to_uint(x[0]), to_uint(x.count(1, x.rank())), from_logits ? 1u : 0u},
          4 * static_cast<double>(x.count())};
}

class ExampleLossGrad : public Layer {
 public:
  ExampleLossGrad(std::string kind, bool from_logits)
      : kind_(std::move(kind)), from_logits_(from_logits) {}

  std::string kind() const override { return kind_; }
  std::vector<TensorType> infer(Types inputs) const override {
    expect_pair(kind_, inputs, 3);
    if (inputs[2] != loss_type(inputs)) {
      throw Error("the gradient of the loss must be {}, not {}", loss_type(inputs).str(),
                  inputs[2].str());
    }
    return {inputs[0]};
  }
  KernelCall lower(Types inputs, Types) const override {
    return call_of(kind_, inputs, from_logits_);
  }

 private:
  std::string kind_;
  bool from_logits_;
};

}  // namespace

std::vector<TensorType> ExampleLoss::infer(Types inputs) const {
  expect_pair(kind_, inputs, 2);
  return {loss_type(inputs)};
}

KernelCall ExampleLoss::lower(Types inputs, Types) const {
  return call_of(kind_, inputs, from_logits_);
}

std::vector<Value> ExampleLoss::gradient(const GradientCall& call) const {
  return {add_node(std::make_shared<ExampleLossGrad>(kind_ + "_grad", from_logits_),
                   {call.inputs[0], call.inputs[1], call.gradients[0]}),
          {}};
}

}  // namespace fovea
