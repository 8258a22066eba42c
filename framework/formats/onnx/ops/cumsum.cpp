// CumSum: adds to each element the one before it, then the sum of two that is two before it, and so
// on in powers of two.
#include "fovea/layers/add.h"
#include "fovea/layers/cast.h"
#include "fovea/layers/pad.h"
#include "fovea/layers/slice.h"
#include "fovea/onnx/import_node.h"
#include "framework/formats/onnx/reals.h"

namespace fovea::onnx {

namespace {

/// x moved along an axis by `distance`, to the end or back, with 0 where x has no element.
Value moved(Value x, int axis, std::int64_t distance, bool back) {
  const auto rank = static_cast<size_t>(x.shape().rank());
  const std::int64_t extent = x.shape()[axis];
  const Value part = slice(x, {.starts = {back ? distance : 0},
                               .ends = {back ? extent : extent - distance},
                               .axes = {axis}});
  PadConfig zeros{std::vector<int>(rank), std::vector<int>(rank)};
  (back ? zeros.after : zeros.before)[static_cast<size_t>(axis)] = static_cast<int>(distance);
  return pad(part, zeros);
}

void read(ImportNode& node) {
  const Operand& operand = node.operand(0);
  if (operand.is_constant()) throw Error("of a constant that is trained");
  const Operand x = as_real(operand);
  const Layout layout = x.layout.kind == Layout::Kind::flat ? Layout::plain() : x.layout;
  const int rank = x.shape().rank();
  const Ints& axes = node.integers(1);
  if (axes.size() != 1 || axes[0] < -rank || axes[0] >= rank) {
    throw Error("its axis does not exist in {}", x.shape().str());
  }
  const int axis = axis_here(layout, static_cast<int>(axes[0] < 0 ? axes[0] + rank : axes[0]));
  const bool back = node.integer("reverse", 0) != 0;
  Value y = node.turned(x, layout);
  const std::int64_t extent = y.shape()[axis];
  if (node.integer("exclusive", 0) != 0) {
    if (extent == 1) throw Error("an exclusive sum of one element");
    y = moved(y, axis, 1, back);
  }
  for (std::int64_t distance = 1; distance < extent; distance *= 2) {
    y = add(y, moved(y, axis, distance, back));
  }
  const DType dtype = operand.value.type().dtype;
  node.result(dtype == DType::f32 ? y : cast(y, {.to = dtype}, node.name()), layout);
}

}  // namespace

void register_cumsum(OpTable& table) { table.importers["CumSum"] = read; }

}  // namespace fovea::onnx
