// Squeeze and Unsqueeze. The axes became an input with operator set 13.
#include "framework/formats/onnx/reshaped.h"

namespace fovea::onnx {

namespace {

/// For each of `rank` axes: whether the node names it.
std::vector<bool> named_axes(const ImportNode& node, std::int64_t rank) {
  std::vector<bool> named(static_cast<size_t>(rank));
  for (const std::int64_t axis : node.has_input(1) ? node.integers(1) : node.ints("axes", {})) {
    if (axis < -rank || axis >= rank) throw Error("axis {} of {}", axis, rank);
    const size_t at = static_cast<size_t>(axis < 0 ? axis + rank : axis);
    if (named[at]) throw Error("axis {} is named twice", axis);
    named[at] = true;
  }
  return named;
}

void squeeze(ImportNode& node) {
  const Operand x = node.operand(0);
  const Shape shape = x.shape();
  const bool all = !node.has_input(1) && !node.has("axes");
  const std::vector<bool> named = named_axes(node, shape.rank());
  const Shape doubled_shape = node.doubled_shape(0);
  Ints target, doubled;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    const bool goes = all ? shape[axis] == 1 : named[static_cast<size_t>(axis)];
    if (!goes) target.push_back(shape[axis]);
    if (!goes) doubled.push_back(doubled_shape[axis]);
    if (goes && shape[axis] != 1) throw Error("axis {} of {} is not 1", axis, shape.str());
  }
  reshape_to(node, x, target, doubled);
}

void unsqueeze(ImportNode& node) {
  const Operand x = node.operand(0);
  const Shape shape = x.shape();
  const size_t more = (node.has_input(1) ? node.integers(1) : node.ints("axes", {})).size();
  if (more > Shape::max_rank) throw Error("{} axes are too many", more);
  const std::vector<bool> added = named_axes(node, shape.rank() + static_cast<std::int64_t>(more));
  const auto target = [&](const Shape& of) {
    Ints dims;
    int next = 0;
    for (const bool is_new : added) dims.push_back(is_new ? 1 : of[next++]);
    return dims;
  };
  reshape_to(node, x, target(shape), target(node.doubled_shape(0)));
}

}  // namespace

void register_squeeze(OpTable& table) {
  table.importers["Squeeze"] = squeeze;
  table.importers["Unsqueeze"] = unsqueeze;
}

}  // namespace fovea::onnx
