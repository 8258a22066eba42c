#include "fovea/layers/unary.h"

#include "fovea/kernels/unary.h"
#include "fovea/layers/activations.h"
#include "fovea/layers/common/activation.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

namespace {

// (dy, x) -> dx
class UnaryGrad : public Layer {
 public:
  explicit UnaryGrad(UnaryParams params) : params_(params) {}
  std::string kind() const override { return "unary_grad"; }
  std::vector<TensorType> infer(Types inputs) const override {
    expect_f32("unary_grad", inputs, 2);
    if (inputs[0] != inputs[1]) throw Error("the two inputs must have one shape");
    return {inputs[1]};
  }
  KernelCall lower(Types inputs, Types) const override {
    UnaryParams params = params_;
    params.count = to_uint(inputs[0].shape.count());
    return {"unary_grad", params, 2 * static_cast<double>(params.count)};
  }

 private:
  UnaryParams params_;
};

Value unary(Value x, const char* kind, uint function, std::string name, float alpha = 0,
            float beta = 0) {
  return add_node(std::make_shared<UnaryLayer>(kind, function, alpha, beta), {x}, std::move(name));
}

}  // namespace

std::vector<TensorType> UnaryLayer::infer(Types inputs) const {
  expect_f32(kind_, inputs, 1);
  return {inputs[0]};
}

KernelCall UnaryLayer::lower(Types inputs, Types) const {
  const uint count = to_uint(inputs[0].shape.count());
  return {"unary", UnaryParams{count, function_, alpha_, beta_}, static_cast<double>(count)};
}

std::vector<Value> UnaryLayer::gradient(const GradientCall& call) const {
  return {add_node(std::make_shared<UnaryGrad>(UnaryParams{0, function_, alpha_, beta_}),
                   {call.gradients[0], call.inputs[0]})};
}

Value absolute(Value x, std::string name) {
  return unary(x, "absolute", unary_absolute, std::move(name));
}
Value negative(Value x, std::string name) {
  return unary(x, "negative", unary_negative, std::move(name));
}
Value reciprocal(Value x, std::string name) {
  return unary(x, "reciprocal", unary_reciprocal, std::move(name));
}
Value sqrt(Value x, std::string name) { return unary(x, "sqrt", unary_sqrt, std::move(name)); }
Value exp(Value x, std::string name) { return unary(x, "exp", unary_exp, std::move(name)); }
Value log(Value x, std::string name) { return unary(x, "log", unary_log, std::move(name)); }
Value erf(Value x, std::string name) { return unary(x, "erf", unary_erf, std::move(name)); }

Value hard_sigmoid(Value x, HardSigmoidConfig config, std::string name) {
  if (!(config.alpha > 0)) throw Error("hard_sigmoid's alpha {} is not above 0", config.alpha);
  return unary(x, "hard_sigmoid", unary_hard_sigmoid, std::move(name), config.alpha, config.beta);
}
Value hard_swish(Value x, std::string name) {
  return unary(x, "hard_swish", unary_hard_swish, std::move(name));
}
Value selu(Value x, SeluConfig config, std::string name) {
  return unary(x, "selu", unary_selu, std::move(name), config.alpha, config.gamma);
}
Value celu(Value x, CeluConfig config, std::string name) {
  if (!(config.alpha > 0)) throw Error("celu's alpha {} is not above 0", config.alpha);
  return unary(x, "celu", unary_celu, std::move(name), config.alpha);
}
Value softsign(Value x, std::string name) {
  return unary(x, "softsign", unary_softsign, std::move(name));
}
Value thresholded_relu(Value x, ThresholdedReluConfig config, std::string name) {
  return unary(x, "thresholded_relu", unary_thresholded_relu, std::move(name), config.threshold);
}
Value mish(Value x, std::string name) { return unary(x, "mish", unary_mish, std::move(name)); }

void register_unary(ActivationTable& table) {
  table["hard_sigmoid"] = [](Value x) { return hard_sigmoid(x); };
  table["hard_swish"] = [](Value x) { return hard_swish(x); };
  table["selu"] = [](Value x) { return selu(x); };
  table["celu"] = [](Value x) { return celu(x); };
  table["softsign"] = [](Value x) { return softsign(x); };
  table["thresholded_relu"] = [](Value x) { return thresholded_relu(x); };
  table["mish"] = [](Value x) { return mish(x); };
}

}  // namespace fovea
