// ReduceMean over all axes, which reduce.cpp reads.
#include "framework/layers/mean.h"

#include "framework/formats/onnx/export_node.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  node.result("ReduceMean", {node.input(0)}, {{"keepdims", std::int64_t{0}}});
}

}  // namespace

void register_mean(OpTable& table) { table.exporters["mean"] = {write}; }

}  // namespace fovea::onnx
