#include "fovea/layers/layer_norm.h"

#include "fovea/kernels/layer_norm.h"
#include "fovea/layers/add.h"
#include "fovea/layers/binary.h"
#include "fovea/layers/common/activation.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/reduce.h"
#include "fovea/layers/unary.h"
#include "framework/layers/common/parameters.h"
#include "framework/layers/common/row_norm.h"

namespace fovea {

namespace {

// FLOPs per element: for the statistics and for the result.
KernelCall call_of(const std::string& kernel, const LayerNormLayer& layer, const Shape& x,
                   double flops) {
  const int axis = norm_axis(layer.axis(), x);
  return {kernel,
          LayerNormParams{to_uint(x.count(0, axis)), to_uint(x.count(axis, x.rank())),
                          layer.epsilon(), uint{layer.has_scale()}, uint{layer.has_bias()}},
          flops * static_cast<double>(x.count())};
}

// (dy, x[, scale]) -> dx[, dscale][, dbias]
class LayerNormGrad : public Layer {
 public:
  explicit LayerNormGrad(const LayerNormLayer& layer) : layer_(layer) {}

  std::string kind() const override { return layer_.kind() + "_grad"; }
  std::vector<TensorType> infer(Types inputs) const override {
    expect_f32(kind(), inputs, layer_.has_scale() ? 3 : 2);
    if (inputs[0] != inputs[1]) throw Error("the gradient and x must have one shape");
    const TensorType row{norm_shape(layer_.axis(), inputs[1].shape), DType::f32};
    if (layer_.has_scale() && inputs[2] != row) {
      throw Error("the scale must be {}, not {}", row.str(), inputs[2].str());
    }
    std::vector<TensorType> outputs{inputs[1]};
    if (layer_.has_scale()) outputs.push_back(row);
    if (layer_.has_bias()) outputs.push_back(row);
    return outputs;
  }
  KernelCall lower(Types inputs, Types) const override {
    return call_of(kind(), layer_, inputs[1].shape, 18);
  }

 private:
  LayerNormLayer layer_;
};

}  // namespace

LayerNormLayer::LayerNormLayer(std::string kind, int axis, float epsilon, bool has_scale,
                               bool has_bias)
    : kind_(std::move(kind)),
      axis_(axis),
      epsilon_(epsilon),
      has_scale_(has_scale),
      has_bias_(has_bias) {}

std::vector<TensorType> LayerNormLayer::infer(Types inputs) const {
  expect_f32(kind_, inputs, 1u + size_t{has_scale_} + size_t{has_bias_});
  const TensorType row{norm_shape(axis_, inputs[0].shape), DType::f32};
  for (size_t k = 1; k < inputs.size(); ++k) {
    if (inputs[k] == row) continue;
    throw Error("the {} of {} must be {}, not {}", has_scale_ && k == 1 ? "scale" : "bias", kind_,
                row.str(), inputs[k].str());
  }
  return {inputs[0]};
}

KernelCall LayerNormLayer::lower(Types inputs, Types) const {
  return call_of(kind_, *this, inputs[0].shape, 8);
}

std::vector<Value> LayerNormLayer::gradient(const GradientCall& call) const {
  std::vector<Value> operands{call.gradients[0], call.inputs[0]};
  if (has_scale_) operands.push_back(call.inputs[1]);
  return call.inputs[0].graph().add(std::make_shared<LayerNormGrad>(*this), operands);
}

Normalized normalized(Value x, const std::vector<int>& axes, float epsilon,
                      const std::string& name) {
  const auto part = [&](const char* what) { return name.empty() ? name : name + "/" + what; };
  const Value mean = reduce_mean(x, {.axes = axes}, part("mean"));
  const Value centred = subtract(x, mean, part("centred"));
  const Value variance =
      reduce_mean(multiply(centred, centred, part("squares")), {.axes = axes}, part("variance"));
  const Value little = x.graph().constant(Tensor::of(Shape{1}, {epsilon}), part("epsilon"));
  const Value deviation = sqrt(add(variance, little, part("above_0")), part("deviation"));
  return {divide(centred, deviation, name), mean, variance, deviation};
}

Value layer_norm(Value x, LayerNormConfig config) {
  Graph& graph = x.graph();
  const std::string name = graph.name_for("layer_norm", config.name);
  config.name = name;
  const Shape shape =
      at_node(name, "layer_norm", x, [&] { return norm_shape(config.axis, x.shape()); });
  if (!config.affine) return layer_norm(x, {}, {}, config);
  return layer_norm(x, parameter(graph, name, "scale", shape, Initializer::constant(1)),
                    parameter(graph, name, "bias", shape, Initializer::zeros()), config);
}

Value layer_norm(Value x, Value scale, Value bias, const LayerNormConfig& config) {
  const std::string& name = config.name;
  const Shape row = norm_shape(config.axis, x.shape());
  const auto fits = [&](Value operand) { return operand && operand.shape() == row; };
  const bool scales = scale && !fits(scale), adds = bias && (scales || !fits(bias));
  const auto part = [&](const char* what) { return name.empty() ? name : name + "/" + what; };
  std::vector<Value> operands{x};
  if (scale && !scales) operands.push_back(scale);
  if (bias && !adds) operands.push_back(bias);
  const auto layer = std::make_shared<LayerNormLayer>("layer_norm", config.axis, config.epsilon,
                                                      scale && !scales, bias && !adds);
  Value y = x.graph().add(layer, operands, scales || adds ? part("normalized") : name).front();
  if (scales) y = multiply(y, scale, adds ? part("scaled") : name);
  return adds ? add(y, bias, name) : y;
}

}  // namespace fovea
