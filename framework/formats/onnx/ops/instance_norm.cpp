// InstanceNormalization, whose layer is made of others: they are written instead.
#include "fovea/layers/instance_norm.h"

#include "framework/formats/onnx/windows.h"

namespace fovea::onnx {

namespace {

void read(ImportNode& node) {
  const Value x = image_input(node);
  image_result(node,
               instance_norm(x, node.weight(1), node.weight(2),
                             {.epsilon = node.number("epsilon", 1e-5f), .name = node.name()}));
}

}  // namespace

void register_instance_norm(OpTable& table) { table.importers["InstanceNormalization"] = read; }

}  // namespace fovea::onnx
