#include "fovea/layers/softmax_cross_entropy.h"

#include "fovea/kernels/softmax_cross_entropy.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

namespace {

KernelCall call_of(const char* kernel, Types inputs, const SoftmaxCrossEntropyConfig& config) {
  const Shape& logits = inputs[0].shape;
  return {kernel,
          SoftmaxCrossEntropyParams{to_uint(logits[0]), to_uint(logits[1]), config.label_smoothing},
          8 * static_cast<double>(logits.count())};
}

class SoftmaxCrossEntropyGrad : public Layer {
 public:
  explicit SoftmaxCrossEntropyGrad(SoftmaxCrossEntropyConfig config) : config_(config) {}

  std::string kind() const override { return "softmax_cross_entropy_grad"; }
  std::vector<TensorType> infer(Types inputs) const override {
    expect_logits_and_labels(kind(), inputs, 1);
    return {inputs[0]};
  }
  KernelCall lower(Types inputs, Types) const override {
    return call_of("softmax_cross_entropy_grad", inputs, config_);
  }

 private:
  SoftmaxCrossEntropyConfig config_;
};

}  // namespace

void expect_logits_and_labels(std::string_view kind, Types inputs, size_t more) {
  if (inputs.size() != 2 + more) {
    throw Error("{} takes {} inputs, not {}", kind, 2 + more, inputs.size());
  }
  const TensorType &logits = inputs[0], &labels = inputs[1];
  if (logits.dtype != DType::f32 || logits.shape.rank() != 2 || logits.shape[1] < 1) {
    throw Error("the logits must be f32 (N, classes), not {}", logits.str());
  }
  const Shape rows{logits.shape[0]};
  if (labels != TensorType{rows, DType::i32}) {
    throw Error("the labels must be i32 {}, one for each row of logits, not {}", rows.str(),
                labels.str());
  }
  for (const TensorType& other : inputs.subspan(2)) {
    if (other != TensorType{rows, DType::f32}) {
      throw Error("the gradient of the loss must be f32 {}, not {}", rows.str(), other.str());
    }
  }
}

SoftmaxCrossEntropyLayer::SoftmaxCrossEntropyLayer(SoftmaxCrossEntropyConfig config)
    : config_(config) {
  if (!(config.label_smoothing >= 0 && config.label_smoothing < 1)) {
    throw Error("label smoothing {} does not lie in [0, 1)", config.label_smoothing);
  }
}

std::vector<TensorType> SoftmaxCrossEntropyLayer::infer(Types inputs) const {
  expect_logits_and_labels("softmax_cross_entropy", inputs);
  return {{Shape{inputs[0].shape[0]}, DType::f32}};
}

KernelCall SoftmaxCrossEntropyLayer::lower(Types inputs, Types) const {
  return call_of("softmax_cross_entropy", inputs, config_);
}

std::vector<Value> SoftmaxCrossEntropyLayer::gradient(const GradientCall& call) const {
  return {add_node(std::make_shared<SoftmaxCrossEntropyGrad>(config_),
                   {call.inputs[0], call.inputs[1], call.gradients[0]}),
          {}};
}

Value softmax_cross_entropy(Value logits, Value labels, SoftmaxCrossEntropyConfig config,
                            std::string name) {
  return add_node(std::make_shared<SoftmaxCrossEntropyLayer>(config), {logits, labels},
                  std::move(name));
}

}  // namespace fovea
