// Reshape, also of constants. Elements keep their order in reshape, so an image goes in channels
// last; where that order is the file's own, the Transpose is left out: for images of one channel
// or one pixel, and for an image made a matrix whose columns a dense layer takes in any order.
#include "framework/layers/reshape.h"

#include "framework/formats/onnx/export_node.h"
#include "framework/formats/onnx/import_node.h"

namespace fovea::onnx {

namespace {

/// The target with its zeros behind the batch as numbers: they name axes of another order.
Ints without_zeros(Ints target, const Shape& from) {
  for (size_t axis = 1; axis < target.size(); ++axis) {
    if (target[axis] == 0) target[axis] = from[static_cast<int>(axis)];
  }
  return target;
}

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

Shape resolved(const Ints& target, const Shape& from) {
  Ints dims = target;
  std::int64_t known = 1;
  size_t rest = dims.size();
  for (size_t axis = 0; axis < dims.size(); ++axis) {
    if (dims[axis] == 0 && axis >= static_cast<size_t>(from.rank())) {
      throw Error("a shape that keeps axis {} of {}", axis, from.str());
    }
    if (dims[axis] == 0) dims[axis] = from[static_cast<int>(axis)];
    if (dims[axis] == -1 && rest == dims.size()) {
      rest = axis;
      dims[axis] = 1;
    }
  }
  const Shape shape(dims);
  known = shape.count();
  if (rest < dims.size() && known > 0 && from.count() % known == 0) {
    return shape.with(static_cast<int>(rest), from.count() / known);
  }
  if (known != from.count()) {
    throw Error("{} cannot be reshaped to ({})", from.str(), fmt::join(target, ", "));
  }
  return shape;
}

void fold(ImportNode& node, const Ints& target) {
  Constant constant = node.operand(0).constant;
  constant.shape = resolved(target, constant.shape);
  if (Tensor* tensor = std::get_if<Tensor>(&constant.values)) {
    *tensor = tensor->reshaped(constant.shape);
  }
  node.result(std::move(constant));
}

void read(ImportNode& node) {
  Ints target = node.integers(1);
  if (node.integer("allowzero", 0) != 0) throw Error("allowzero is not supported");
  const Operand& x = node.operand(0);
  if (x.is_constant()) return fold(node, target);
  const Shape from = x.shape(), to = resolved(target, from);
  const bool keeps_batch = to.rank() > 0 && to[0] == from[0];
  if (keeps_batch && target[0] > 0) target[0] = 0;  // whatever the batch size is

  const bool image = x.layout == Layout::channels();
  const bool ordered = image && same_order(x.value.shape());
  if (image && !ordered && keeps_batch && to.rank() == 2) {
    const Shape& hwc = x.value.shape();
    return node.result(reshape(x.value, {target}, node.name()),
                       Layout::flat(hwc[1], hwc[2], hwc[3]));
  }
  if (image) target = without_zeros(target, from);
  const Layout& layout = x.layout;
  if (layout.kind == Layout::Kind::flat && keeps_batch) {
    const Shape &hwc = layout.image, chw{hwc[2], hwc[0], hwc[1]};
    if (to.rank() == 4 && Shape{to[1], to[2], to[3]} == chw) {
      const Ints dims{target[0], hwc[0], hwc[1], hwc[2]};
      return node.result(reshape(x.value, {dims}, node.name()), Layout::channels());
    }
  }
  const Value value = ordered ? x.value : node.value(0, Layout::plain());
  if (to.rank() == 4 && same_order(shape_here(Layout::channels(), to))) {
    target = without_zeros(target, from);
    target = {target[0], target[2], target[3], target[1]};
    return node.result(reshape(value, {target}, node.name()), Layout::channels());
  }
  node.result(reshape(value, {target}, node.name()));
}

}  // namespace

void register_reshape(OpTable& table) {
  table.exporters["reshape"] = {write};
  table.importers["Reshape"] = read;
}

}  // namespace fovea::onnx
