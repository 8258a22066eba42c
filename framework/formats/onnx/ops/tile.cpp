// Tile: for one axis after another a Gather of all its indices, repeated.
#include "fovea/layers/gather.h"
#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

namespace {

void read(ImportNode& node) {
  const Operand& x = node.operand(0);
  const Layout layout =
      x.is_constant() || x.layout.kind == Layout::Kind::flat ? Layout::plain() : x.layout;
  const Ints& repeats = node.integers(1);
  Value y = node.value(0, layout);
  if (static_cast<int>(repeats.size()) != y.shape().rank()) {
    throw Error("{} repeats for {}", repeats.size(), x.shape().str());
  }
  for (int axis = 0; axis < y.shape().rank(); ++axis) {
    const int count = to_int(repeats[static_cast<size_t>(axis)], "repeats");
    const int here = axis_here(layout, axis);
    if (count < 1) throw Error("{} repeats of axis {}", count, axis);
    if (count == 1) continue;
    constexpr std::int64_t most = 1 << 24;
    const std::int64_t extent = y.shape()[here];
    if (extent * count > most) throw Error("{} repeats of {} elements", count, extent);
    Tensor indices(Shape{extent * count}, DType::i32);
    int i = 0;
    for (std::int32_t& index : indices.as<std::int32_t>()) {
      index = i++ % static_cast<int>(extent);
    }
    y = gather(y, node.graph().constant(indices), {here});
  }
  node.result(y, layout);
}

}  // namespace

void register_tile(OpTable& table) { table.importers["Tile"] = read; }

}  // namespace fovea::onnx
