#include "fovea/layers/embedding.h"

#include "fovea/layers/gather.h"
#include "framework/layers/common/parameters.h"

namespace fovea {

Value embedding(Value indices, EmbeddingConfig config) {
  Graph& graph = indices.graph();
  const std::string name = graph.name_for("embedding", config.name);
  at_node(name, "embedding", indices, [&] {
    if (indices.type().dtype != DType::i32) throw Error("embedding takes i32 indices");
    if (config.entries < 1 || config.units < 1) {
      throw Error("a table of {} entries of {} units is empty", config.entries, config.units);
    }
  });
  const Shape table{config.entries, config.units};
  return embedding(indices, parameter(graph, name, "weight", table, config.initializer), name);
}

Value embedding(Value indices, Value weight, std::string name) {
  return gather(weight, indices, {}, std::move(name));
}

}  // namespace fovea
