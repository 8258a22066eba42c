// The tool that passes use: copies a graph into another and changes it on the way.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "fovea/graph/graph.h"

namespace fovea {

/// Copies a graph into a new one, node by node, under the control of a pass: every value is
/// either mapped by hand or rebuilt on its mapped inputs.
class Rewriter {
 public:
  explicit Rewriter(const Graph& source);
  /// A rewriter that adds the source to an existing graph. Inputs that are not mapped by hand
  /// become inputs of the target too.
  Rewriter(const Graph& source, Graph& target);

  Graph& target() { return *target_; }
  bool mapped(int old_value) const;
  void map(int old_value, Value value);
  /// The new value for an old one; leaves are copied on demand.
  Value operator()(int old_value);
  std::vector<Value> operator()(std::span<const int> old_values);
  /// Copies one node, with this layer in place of its own.
  void copy(const Node& node, const std::shared_ptr<const Layer>& layer);
  /// Gives the target the outputs and updates of the source.
  void copy_results();
  /// Copies the results and returns the finished graph (of the first constructor).
  std::unique_ptr<Graph> finish();

 private:
  const Graph& source_;
  std::unique_ptr<Graph> owned_;
  Graph* target_;
  std::vector<Value> map_;
};

}  // namespace fovea
