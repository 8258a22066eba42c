#include "fovea/graph/differentiate.h"

#include <algorithm>

#include "fovea/graph/scope.h"
#include "fovea/layers/add.h"

namespace fovea {

std::vector<Value> differentiate(Value loss, std::span<const Value> variables) {
  Graph& graph = loss.graph();
  if (loss.type() != TensorType{Shape{}, DType::f32}) {
    throw Error("only a scalar has gradients, '{}' is {}", loss.name(), loss.type().str());
  }
  const size_t count = static_cast<size_t>(graph.value_count());
  const int node_count = static_cast<int>(graph.nodes().size());
  const auto at = [](int id) { return static_cast<size_t>(id); };

  // A node matters if it depends on one of the variables.
  std::vector<bool> needs_gradient(count);
  for (const Value& variable : variables) needs_gradient[at(variable.id())] = true;
  for (const Node& node : graph.nodes()) {
    const bool any =
        std::ranges::any_of(node.inputs, [&](int id) { return needs_gradient[at(id)]; });
    for (const int id : node.outputs) {
      if (any && graph.info(id).type.dtype == DType::f32) needs_gradient[at(id)] = true;
    }
  }

  std::vector<Value> gradients(count);
  gradients[at(loss.id())] = graph.constant(Tensor::scalar(1.0f), "one");
  const Scope scope(graph, "gradient");
  for (int index = node_count - 1; index >= 0; --index) {
    const Node node = graph.nodes()[at(index)];  // a copy: the graph grows below
    GradientCall call;
    std::vector<Value> inputs, outputs, output_gradients;
    bool reached = false;
    for (const int id : node.outputs) {
      outputs.push_back(graph.value(id));
      output_gradients.push_back(gradients[at(id)]);
      reached |= bool{gradients[at(id)]} && needs_gradient[at(id)];
    }
    if (!reached) continue;
    for (const int id : node.inputs) {
      inputs.push_back(graph.value(id));
      call.needs_gradient.push_back(needs_gradient[at(id)]);
    }
    call.inputs = inputs;
    call.outputs = outputs;
    call.gradients = output_gradients;
    std::vector<Value> results;
    try {
      results = node.layer->gradient(call);
    } catch (const Error& error) {
      throw error.at(node.name);
    }
    for (size_t i = 0; i < results.size(); ++i) {
      if (!results[i] || !call.needs_gradient[i]) continue;
      if (results[i].type() != inputs[i].type()) {
        throw Error("the gradient of input {} is {}, the input {}", i, results[i].type().str(),
                    inputs[i].type().str())
            .at(node.name);
      }
      Value& sum = gradients[at(node.inputs[i])];
      sum = sum ? add(sum, results[i]) : results[i];
    }
  }

  std::vector<Value> results;
  for (const Value& variable : variables) {
    const Value gradient = gradients[at(variable.id())];
    results.push_back(gradient ? gradient : graph.constant(Tensor(variable.type())));
  }
  return results;
}

}  // namespace fovea
