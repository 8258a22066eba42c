// Operators of two inputs (Min and Max also of more), and Sum. A square and a cube, which GELU's
// approximation uses, become products: they have smaller rounding errors than powers.
#include "fovea/layers/binary.h"

#include "fovea/layers/add.h"
#include "fovea/layers/multiply.h"
#include "framework/formats/onnx/pairs.h"

namespace fovea::onnx {

namespace {

/// The exponent of a Pow if it is one known number.
std::optional<float> exponent(const ImportNode& node) {
  if (!node.is_constant(1) || node.shape(1).count() != 1) return {};
  const Constant& constant = node.operand(1).constant;
  return constant.is_float() ? node.scalar(1) : static_cast<float>(node.integers(1)[0]);
}

void read_power(ImportNode& node, const Importer& any) {
  const std::optional<float> number = exponent(node);
  const bool few = number == 2 || number == 3;
  const Operand& base = node.operand(0);
  if (!few || node.is_ours() || base.is_constant() || node.shape(1).rank() > base.shape().rank() ||
      base.value.type().dtype != DType::f32) {
    return any(node);
  }
  const Value x = base.value;
  const Value y =
      number == 2 ? multiply(x, x, node.name()) : multiply(multiply(x, x), x, node.name());
  node.result(y, base.layout);
}

}  // namespace

void register_binary(OpTable& table) {
  register_pair(table, "subtract", "Sub", subtract);
  register_pair(table, "divide", "Div", divide);
  register_pair(table, "power", "Pow", power);
  register_pair(table, "prelu", "PRelu", prelu);
  register_pair(table, "minimum", "Min", minimum);
  register_pair(table, "maximum", "Max", maximum);
  register_chain(table, "Min", minimum);
  register_chain(table, "Max", maximum);
  register_chain(table, "Sum", add);
  table.importers["Pow"] = [any = table.importers["Pow"]](ImportNode& node) {
    read_power(node, any);
  };
}

}  // namespace fovea::onnx
