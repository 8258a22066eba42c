// Cast from one type to the same, as it has to be read here: f32, or whole numbers of any width.
#include "framework/formats/onnx/import_node.h"

namespace fovea::onnx {

namespace {

void read(ImportNode& node) {
  constexpr std::int64_t to_float = 1, to_int32 = 6, to_int64 = 7;
  const Operand x{node.value(0),
                  node.operand(0).is_constant() ? Layout::plain() : node.operand(0).layout};
  const std::int64_t to = node.integer("to", 0);
  const bool whole = x.value.type().dtype == DType::i32 && (to == to_int32 || to == to_int64);
  const bool real = x.value.type().dtype == DType::f32 && to == to_float;
  if (!whole && !real) throw Error("from {} to type {}", x.value.type().str(), to);
  node.result(x.value, x.layout);
}

}  // namespace

void register_cast(OpTable& table) { table.importers["Cast"] = read; }

}  // namespace fovea::onnx
