#include "fovea/optim/minimize.h"

#include <algorithm>

#include "fovea/graph/differentiate.h"
#include "fovea/layers/multiply.h"
#include "framework/graph/run_inputs.h"
#include "framework/optim/all_finite.h"
#include "framework/optim/increment.h"
#include "framework/optim/loss_scale.h"
#include "framework/optim/select_finite.h"

namespace fovea {

namespace {

// 1 when the flag, the loss and every gradient are finite; in groups, as a node has 8 inputs.
Value check_finite(Value flag, Value loss, std::span<const Value> gradients) {
  flag = all_finite(std::vector{loss}, flag);
  constexpr size_t group = 7;
  for (size_t i = 0; i < gradients.size(); i += group) {
    const auto part = gradients.subspan(i, std::min(group, gradients.size() - i));
    flag = all_finite({part.begin(), part.end()}, flag);
  }
  return flag;
}

}  // namespace

Value minimize(Value loss, const Optimizer& optimizer, LossScaling scaling) {
  Graph& graph = loss.graph();
  std::vector<Value> parameters;
  for (size_t i = 0; i < graph.variables().size(); ++i) {
    if (graph.variables()[i].role == Role::parameter) {
      parameters.push_back(graph.value(graph.variable_values()[i]));
    }
  }
  const auto statistics = graph.take_updates();
  const bool scaled = scaling == LossScaling::dynamic;
  std::vector<Value> gradients =
      differentiate(scaled ? multiply(loss, loss_scale(graph)) : loss, parameters);
  // With a scale the flag is read and never written: it does not latch.
  const Value finite = check_finite(finite_flag(graph), loss, gradients);
  if (scaled) {
    for (Value& gradient : gradients) gradient = divide(gradient, loss_scale(graph));
    graph.output("loss_scale", update_loss_scale(finite));
  } else {
    graph.update(finite_flag(graph), finite);
  }
  for (const auto& [variable, next] : statistics) {
    const Value old = graph.value(variable);
    graph.update(old, select_finite(finite, graph.value(next), old));
  }
  for (size_t i = 0; i < parameters.size(); ++i) {
    optimizer.update(graph, parameters[i], gradients[i], finite);
  }
  graph.update(step_counter(graph), increment(step_counter(graph), finite));
  return finite;
}

}  // namespace fovea
