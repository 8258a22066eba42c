#include "apps/benchmark/benchmark_layer.h"

#include <fmt/format.h>

#include "apps/benchmark/benchmark_noise.h"
#include "apps/benchmark/machine.h"
#include "fovea/layers/conv2d.h"

namespace fovea::apps {

namespace {

Value noise_variable(LayerGraph& layer, const std::string& name, const Shape& shape) {
  const Value variable =
      layer.graph->variable({name, {shape}, Initializer::zeros(), Role::counter});
  layer.state.emplace(name, float_noise(shape));
  return variable;
}

// Tells the planner that the variable may have another value in the next run, so results from it
// are computed in every run.
Value changing(LayerGraph& layer, Value variable) {
  layer.graph->update(variable, variable);
  return variable;
}

}  // namespace

std::string ConvWork::str() const {
  return fmt::format("{}x{} convolution, {} to {} channels, {}x{}, stride {}, padding {}", kernel,
                     kernel, in_channels, out_channels, height, width, stride, padding);
}

std::string ConvWork::computes() const {
  if (direction == "fwd") return "forward";
  return direction == "bwd_d" ? "gradient of the input" : "gradients of weight and bias";
}

LayerGraph conv_graph(const ConvWork& work, int batch) {
  LayerGraph layer;
  layer.graph = std::make_unique<Graph>();
  const Value x =
      noise_variable(layer, "x", Shape{batch, work.height, work.width, work.in_channels});
  const Value weight = noise_variable(
      layer, "weight", Shape{work.out_channels, work.kernel, work.kernel, work.in_channels});
  const Value bias = layer.graph->variable({"bias", {Shape{work.out_channels}}, {}});
  const Tensor bias_noise = float_noise(Shape{1, 1, 1, work.out_channels});
  layer.state.emplace("bias", bias_noise.reshaped(Shape{work.out_channels}));
  const Value y = conv2d(x, weight, bias, {.stride = work.stride, .padding = work.padding});
  if (work.direction == "fwd") {
    changing(layer, x);
    keep_on_device(layer_result, y);
    return layer;
  }
  const bool of_input = work.direction == "bwd_d";
  const Value dy = changing(layer, noise_variable(layer, "dy", y.shape()));
  const std::shared_ptr<const Layer> conv = layer.graph->nodes().back().layer;
  const Value inputs[] = {x, weight, bias};
  const std::vector<Value> gradients =
      conv->gradient({.inputs = inputs,
                      .outputs = std::span(&y, 1),
                      .gradients = std::span(&dy, 1),
                      .needs_gradient = {of_input, !of_input, !of_input}});
  if (of_input) {
    keep_on_device(layer_result, gradients[0]);
  } else {
    keep_on_device(layer_result, gradients[1]);
    keep_on_device("bias_result", gradients[2]);
    changing(layer, x);
  }
  return layer;
}

}  // namespace fovea::apps
