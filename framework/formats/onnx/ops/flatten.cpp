// Flatten; with another axis than 1 it is a reshape. A flattened image keeps the file's order of
// columns if all its readers can use that, as a dense layer does in its weight.
#include "fovea/layers/flatten.h"

#include "fovea/onnx/export_node.h"
#include "framework/formats/onnx/reshaped.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  const Shape& x = node.input_type(0).shape;
  const ExportNode::Attributes attributes = {{"axis", std::int64_t{1}}};
  const bool image = node.layout(0) == Layout::channels();
  if (image && !same_order(x)) {
    const bool as_it_is = node.keeps_file_columns();
    const Layout layout = as_it_is ? Layout::flat(x[1], x[2], x[3]) : Layout::plain();
    const std::string input = as_it_is ? node.input(0) : node.input(0, Layout::plain());
    node.result("Flatten", {input}, attributes, layout);
  } else {
    node.result("Flatten", {node.input(0)}, attributes);
  }
}

void read(ImportNode& node) {
  const Operand& x = node.operand(0);
  const std::int64_t axis = node.integer("axis", 1), rank = x.shape().rank();
  if (axis < -rank || axis > rank) throw Error("axis {} of {}", axis, x.shape().str());
  if (x.is_constant() || (axis != 1 && axis != 1 - rank)) {
    const int at = static_cast<int>(axis < 0 ? axis + rank : axis);
    const auto target = [&](const Shape& of) {
      return Ints{of.count(0, at), of.count(at, of.rank())};
    };
    return reshape_to(node, Operand(x), target(x.shape()), target(node.doubled_shape(0)));
  }
  const Value y = flatten(node.value(0), node.name());
  if (x.layout.kind == Layout::Kind::flat) {
    node.result(y, x.layout);
  } else if (x.layout.kind == Layout::Kind::image && !same_order(x.value.shape())) {
    const Shape& image = x.value.shape();
    node.result(y, Layout::flat(image[1], image[2], image[3]));
  } else {
    node.result(y);
  }
}

}  // namespace

void register_flatten(OpTable& table) {
  table.exporters["flatten"] = {write};
  table.importers["Flatten"] = read;
}

}  // namespace fovea::onnx
