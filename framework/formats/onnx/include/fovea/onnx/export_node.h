// A layer node that is being written into an ONNX graph: exporters work with it.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "fovea/graph/graph.h"
#include "fovea/onnx/layout.h"
#include "fovea/onnx/op.h"

namespace fovea::onnx {

class Export;

class ExportNode {
 public:
  using Names = std::vector<std::string>;
  using Attributes = std::map<std::string, Attribute>;

  ExportNode(Export& owner, const Node& node) : owner_(owner), node_(node) {}

  const std::string& name() const { return node_.name; }
  /// The layer as its own class; throws Error if it is of another class.
  template <typename L>
  const L& layer() const {
    const L* layer = dynamic_cast<const L*>(node_.layer.get());
    if (!layer) throw Error("its layer is of kind {} but of another class", node_.layer->kind());
    return *layer;
  }

  /// Throws Error if a layer's tail holds more than a bias: a pass fused other layers into it.
  static void expect_unfused(const Epilogue& tail);

  size_t input_count() const { return node_.inputs.size(); }
  const TensorType& input_type(size_t i) const;
  const TensorType& output_type(size_t k = 0) const;
  /// The layout that input i has in the file.
  Layout layout(size_t i);
  /// The name of input i in the file, in the layout that it has or in this one.
  std::string input(size_t i);
  std::string input(size_t i, const Layout& layout);
  /// A variable or constant that is an input, with its axes in this order in the file; or, for a
  /// matrix, with its columns in the order of a flat layout.
  std::string weight(size_t i, std::initializer_list<int> order = {});
  std::string weight(size_t i, const Layout& columns);
  /// Input i, which is broadcast to a tensor of `rank` axes; that tensor has this layout in the
  /// file.
  std::string aligned(size_t i, int rank, const Layout& layout);
  /// A vector over the channels of input 0, in a shape that is broadcast to it in the file.
  std::string channel_vector(size_t i);
  /// Whether the output, a flattened image, may keep the file's order of columns.
  bool keeps_file_columns();

  /// A new initializer "<name>/<what>".
  std::string ints(const std::string& what, Ints values);
  /// The same as a Constant node.
  std::string floats(const std::string& what, const std::vector<float>& values);
  std::string number(const std::string& what, float value);
  /// Another node before the last; its name, and its output's, is "<name>/<what>".
  std::string step(const std::string& what, const std::string& op, Names inputs,
                   Attributes attributes = {});
  /// The node that makes the output.
  void result(const std::string& op, Names inputs, Attributes attributes = {},
              Layout layout = Layout::plain());
  /// The output has this name in the file, in the plain layout, and needs no node.
  void alias(const std::string& name);
  /// The same for a layer that does not change the layout of its first input.
  void result_like_input(const std::string& op, Names inputs, Attributes attributes = {});

 private:
  Export& owner_;
  const Node& node_;
};

}  // namespace fovea::onnx
