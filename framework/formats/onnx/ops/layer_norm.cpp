// LayerNormalization and InstanceNormalization, whose layers are composed of others: they go out as
// those.
#include "framework/layers/layer_norm.h"

#include "framework/formats/onnx/windows.h"
#include "framework/layers/instance_norm.h"

namespace fovea::onnx {

namespace {

/// The axes from `axis` on are the last ones here only in the file's own order.
void read_layer(ImportNode& node) {
  const Value x = node.value(0, Layout::plain());
  const Value scale = node.value(1, Layout::plain());
  const Value bias = node.given(2) ? node.value(2, Layout::plain()) : Value();
  node.result(layer_norm(x, scale, bias,
                         {.axis = to_int(node.integer("axis", -1), "axis"),
                          .epsilon = node.number("epsilon", 1e-5f),
                          .name = node.name()}));
}

void read_instance(ImportNode& node) {
  const Value x = image_input(node);
  node.result(instance_norm(x, node.weight(1), node.weight(2),
                            {.epsilon = node.number("epsilon", 1e-5f), .name = node.name()}),
              Layout::channels());
}

}  // namespace

void register_layer_norm(OpTable& table) {
  table.importers["LayerNormalization"] = read_layer;
  table.importers["InstanceNormalization"] = read_instance;
}

}  // namespace fovea::onnx
