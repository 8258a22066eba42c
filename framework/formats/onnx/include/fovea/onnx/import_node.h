// An ONNX node that is being made a layer: importers work with it.
#pragma once

#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>

#include "fovea/graph/graph.h"
#include "fovea/onnx/layout.h"
#include "fovea/onnx/op.h"

namespace fovea::onnx {

class Import;

/// A value of the file: a tensor of the graph, or a constant.
struct Operand {
  Value value;  // empty for a constant
  Layout layout;
  Constant constant = {};

  bool is_constant() const { return !value; }
  /// In the file.
  Shape shape() const { return is_constant() ? constant.shape : file_shape(layout, value.shape()); }
};

class ImportNode {
 public:
  ImportNode(Import& owner, const NodeDef& node, std::string name)
      : owner_(owner), node_(node), name_(std::move(name)) {}

  /// The name that its layer gets.
  const std::string& name() const { return name_; }
  const NodeDef& definition() const { return node_; }
  std::int64_t opset() const;
  Graph& graph() const;
  /// Whether write_graph wrote the file.
  bool is_ours() const;

  /// Attributes, or `otherwise` where the node has none; all throw Error for another type. has()
  /// says whether an attribute is there; use it for those that must be.
  bool has(const std::string& attribute) const { return node_.attributes.contains(attribute); }
  std::int64_t integer(const std::string& attribute, std::int64_t otherwise) const;
  float number(const std::string& attribute, float otherwise) const;
  std::string text(const std::string& attribute, const std::string& otherwise) const;
  Ints ints(const std::string& attribute, const Ints& otherwise) const;

  size_t input_count() const { return node_.inputs.size(); }
  /// Whether input i is given: optional ones may be left out.
  bool has_input(size_t i) const { return i < input_count() && !node_.inputs[i].empty(); }
  const Operand& operand(size_t i) const;
  /// Whether input i is a constant, and its shape in the file; neither computes its elements.
  bool is_constant(size_t i) const;
  Shape shape(size_t i) const;
  /// The same for a batch of two, if the file leaves the batch open: what differs follows
  /// the batch.
  Shape doubled_shape(size_t i) const;
  Shape doubled_shape(const Operand& x) const;
  const Ints& doubled_integers(size_t i) const;
  /// A value of the graph with 1 on this axis, repeated along it as often as there are examples.
  Value for_each_example(Value x, int axis) const;
  /// Input i as a tensor of the graph in this layout, or in the layout that it has. A constant that
  /// is an initializer becomes a variable; whole numbers are an i32 constant.
  Value value(size_t i, const Layout& layout) const;
  Value value(size_t i) const {
    return operand(i).is_constant() ? value(i, Layout::plain()) : operand(i).value;
  }
  /// The same for a value of the graph that an importer made.
  Value turned(const Operand& x, const Layout& layout) const;
  /// Input i, a constant, as a variable of the graph (or a constant of the graph if the file has a
  /// Constant node). Its axes here are those of the file in this order.
  Value weight(size_t i, std::initializer_list<int> order = {}, Role role = Role::parameter) const;
  /// The same for a tensor that an importer made from input i. `form` distinguishes tensors made
  /// from one initializer in different ways.
  Value weight(size_t i, const Tensor& tensor, const std::string& form,
               Role role = Role::parameter) const;
  /// Input i as known numbers; throws Error if the graph computes them.
  const Tensor& floats(size_t i) const;
  const Ints& integers(size_t i) const;
  float scalar(size_t i) const;

  /// Sets the node's first output.
  void result(Value value, Layout layout = Layout::plain()) { result(0, value, layout); }
  /// The same for output k; does nothing if the file leaves it out.
  void result(size_t k, Value value, Layout layout = Layout::plain());
  void result(Constant constant) { result(0, std::move(constant)); }
  void result(size_t k, Constant constant);
  /// Replaces the node by the nodes of this graph: its outputs become the node's. They may read the
  /// node's inputs.
  void results_of(const GraphDef& graph);

 private:
  Import& owner_;
  const NodeDef& node_;
  std::string name_;
};

/// A number of the file as an int; throws Error naming `what` if it needs more than 32 bits.
int to_int(std::int64_t value, std::string_view what);

}  // namespace fovea::onnx
