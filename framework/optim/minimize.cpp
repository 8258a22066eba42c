#include "fovea/optim/minimize.h"

#include <algorithm>
#include <cmath>

#include "fovea/graph/differentiate.h"
#include "fovea/graph/names.h"
#include "fovea/layers/add.h"
#include "fovea/layers/cast.h"
#include "fovea/layers/clip.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/reduce.h"
#include "fovea/layers/unary.h"
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

Value number(Graph& graph, double value) {
  return graph.constant(Tensor::scalar(static_cast<float>(value)));
}

void clip_together(Graph& graph, std::vector<Value>& gradients, double most) {
  Value squares;
  for (const Value gradient : gradients) {
    const Value own = reduce_sum(multiply(gradient, gradient), {.axes = {}, .keep_axes = false});
    squares = squares ? add(squares, own) : own;
  }
  const Value norm = sqrt(squares);
  graph.output(names::gradient_norm, norm);
  const Value share = divide(number(graph, most), add(norm, number(graph, 1e-6)));
  const Value factor = clip(share, {.low = 0, .high = 1});
  for (Value& gradient : gradients) gradient = multiply(gradient, factor);
}

// The gradients of all parts up to this one.
void add_up(Graph& graph, std::span<const Value> parameters, std::vector<Value>& gradients,
            UpdatePart part) {
  for (size_t i = 0; i < parameters.size(); ++i) {
    const Value sum = graph.variable({gradient_sum_of(parameters[i].name()), parameters[i].type(),
                                      Initializer::zeros(), Role::optimizer});
    if (part != UpdatePart::first) gradients[i] = add(sum, gradients[i]);
    if (part != UpdatePart::last) graph.update(sum, gradients[i]);
  }
}

// The learning rate of each parameter.
std::vector<Value> rates_of(Graph& graph, std::span<const Value> parameters,
                            const std::map<std::string, double>& factors) {
  const Value rate = learning_rate_input(graph);
  std::vector<Value> rates(parameters.size(), rate);
  std::map<double, Value> rate_of_factor;
  for (const auto& [name, factor] : factors) {
    const auto at = std::ranges::find(parameters, name, &Value::name);
    if (at == parameters.end()) throw Error("no parameter '{}' can have a rate of its own", name);
    if (!(factor >= 0) || std::isinf(factor)) {
      throw Error("a rate factor of {} is not a number of at least 0", factor).at(name);
    }
    Value& own = rate_of_factor[factor];
    if (!own) own = multiply(rate, number(graph, factor));
    rates[static_cast<size_t>(at - parameters.begin())] = own;
  }
  return rates;
}

// Averages everything that the step changes and that belongs to the model.
void average_weights(Graph& graph, double decay, Value finite) {
  const std::vector<std::pair<int, int>> updates(graph.updates().begin(), graph.updates().end());
  const Value step = cast(step_counter(graph), {DType::f32});  // the steps before this one
  const Value early = divide(add(step, number(graph, 1)), add(step, number(graph, 10)));
  const Value rest = subtract(number(graph, 1), minimum(early, number(graph, decay)));
  for (const auto& [id, next] : updates) {
    const Value value = graph.value(id);
    const auto& variables = graph.variables();
    const auto variable = std::ranges::find(variables, value.name(), &Variable::name);
    if (variable->role != Role::parameter && variable->role != Role::statistic) continue;
    const Value average = graph.variable(
        {average_of(value.name()), value.type(), Initializer::zeros(), Role::optimizer});
    const Value moved = add(average, multiply(subtract(graph.value(next), average), rest));
    graph.update(average, select_finite(finite, moved, average));
  }
}

}  // namespace

std::string gradient_sum_of(const std::string& parameter) { return parameter + "/gradient_sum"; }

std::string average_of(const std::string& variable) { return variable + "/average"; }

Value minimize(Value loss, const Optimizer& optimizer, MinimizeConfig config) {
  if (!(config.clip_norm >= 0) || std::isinf(config.clip_norm)) {
    throw Error("a clip norm of {} is not a number of at least 0", config.clip_norm);
  }
  if (!(config.average_decay >= 0 && config.average_decay < 1)) {
    throw Error("a moving average with a decay of {} is not in [0, 1)", config.average_decay);
  }
  Graph& graph = loss.graph();
  std::vector<Value> parameters;
  for (size_t i = 0; i < graph.variables().size(); ++i) {
    if (graph.variables()[i].role == Role::parameter) {
      parameters.push_back(graph.value(graph.variable_values()[i]));
    }
  }
  const auto statistics = graph.take_updates();
  const bool scaled = config.scaling == LossScaling::dynamic;
  const bool in_parts = config.part != UpdatePart::whole;
  const Value own = in_parts ? multiply(loss, share_input(graph)) : loss;
  std::vector<Value> gradients =
      differentiate(scaled ? multiply(own, loss_scale(graph)) : own, parameters);
  if (in_parts) add_up(graph, parameters, gradients, config.part);
  // With a loss scale the flag is read but never written, so it does not stay 0.
  const Value finite = check_finite(finite_flag(graph), loss, gradients);
  const bool updates = config.part == UpdatePart::whole || config.part == UpdatePart::last;
  if (!scaled) graph.update(finite_flag(graph), finite);
  for (const auto& [variable, next] : statistics) {
    const Value old = graph.value(variable);
    graph.update(old, select_finite(finite, graph.value(next), old));
  }
  if (!updates) return finite;
  if (scaled) {
    for (Value& gradient : gradients) gradient = divide(gradient, loss_scale(graph));
    graph.output("loss_scale", update_loss_scale(finite));
  }
  if (config.clip_norm > 0) clip_together(graph, gradients, config.clip_norm);
  const std::vector<Value> rates = rates_of(graph, parameters, config.rate_factors);
  for (size_t i = 0; i < parameters.size(); ++i) {
    optimizer.update(graph, parameters[i], gradients[i], rates[i], finite);
  }
  if (config.average_decay > 0) average_weights(graph, config.average_decay, finite);
  if (config.counts) graph.update(step_counter(graph), increment(step_counter(graph), finite));
  return finite;
}

}  // namespace fovea
