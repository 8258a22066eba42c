// LayerNormalization and InstanceNormalization, whose layers are composed of others: they go out as
// those.
#include "fovea/layers/layer_norm.h"

#include "fovea/layers/add.h"
#include "fovea/layers/instance_norm.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/unary.h"
#include "framework/formats/onnx/windows.h"

namespace fovea::onnx {

namespace {

/// The axes from `axis` on are the last ones here only in the file's own order.
void read_layer(ImportNode& node) {
  const Value x = node.value(0, Layout::plain()), scale = node.value(1, Layout::plain());
  const int rank = x.shape().rank();
  std::int64_t first = node.integer("axis", -1);
  if (first < -rank || first >= rank) throw Error("axis {} of {}", first, x.shape().str());
  std::vector<int> axes;
  for (int axis = static_cast<int>(first < 0 ? first + rank : first); axis < rank; ++axis) {
    axes.push_back(axis);
  }
  const Normalized norm =
      normalized(x, axes, node.number("epsilon", 1e-5f), node.name() + "/normalized");
  const bool biased = node.given(2);
  const Value scaled = multiply(norm.y, scale, biased ? node.name() + "/scaled" : node.name());
  node.result(biased ? add(scaled, node.value(2, Layout::plain()), node.name()) : scaled);
  const size_t outputs = node.definition().outputs.size();
  if (outputs > 1) node.result(1, norm.mean);
  if (outputs > 2) node.result(2, reciprocal(norm.deviation));
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
