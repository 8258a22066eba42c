// Gather, whose indices may be known or computed.
#include "fovea/layers/gather.h"

#include "fovea/onnx/export_node.h"
#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  const int rank = node.input_type(0).shape.rank();
  const int axis = node.layer<GatherLayer>().config().axis;
  node.result("Gather", {node.input(0, Layout::plain()), node.input(1, Layout::plain())},
              {{"axis", std::int64_t{axis < 0 ? axis + rank : axis}}});
}

void read(ImportNode& node) {
  const GatherConfig config{to_int(node.integer("axis", 0), "axis")};
  const Operand& indices = node.operand(1);
  if (indices.is_constant()) {
    const Shape x = node.operand(0).shape();
    const int axis = config.axis < 0 ? config.axis + x.rank() : config.axis;
    const std::int64_t size = axis >= 0 && axis < x.rank() ? x[axis] : 0;
    for (const std::int64_t index : node.integers(1)) {
      if (index < -size || index >= size) throw Error("index {} of {} elements", index, size);
    }
  }
  node.result(
      gather(node.value(0, Layout::plain()), node.value(1, Layout::plain()), config, node.name()));
}

}  // namespace

void register_gather(OpTable& table) {
  table.exporters["gather"] = {write};
  table.importers["Gather"] = read;
}

}  // namespace fovea::onnx
