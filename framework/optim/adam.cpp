#include "fovea/optim/adam.h"

#include "framework/graph/run_inputs.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

Adam::Adam(AdamConfig config) : config_(config) {
  for (const double beta : {config.beta1, config.beta2}) {
    if (!(beta >= 0 && beta < 1)) throw Error("beta {} does not lie in [0, 1)", beta).at("adam");
  }
  if (!(config.epsilon >= 0)) throw Error("epsilon {} is less than 0", config.epsilon).at("adam");
  if (!(config.weight_decay >= 0)) {
    throw Error("weight decay {} is less than 0", config.weight_decay).at("adam");
  }
}

void Adam::update(Graph& graph, Value parameter, Value gradient, Value rate, Value finite) const {
  AdamParams params{};
  params.decoupled = config_.decay == Decay::decoupled;
  params.beta1 = static_cast<float>(config_.beta1);
  params.beta2 = static_cast<float>(config_.beta2);
  params.epsilon = static_cast<float>(config_.epsilon);
  params.weight_decay =
      parameter.shape().rank() >= 2 ? static_cast<float>(config_.weight_decay) : 0;
  const Value m = optimizer_slot(graph, parameter, "adam_m");
  const Value v = optimizer_slot(graph, parameter, "adam_v");
  const std::vector<Value> inputs{parameter, gradient, m, v, rate, finite, step_counter(graph)};
  const std::vector<Value> next = graph.add(std::make_shared<AdamLayer>(params), inputs);
  graph.update(parameter, next[0]);
  graph.update(m, next[1]);
  graph.update(v, next[2]);
}

std::vector<TensorType> AdamLayer::infer(Types inputs) const {
  expect_update_inputs("adam", inputs, 4, 2);
  return std::vector(3, inputs[0]);
}

KernelCall AdamLayer::lower(Types inputs, Types) const {
  AdamParams params = params_;
  params.count = to_uint(inputs[0].shape.count());
  return {"adam", params, 14 * static_cast<double>(params.count)};
}

}  // namespace fovea
