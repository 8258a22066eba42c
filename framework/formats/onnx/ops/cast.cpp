// Cast. Whole numbers of any width in the file are i32 here, and floats are f32; between types
// that become the same one a Cast does nothing. Values that are known while the file is read never
// come here.
#include "fovea/layers/cast.h"

#include "fovea/onnx/export_node.h"
#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

namespace {

// The numbers of the element types in the standard.
constexpr std::int64_t to_float = 1, to_uint8 = 2, to_int8 = 3, to_uint16 = 4, to_int16 = 5,
                       to_int32 = 6, to_int64 = 7, to_bool = 9, to_half = 10, to_double = 11,
                       to_uint32 = 12, to_uint64 = 13, to_brain = 16;

std::int64_t number_of(DType dtype) {
  switch (dtype) {
    case DType::f32:
      return to_float;
    case DType::i32:
      return to_int32;
    case DType::u8:
      return to_uint8;
    default:
      return to_bool;
  }
}

DType dtype_of(std::int64_t number) {
  switch (number) {
    case to_float:
    case to_half:
    case to_double:
    case to_brain:
      return DType::f32;
    case to_int8:
    case to_uint16:
    case to_int16:
    case to_int32:
    case to_int64:
    case to_uint32:
    case to_uint64:
      return DType::i32;
    case to_uint8:
      return DType::u8;
    case to_bool:
      return DType::boolean;
    default:
      throw Error("to type {}; only floats, whole numbers and bool are supported", number);
  }
}

void write(ExportNode& node) {
  node.result_like_input("Cast", {node.input(0)},
                         {{"to", number_of(node.layer<CastLayer>().config().to)}});
}

void read(ImportNode& node) {
  const DType to = dtype_of(node.integer("to", 0));
  const Value x = node.value(0);
  const Layout layout = node.operand(0).is_constant() ? Layout::plain() : node.operand(0).layout;
  node.result(x.type().dtype == to ? x : cast(x, {to}, node.name()), layout);
}

/// CastLike: only the type of the second input is used. A constant of whole numbers does not say
/// its width.
void read_like(ImportNode& node) {
  const Operand &x = node.operand(0), &like = node.operand(1);
  const DType whole = like.is_constant() ? DType::i32 : like.value.type().dtype;
  const DType to = like.is_constant() && like.constant.is_float() ? DType::f32 : whole;
  const Value value = node.value(0);
  const Layout layout = x.is_constant() ? Layout::plain() : x.layout;
  node.result(value.type().dtype == to ? value : cast(value, {to}, node.name()), layout);
}

}  // namespace

void register_cast(OpTable& table) {
  table.exporters["cast"] = {write, Columns::any};
  table.importers["Cast"] = read;
  table.importers["CastLike"] = read_like;
}

}  // namespace fovea::onnx
