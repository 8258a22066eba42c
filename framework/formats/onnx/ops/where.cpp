// Where. The condition is f32 here and a boolean in the file.
#include "fovea/layers/where.h"

#include <algorithm>

#include "fovea/layers/cast.h"
#include "framework/formats/onnx/pairs.h"
#include "framework/formats/onnx/reals.h"

namespace fovea::onnx {

namespace {

constexpr std::int64_t to_bool = 9;

void write(ExportNode& node) {
  const int rank = node.output_type().shape.rank();
  const Layout layout = rank == 4 ? Layout::channels() : Layout::plain();
  const std::string condition =
      node.step("condition", "Cast", {node.aligned(0, rank, layout)}, {{"to", to_bool}});
  const std::string a = node.aligned(1, rank, layout);
  node.result("Where", {condition, a, node.aligned(2, rank, layout)}, {}, layout);
}

DType dtype_of(const Operand& x) {
  if (!x.is_constant()) return x.value.type().dtype;
  return x.constant.is_float() ? DType::f32 : DType::i32;
}

void read(ImportNode& node) {
  const Operand condition = as_condition(node.operand(0)), a = as_real(node.operand(1)),
                b = as_real(node.operand(2));
  const Operand& typed = node.operand(node.operand(1).is_constant() ? 2 : 1);
  const DType dtype = dtype_of(typed);
  const Layout layout = common_layout({&condition, &a, &b});
  const int rank = std::max({condition.shape().rank(), a.shape().rank(), b.shape().rank()});
  const Value holds = aligned(node, condition, 0, rank, layout);
  const Value first = aligned(node, a, 1, rank, layout);
  const Value second = aligned(node, b, 2, rank, layout);
  const bool real = dtype == DType::f32;
  const Value y = where(holds, first, second, real ? node.name() : "");
  node.result(real ? y : cast(y, {.to = dtype}, node.name()), layout);
}

}  // namespace

void register_where(OpTable& table) {
  table.exporters["where"] = {write};
  table.importers["Where"] = read;
}

}  // namespace fovea::onnx
