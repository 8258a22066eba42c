// An ONNX node on its way to becoming a layer: what an importer works with.
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

/// A value of the file, once known: a tensor of the graph, or a constant.
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
  bool given(size_t i) const { return i < input_count() && !node_.inputs[i].empty(); }
  const Operand& operand(size_t i) const;
  /// Whether input i is a constant, and its shape in the file; neither computes its elements.
  bool is_constant(size_t i) const;
  Shape shape(size_t i) const;
  /// The same if the batch were two, if the file leaves it open: what differs follows the batch.
  Shape doubled_shape(size_t i) const;
  Shape doubled_shape(const Operand& x) const;
  const Ints& doubled_integers(size_t i) const;
  /// A value of the graph with 1 on this axis, repeated along it as often as there are examples.
  Value for_each_example(Value x, int axis) const;
  /// Input i as a tensor of the graph in this layout, or as it stands. A constant that is an
  /// initializer becomes a variable; whole numbers are an i32 constant.
  Value value(size_t i, const Layout& layout) const;
  Value value(size_t i) const {
    return operand(i).is_constant() ? value(i, Layout::plain()) : operand(i).value;
  }
  /// The same of a value of the graph that an importer made.
  Value turned(const Operand& x, const Layout& layout) const;
  /// Input i, a constant, as a variable of the graph (a constant of the graph where the file has
  /// a Constant node). Its axes here are those of the file in this order.
  Value weight(size_t i, std::initializer_list<int> order = {}, Role role = Role::parameter) const;
  /// The same of whatever tensor an importer made of input i. `form` tells apart two tensors
  /// made of one initializer in different ways.
  Value weight(size_t i, const Tensor& tensor, const std::string& form,
               Role role = Role::parameter) const;
  /// Input i as known numbers; throws Error where they are computed by the graph.
  const Tensor& floats(size_t i) const;
  const Ints& integers(size_t i) const;
  float scalar(size_t i) const;

  /// What the node's first output is.
  void result(Value value, Layout layout = Layout::plain()) { result(0, value, layout); }
  /// The same for output k; one that the file leaves out is dropped.
  void result(size_t k, Value value, Layout layout = Layout::plain());
  void result(Constant constant) { result(0, std::move(constant)); }
  void result(size_t k, Constant constant);
  /// The nodes of this graph in the place of the node: its outputs are the node's. They may read
  /// what the node's inputs name.
  void results_of(const GraphDef& graph);

 private:
  Import& owner_;
  const NodeDef& node_;
  std::string name_;
};

/// A number of the file as an int; throws Error naming `what` beyond 32 bits.
int to_int(std::int64_t value, std::string_view what);

}  // namespace fovea::onnx
