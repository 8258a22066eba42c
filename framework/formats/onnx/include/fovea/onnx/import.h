// Builds the graph of a model. inner_graph.cpp replaces an If by a branch, batch_of_two.cpp
// finds where the batch of the file stands in its shapes.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "fovea/model/model.h"
#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

/// Makes a model from the content of a file.
class Import {
 public:
  Import(GraphDef file, const OpTable& table);
  Model run();

 private:
  friend class ImportNode;

  void add_inputs();
  void add_node(const NodeDef& node);
  void add_nodes(const std::vector<NodeDef>& nodes);
  /// The nodes of a graph inside a node; the values that they make get free names.
  void add_graph(const NodeDef& node, const GraphDef& graph);
  void add_outputs();

  /// Computes the node's constants for a batch of two, in case they differ: `again` makes
  /// its results.
  void double_results(const NodeDef& node, const std::function<void()>& again);
  /// The shape of a value of the graph for a batch of two, or its own shape if it cannot
  /// have another.
  const Shape& doubled_shape(Value x);
  void count_uses(const std::vector<NodeDef>& nodes, const std::vector<ValueDef>& outputs);
  void reserve_names(const std::vector<NodeDef>& nodes);
  void take_constants(std::map<std::string, Constant> constants);
  /// Frees the numbers of constants that no later node reads: otherwise large weights that are
  /// transposed would be in memory twice.
  void drop_used(const std::vector<std::string>& inputs);
  /// Counts the numbers of a constant that was made here. Throws Error if all such constants that
  /// later nodes still read have many more numbers than the file.
  void count_fold(const std::string& value, const Constant& constant);

  const Operand& operand(const std::string& value);
  /// The operand as a tensor of the graph in this layout.
  Value value_of(const std::string& value, const Layout& layout);
  /// A value of the graph in another layout, transposed if needed.
  Value turned(const Operand& source, const Layout& layout);
  Value leaf(const std::string& value, const std::string& form, const Tensor& tensor, Role role);
  std::string unique_node(const NodeDef& node);

  GraphDef file_;
  const OpTable& table_;
  Model model_;
  std::map<std::string, Operand> operands_;  // by the file's names
  /// The result of a ConstantOfShape, not yet made: until now only its shape was read.
  struct LazyConstant {
    const NodeDef* node;
    Shape shape;
  };
  std::map<std::string, LazyConstant> lazy_constants_;  // by the file's names
  std::map<std::string, std::int64_t> fold_counts_;     // numbers in each constant folded here
  std::int64_t in_file_ = 0, in_folds_ = 0;             // numbers in all constants
  bool all_known_ = false;  // all inputs of this node are constants, but the graph must compute it
  std::map<std::string, int> uses_;                              // later uses, by value
  std::map<std::pair<std::string, std::string>, Value> leaves_;  // by source and form
  std::map<std::pair<int, Layout::Kind>, Value> turned_;         // by value
  std::set<std::string> variables_, nodes_;                      // names in use
  std::set<int> open_inputs_;          // values whose first axis, the batch, the file leaves open
  std::vector<Shape> doubled_shapes_;  // for a batch of two, by value
  size_t doubled_nodes_ = 0;           // nodes of the graph whose shapes are among them
  std::map<std::string, Operand> doubled_;  // constants that differ then, by the file's names
  bool in_double_ = false;                  // importers see those for a batch of two
};

}  // namespace fovea::onnx
