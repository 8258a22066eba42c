#include "fovea/layers/layer_norm.h"

#include "fovea/layers/add.h"
#include "fovea/layers/binary.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/reduce.h"
#include "fovea/layers/unary.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

namespace {

int resolved(int axis, const Shape& x) {
  const int own = axis < 0 ? axis + x.rank() : axis;
  if (own < 0 || own >= x.rank()) throw Error("axis {} does not exist in {}", axis, x.str());
  return own;
}

}  // namespace

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
  const int axis = at_node(name, "layer_norm", x, [&] { return resolved(config.axis, x.shape()); });
  if (!config.affine) return layer_norm(x, {}, {}, config);
  const Shape shape(x.shape().dims().subspan(static_cast<size_t>(axis)));
  return layer_norm(x, parameter(graph, name, "scale", shape, Initializer::constant(1)),
                    parameter(graph, name, "bias", shape, Initializer::zeros()), config);
}

Value layer_norm(Value x, Value scale, Value bias, const LayerNormConfig& config) {
  const std::string& name = config.name;
  const auto part = [&](const char* what) { return name.empty() ? name : name + "/" + what; };
  std::vector<int> axes;
  for (int axis = resolved(config.axis, x.shape()); axis < x.shape().rank(); ++axis) {
    axes.push_back(axis);
  }
  const bool plain = !scale && !bias;
  Value y = normalized(x, axes, config.epsilon, plain ? name : part("normalized")).y;
  if (scale) y = multiply(y, scale, bias ? part("scaled") : name);
  return bias ? add(y, bias, name) : y;
}

}  // namespace fovea
