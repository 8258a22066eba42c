// Trilu: the part of matrices above or below a diagonal; the rest is 0.
#include "fovea/layers/cast.h"
#include "fovea/layers/where.h"
#include "fovea/onnx/import_node.h"
#include "framework/formats/onnx/reals.h"

namespace fovea::onnx {

namespace {

void read(ImportNode& node) {
  const Value operand = node.value(0);
  const Layout layout = node.operand(0).is_constant() ? Layout::plain() : node.operand(0).layout;
  const Operand real = as_real({operand, layout});
  const Value x = node.turned(real, Layout::plain());
  const Shape& shape = x.shape();
  if (shape.rank() < 2) throw Error("{} has no diagonal", shape.str());
  const std::int64_t k = node.has_input(1) ? node.integers(1).at(0) : 0;
  const bool upper = node.integer("upper", 1) != 0;
  const std::int64_t rows = shape[shape.rank() - 2], columns = shape.back();
  Tensor part(Shape{rows, columns}, DType::f32);
  for (std::int64_t i = 0; i < rows * columns; ++i) {
    const std::int64_t offset = i % columns - i / columns;
    part.as<float>()[static_cast<size_t>(i)] = upper ? offset >= k : offset <= k;
  }
  Graph& graph = node.graph();
  const Value zero = graph.constant(Tensor::scalar(0.0f));
  const DType dtype = operand.type().dtype;
  const Value y = where(graph.constant(part, node.name() + "/part"), x, zero);
  node.result(dtype == DType::f32 ? y.named(node.name()) : cast(y, {.to = dtype}, node.name()));
}

}  // namespace

void register_trilu(OpTable& table) { table.importers["Trilu"] = read; }

}  // namespace fovea::onnx
