#include "framework/model.h"

namespace fovea {

const TensorType& Model::input_type() const {
  if (graph->inputs().empty()) throw Error("model '{}' has no input", name);
  return graph->info(graph->inputs().front()).type;
}

std::int64_t Model::parameter_count() const {
  std::int64_t sum = 0;
  for (const Variable& variable : graph->variables()) {
    if (variable.role == Role::parameter) sum += variable.type.shape.count();
  }
  return sum;
}

void Model::initialize(std::uint64_t seed) {
  for (const Variable& variable : graph->variables()) {
    weights[variable.name] = variable.initializer.make(variable.type, seed, variable.name);
  }
}

}  // namespace fovea
