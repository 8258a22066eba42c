// The graph of a model in the making.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "fovea/model/model.h"
#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

/// The content of a file as a model.
class Import {
 public:
  Import(GraphDef file, const OpTable& table);
  Model run();

 private:
  friend class ImportNode;

  void add_inputs();
  void add_node(const NodeDef& node);
  void add_nodes(const std::vector<NodeDef>& nodes);
  /// The nodes of a graph inside a node; the values that they make get names that are free.
  void add_graph(const NodeDef& node, const GraphDef& graph);
  void add_outputs();

  /// The node's constants for a batch of two, where they are others: `again` makes its results.
  void double_results(const NodeDef& node, const std::function<void()>& again);
  /// The shape of a value of the graph if the batch were two. Whatever cannot be so has one shape.
  const Shape& doubled_shape(Value x);
  void count_uses(const std::vector<NodeDef>& nodes, const std::vector<ValueDef>& outputs);
  void reserve_names(const std::vector<NodeDef>& nodes);
  void take_constants(std::map<std::string, Constant> constants);
  /// The numbers of constants that no later node reads make room: transposed, large weights would
  /// otherwise be there twice.
  void drop_used(const std::vector<std::string>& inputs);
  /// Counts the numbers of a constant that was made here. Throws Error where all such that later
  /// nodes still read are much more than the file holds.
  void count_made(const std::string& value, const Constant& constant);

  const Operand& operand(const std::string& value);
  /// The operand as a tensor of the graph in this layout.
  Value value_of(const std::string& value, const Layout& layout);
  /// A value of the graph in another layout, transposed where that is needed.
  Value turned(const Operand& given, const Layout& layout);
  Value leaf(const std::string& value, const std::string& form, const Tensor& tensor, Role role);
  std::string unique_node(const NodeDef& node);

  GraphDef file_;
  const OpTable& table_;
  Model model_;
  std::map<std::string, Operand> operands_;  // by the file's names
  /// What a ConstantOfShape would make, until somebody reads more than its shape.
  struct Filled {
    const NodeDef* node;
    Shape shape;
  };
  std::map<std::string, Filled> filled_;      // by the file's names
  std::map<std::string, std::int64_t> made_;  // numbers in each constant made here
  std::int64_t in_file_ = 0, in_made_ = 0;    // numbers in all constants
  bool all_known_ = false;  // the inputs of the node at hand, which the graph has to compute
  std::map<std::string, int> uses_;                              // that are still to come
  std::map<std::pair<std::string, std::string>, Value> leaves_;  // by source and form
  std::map<std::pair<int, Layout::Kind>, Value> turned_;         // by value
  std::set<std::string> variables_, nodes_;                      // names in use
  std::set<int> open_inputs_;          // values whose first axis, the batch, the file leaves open
  std::vector<Shape> doubled_shapes_;  // of a batch of two, by value
  size_t doubled_nodes_ = 0;           // of the graph that are among them
  std::map<std::string, Operand> doubled_;  // constants that are others then, by the file's names
  bool in_double_ = false;                  // importers see those
};

}  // namespace fovea::onnx
