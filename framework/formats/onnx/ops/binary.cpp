// Operators of two inputs (Min and Max also of more), and Sum.
#include "fovea/layers/binary.h"

#include "fovea/layers/add.h"
#include "framework/formats/onnx/pairs.h"

namespace fovea::onnx {

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
}

}  // namespace fovea::onnx
