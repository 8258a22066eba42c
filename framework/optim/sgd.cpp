#include "fovea/optim/sgd.h"

#include "framework/layers/common/parameters.h"

namespace fovea {

Sgd::Sgd(SgdConfig config) : config_(config) {
  if (!(config.momentum >= 0 && config.momentum < 1)) {
    throw Error("momentum {} does not lie in [0, 1)", config.momentum).at("sgd");
  }
  if (!(config.weight_decay >= 0)) {
    throw Error("weight decay {} is less than 0", config.weight_decay).at("sgd");
  }
  if (config.nesterov && config.momentum == 0) {
    throw Error("Nesterov's form needs a momentum").at("sgd").hint("add momentum=0.9");
  }
}

void Sgd::update(Graph& graph, Value parameter, Value gradient, Value rate, Value finite) const {
  SgdParams params{};
  params.has_velocity = config_.momentum > 0;
  params.nesterov = config_.nesterov;
  params.momentum = static_cast<float>(config_.momentum);
  params.weight_decay =
      parameter.shape().rank() >= 2 ? static_cast<float>(config_.weight_decay) : 0;
  std::vector<Value> slots{parameter};
  if (params.has_velocity) slots.push_back(optimizer_slot(graph, parameter, "momentum"));
  std::vector<Value> inputs{parameter, gradient};
  inputs.insert(inputs.end(), slots.begin() + 1, slots.end());
  inputs.push_back(rate);
  inputs.push_back(finite);
  const std::vector<Value> next = graph.add(std::make_shared<SgdLayer>(params), inputs);
  for (size_t i = 0; i < slots.size(); ++i) graph.update(slots[i], next[i]);
}

std::vector<TensorType> SgdLayer::infer(Types inputs) const {
  const size_t slots = params_.has_velocity ? 2 : 1;
  expect_update_inputs("sgd", inputs, 1 + slots, 1);
  return std::vector(slots, inputs[0]);
}

KernelCall SgdLayer::lower(Types inputs, Types) const {
  SgdParams params = params_;
  params.count = to_uint(inputs[0].shape.count());
  return {"sgd", params, 6 * static_cast<double>(params.count)};
}

}  // namespace fovea
