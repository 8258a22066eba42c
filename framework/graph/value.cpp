#include "fovea/graph/value.h"

#include "fovea/graph/graph.h"

namespace fovea {

Graph& Value::graph() const {
  if (!graph_) throw Error("an empty Value was used as a tensor");
  return *graph_;
}
const TensorType& Value::type() const { return graph().info(id_).type; }
const std::string& Value::name() const { return graph().info(id_).name; }
Value Value::named(std::string name) const {
  graph().rename(id_, std::move(name));
  return *this;
}

}  // namespace fovea
