// Hardmax: 1 for the first of the largest elements of an axis, 0 for the others.
#include <numeric>

#include "fovea/layers/argmax.h"
#include "fovea/layers/binary.h"
#include "fovea/layers/cast.h"
#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

namespace {

void read(ImportNode& node) {
  const Operand& x = node.operand(0);
  const Shape shape = x.shape();
  const int rank = shape.rank();
  // Before operator set 13 all axes from this one on were taken together.
  const bool together = node.opset() < 13;
  const std::int64_t attribute = node.integer("axis", together ? 1 : -1);
  const int axis = to_int(attribute < 0 ? attribute + rank : attribute, "axis");
  if (axis < 0 || axis >= rank) throw Error("axis {} does not exist in {}", attribute, shape.str());
  if (together && shape.count(axis + 1, rank) != 1) {
    throw Error("several axes taken together, as before operator set 13");
  }
  const Layout layout =
      x.is_constant() || x.layout.kind == Layout::Kind::flat ? Layout::plain() : x.layout;
  const int here = axis_here(layout, axis);
  const Value where = cast(argmax(node.value(0, layout), {.axis = here}), {.to = DType::f32});
  Shape along = shape_here(layout, shape);
  for (int i = 0; i < rank; ++i) along = along.with(i, i == here ? shape[axis] : 1);
  Tensor numbers(along, DType::f32);
  std::iota(numbers.as<float>().begin(), numbers.as<float>().end(), 0.0f);
  const Value places = node.graph().constant(numbers, node.name() + "/numbers");
  node.result(equal(where, places, node.name()), layout);
}

}  // namespace

void register_hardmax(OpTable& table) { table.importers["Hardmax"] = read; }

}  // namespace fovea::onnx
