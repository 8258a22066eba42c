// A graph of layer nodes: the one description of a computation, whether it is a model, a loss, its
// gradients or an optimiser's update. Nodes are in topological order, since a node can only be
// built on values that exist. Shapes are inferred as nodes are added, so a wrong one is an error at
// the line that made it.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <source_location>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "fovea/graph/initializer.h"
#include "fovea/graph/layer.h"
#include "fovea/graph/value.h"

namespace fovea {

/// What a variable is for: only parameters are trained.
enum class Role { parameter, statistic, optimizer, counter };

/// A named tensor that outlives a step: weights, optimiser slots, statistics, counters.
struct Variable {
  std::string name;
  TensorType type;
  Initializer initializer;
  Role role = Role::parameter;
};

struct Node {
  std::string name;
  std::shared_ptr<const Layer> layer;
  std::vector<int> inputs, outputs;  // value ids
};

/// Where a value comes from.
enum class ValueKind { node, input, variable, constant };

struct ValueInfo {
  std::string name;
  TensorType type;
  ValueKind kind;
  int index;  // of the node, input, variable or constant
};

class Graph {
 public:
  Graph() = default;
  Graph(const Graph&) = delete;  // values point to it
  Graph& operator=(const Graph&) = delete;

  /// A tensor that the caller gives to every run.
  Value input(std::string name, TensorType type);
  /// A variable; asking again for the same name and type gives the same value.
  Value variable(const Variable& variable);
  Value constant(Tensor value, std::string name = "");
  /// A node; its name defaults to the open scopes, the layer's kind and a counter. Throws Error
  /// naming the node, its input shapes and the rule they break.
  std::vector<Value> add(std::shared_ptr<const Layer> layer, std::span<const Value> inputs,
                         std::string name = "");
  /// Names a value as a result; results keep this order.
  void output(std::string name, Value value);
  /// At the end of each run the variable takes this value; all reads in the run see the old one.
  /// Throws Error for a second update of one variable.
  void update(Value variable, Value next);

  /// From now on a node whose name is taken gets a number after its name; before, that was
  /// an error. This is for graphs made from foreign files, whose nodes may have the same
  /// names as ours.
  void number_taken_names() { numbers_taken_names_ = true; }
  /// Keeps this name for a later node: it will not be used as a default name.
  void reserve_name(std::string name) { reserved_names_.insert(std::move(name)); }

  /// What the open scopes put before a name: "branch/", or nothing.
  const std::string& scope() const { return scope_; }

  /// Returns the updates made so far and removes them from the graph: the builder of a training
  /// step puts conditions on them.
  std::vector<std::pair<int, int>> take_updates();

  /// The full name that the next node of this kind would get: layers name their parameters after
  /// it.
  std::string name_for(std::string_view kind, const std::string& name = "");

  std::span<const Node> nodes() const { return nodes_; }
  const ValueInfo& info(int value) const { return values_.at(static_cast<size_t>(value)); }
  int value_count() const { return static_cast<int>(values_.size()); }
  Value value(int id) { return {*this, id}; }
  /// The old name is free afterwards, but it will not be used as a default name again.
  void rename(int value, std::string name);
  std::span<const int> inputs() const { return inputs_; }  // value ids
  std::span<const int> variable_values() const { return variable_values_; }
  std::span<const Variable> variables() const { return variables_; }
  std::span<const Tensor> constants() const { return constants_; }
  std::span<const std::pair<std::string, int>> outputs() const { return outputs_; }
  std::span<const std::pair<int, int>> updates() const { return updates_; }  // (variable, next)
  /// The input, output or variable of this name; throws Error naming the nearest.
  Value find_input(std::string_view name);
  Value find_output(std::string_view name);
  Value find_variable(std::string_view name);

 private:
  friend class Scope;
  Value new_value(std::string name, TensorType type, ValueKind kind, int index);
  bool is_free(const std::string& name) const;
  /// The name itself, or the name with a number after it; throws Error if numbers are not wanted.
  std::string claim_name(const std::string& name);

  std::vector<Node> nodes_;
  std::deque<ValueInfo> values_;  // stable: Value::type() and name() hand out references
  std::vector<int> inputs_, variable_values_;
  std::vector<Variable> variables_;
  std::vector<Tensor> constants_;
  std::vector<std::pair<std::string, int>> outputs_;
  std::vector<std::pair<int, int>> updates_;
  std::set<std::string> names_;           // of inputs and nodes
  std::set<std::string> reserved_names_;  // that no default name takes
  std::map<std::string, int> counters_;   // the last number after a default name, by its stem
  std::map<std::string, size_t> variable_index_;
  std::set<std::string> output_names_;
  std::set<int> updated_;  // variables
  bool numbers_taken_names_ = false;
  std::string scope_;
};

/// Adds a one-output node: the body of most layer functions.
Value add_node(std::shared_ptr<const Layer> layer, std::initializer_list<Value> inputs,
               std::string name = "");

}  // namespace fovea
