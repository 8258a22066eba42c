// LayerNormalization, whose layer is composed of others: it goes out as those.
#include "fovea/layers/layer_norm.h"

#include "fovea/layers/add.h"
#include "fovea/layers/multiply.h"
#include "fovea/layers/unary.h"
#include "fovea/onnx/import_node.h"

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

}  // namespace

void register_layer_norm(OpTable& table) { table.importers["LayerNormalization"] = read_layer; }

}  // namespace fovea::onnx
