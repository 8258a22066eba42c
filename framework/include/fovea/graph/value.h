// A handle to one tensor of a graph: what layer functions take and return.
#pragma once

#include <string>

#include "fovea/core/shape.h"

namespace fovea {

class Graph;

class Value {
 public:
  Value() = default;
  Value(Graph& graph, int id) : graph_(&graph), id_(id) {}

  explicit operator bool() const { return graph_ != nullptr; }
  /// The graph it belongs to; throws Error for an empty Value.
  Graph& graph() const;
  int id() const { return id_; }
  const TensorType& type() const;
  const Shape& shape() const { return type().shape; }
  /// The producing node's name (with ":k" for output k > 0), or the input's or variable's.
  const std::string& name() const;
  /// Gives it another name: what the plan, the report and a saved model show.
  Value named(std::string name) const;

  bool operator==(const Value&) const = default;

 private:
  Graph* graph_ = nullptr;
  int id_ = -1;
};

}  // namespace fovea
