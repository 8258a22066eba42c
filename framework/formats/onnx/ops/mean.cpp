// ReduceMean over all axes, which reduce.cpp reads.
#include "fovea/layers/mean.h"

#include "fovea/onnx/export_node.h"

namespace fovea::onnx {

namespace {

void write(ExportNode& node) {
  node.result("ReduceMean", {node.input(0)}, {{"keepdims", std::int64_t{0}}});
}

}  // namespace

void register_mean(OpTable& table) { table.exporters["mean"] = {write}; }

}  // namespace fovea::onnx
