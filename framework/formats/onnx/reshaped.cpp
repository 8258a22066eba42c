#include "framework/formats/onnx/reshaped.h"

#include <fmt/ranges.h>

#include "fovea/layers/reshape.h"

namespace fovea::onnx {

Ints without_zeros(Ints target, const Shape& from) {
  for (size_t axis = 1; axis < target.size(); ++axis) {
    if (target[axis] == 0) target[axis] = from[static_cast<int>(axis)];
  }
  return target;
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

namespace {

void fold(ImportNode& node, Constant constant, const Ints& target) {
  constant.shape = resolved(target, constant.shape);
  if (Tensor* tensor = std::get_if<Tensor>(&constant.values)) {
    *tensor = tensor->reshaped(constant.shape);
  }
  node.result(std::move(constant));
}

}  // namespace

namespace {

/// The axis that holds the batch, perhaps with others: the one that differs for a batch of two. -1
/// if that is not exactly one axis, or the file takes only a batch of one.
int batch_axis(const Shape& from_doubled, const Ints& doubled, const Shape& once) {
  Shape twice;
  try {
    twice = resolved(doubled, from_doubled);
  } catch (const Error&) {
    return -1;
  }
  int axis_of_batch = -1;
  for (int axis = 0; axis < once.rank(); ++axis) {
    if (once[axis] == twice[axis]) continue;
    if (axis_of_batch >= 0 || twice[axis] != 2 * once[axis]) return -1;
    axis_of_batch = axis;
  }
  return axis_of_batch;
}

}  // namespace

void reshape_to(ImportNode& node, const Operand& x, Ints target, const Ints& doubled) {
  if (x.is_constant()) return fold(node, x.constant, target);
  const Shape from = x.shape(), to = resolved(target, from);
  const Shape from_doubled = node.doubled_shape(x);
  const bool follows = from_doubled.count() == 2 * from.count() && doubled.size() == target.size();
  const int batch = follows ? batch_axis(from_doubled, doubled, to) : -1;
  if (batch > 0 || (batch == 0 && from_doubled[0] == from[0])) {
    target.assign(to.dims().begin(), to.dims().end());
    target[static_cast<size_t>(batch)] = -1;
    return node.result(reshape(node.turned(x, Layout::plain()), {target}, node.name()));
  }
  const bool keeps_batch = to.rank() > 0 && to[0] == from[0];
  if (keeps_batch && target[0] > 0) target[0] = 0;  // whatever the batch size is
  if (!keeps_batch && to.rank() > 0 && target[0] > 0) {
    // The first axis holds the batch, perhaps with others.
    target.assign(to.dims().begin(), to.dims().end());
    target[0] = -1;
  }

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
  const Value value = ordered ? x.value : node.turned(x, Layout::plain());
  if (to.rank() == 4 && same_order(shape_here(Layout::channels(), to))) {
    target = without_zeros(target, from);
    target = {target[0], target[2], target[3], target[1]};
    return node.result(reshape(value, {target}, node.name()), Layout::channels());
  }
  node.result(reshape(value, {target}, node.name()));
}

}  // namespace fovea::onnx
