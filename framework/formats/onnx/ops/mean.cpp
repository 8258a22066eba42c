// ReduceMean over all axes.
#include "framework/layers/mean.h"

#include "framework/formats/onnx/export_node.h"
#include "framework/formats/onnx/import_node.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  node.result("ReduceMean", {node.input(0)}, {{"keepdims", std::int64_t{0}}});
}

void read(ImportNode& node) {
  if (node.has("axes") || node.given(1)) throw Error("only the mean over all axes is supported");
  if (node.integer("keepdims", 1) != 0) throw Error("keepdims is not supported");
  node.result(mean(node.value(0), node.name()));
}

}  // namespace

void register_mean(OpTable& table) {
  table.exporters["mean"] = {write};
  table.importers["ReduceMean"] = read;
}

}  // namespace fovea::onnx
