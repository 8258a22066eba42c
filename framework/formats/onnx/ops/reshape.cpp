// Reshape, also of constants. Elements keep their order in reshape, so an image must have its
// channels last. The Transpose for that is left out if both orders are the same (images of one
// channel or one pixel), and for an image that becomes a matrix for a dense layer, which takes
// columns in any order.
#include "fovea/layers/reshape.h"

#include <algorithm>

#include "fovea/onnx/export_node.h"
#include "framework/formats/onnx/reshaped.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  const Shape &x = node.input_type(0).shape, &y = node.output_type().shape;
  Ints target = node.layer<ReshapeLayer>().config().shape;
  Layout layout = Layout::plain();
  std::string input;
  if (node.layout(0) == Layout::channels()) {
    target = without_zeros(target, x);
    const bool matrix = y.rank() == 2 && y[0] == x[0] && node.keeps_file_columns();
    if (matrix && !same_order(x)) layout = Layout::flat(x[1], x[2], x[3]);
    input = node.input(0, matrix || same_order(x) ? Layout::channels() : Layout::plain());
  } else {
    input = node.input(0);
  }
  if (y.rank() == 4 && same_order(y)) {
    target = without_zeros(target, x);
    target = {target[0], target[3], target[1], target[2]};
    layout = Layout::channels();
  }
  node.result("Reshape", {input, node.ints("shape", target)}, {}, layout);
}

void read(ImportNode& node) {
  const Operand x = node.operand(0);
  const Ints target = node.integers(1);
  if (node.integer("allowzero", 0) != 0 && std::ranges::find(target, 0) != target.end()) {
    throw Error("a tensor without elements is not supported");
  }
  resolved(target, x.shape());
  reshape_to(node, x, target, node.doubled_integers(1));
}

}  // namespace

void register_reshape(OpTable& table) {
  table.exporters["reshape"] = {write};
  table.importers["Reshape"] = read;
}

}  // namespace fovea::onnx
