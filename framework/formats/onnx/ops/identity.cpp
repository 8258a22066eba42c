#include "fovea/layers/identity.h"

#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

namespace {

void read(ImportNode& node) {
  const Operand x = node.operand(0);
  if (x.is_constant()) return node.result(x.constant);
  node.result(identity(x.value, node.name()), x.layout);
}

}  // namespace

void register_identity(OpTable& table) {
  table.unary("identity", "Identity", identity);
  table.importers["Identity"] = read;
}

}  // namespace fovea::onnx
