// Expand. The shape is known as the file is read. If the layer repeats along the batch, the file
// takes the shape from another value.
#include "fovea/layers/expand.h"

#include "fovea/layers/gather.h"
#include "fovea/layers/reshape.h"
#include "fovea/onnx/export_node.h"
#include "fovea/onnx/import_node.h"
#include "framework/layers/common/broadcast.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  const int rank = node.output_type().shape.rank();
  const Layout layout = rank == 4 ? Layout::channels() : Layout::plain();
  const std::string like = node.input(1, layout);
  const std::string shape = node.step("shape", "Shape", {like});
  node.result("Expand", {node.aligned(0, rank, layout), shape}, {}, layout);
}

void read(ImportNode& node) {
  const Operand& x = node.operand(0);
  const Shape from = x.shape(), to = broadcast(from, Shape(node.integers(1)));
  const bool image = to.rank() == 4 && from.rank() == 4;
  const Layout layout = image ? Layout::channels() : Layout::plain();
  Value y = node.value(0, layout);
  if (from.rank() < to.rank()) {
    ReshapeConfig more{Ints(static_cast<size_t>(to.rank() - from.rank()), 1)};
    more.shape.insert(more.shape.end(), from.dims().begin(), from.dims().end());
    y = reshape(y, more);
  }
  const Shape from_doubled = node.doubled_shape(0);
  const Ints& doubled = node.doubled_integers(1);
  for (int axis = 0; axis < to.rank(); ++axis) {
    const int here = axis_here(layout, axis), own = axis - (to.rank() - from.rank());
    const bool keeps = own < 0 || from[own] == from_doubled[own];
    const int x_axis = axis - (to.rank() - static_cast<int>(doubled.size()));
    if (keeps && to[axis] == 1 && x_axis >= 0 && doubled[static_cast<size_t>(x_axis)] == 2) {
      y = node.for_each_example(y, here);
      continue;
    }
    if (y.shape()[here] == to[axis]) continue;
    const Tensor first(Shape{to[axis]}, DType::i32);
    y = gather(y, node.graph().constant(first), {here});
  }
  node.result(y, layout);
}

}  // namespace

void register_expand(OpTable& table) {
  table.exporters["expand"] = {write};
  table.importers["Expand"] = read;
}

}  // namespace fovea::onnx
